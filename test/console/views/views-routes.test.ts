/** Saved views and many tickets at once over HTTP: whose a view is, what it holds, and what became of each ticket. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  BulkResultView,
  SavedViewListView,
  SelectionView,
  TicketListView,
} from "../../../src/console/console-api.ts";
import type { TicketId } from "../../../src/contracts/ids.ts";
import type { ChannelName } from "../../../src/contracts/message.ts";
import { MAX_SAVED_VIEWS } from "../../../src/contracts/saved-view.ts";
import type { NewTicket } from "../../../src/contracts/ticket.ts";
import { type ConsoleClient, errorCode, signInEach, signInNew } from "../console-client.ts";
import { type ConsoleRig, openConsoleRig } from "../console-rig.ts";

let rig: ConsoleRig;
let people: Awaited<ReturnType<typeof signInEach>>;
let jonas: ConsoleClient;
beforeAll(async () => {
  rig = await openConsoleRig();
  people = await signInEach(rig);
  jonas = await signInNew(rig, "Jonas");
});
afterAll(() => rig.close());

const idOf = (n: number) => `0193c0de-0000-4000-8000-${String(n).padStart(12, "0")}`;
const VIEW = { name: "Chinese", base: "open", conditions: { languages: ["zh"] }, isShared: false } as const;
const put = (n: number, body: unknown, client: ConsoleClient = people.agent) =>
  client.call("PUT", `/views/${idOf(n)}`, { body });
const listViews = async (client: ConsoleClient = people.agent) =>
  ((await client.call("GET", "/views")).body as SavedViewListView).views;
const namesOf = async (client: ConsoleClient = people.agent) => (await listViews(client)).map(({ name }) => name);
const numbersIn = async (query: string, client: ConsoleClient = people.agent) =>
  ((await client.call("GET", `/tickets?view=${query}`)).body as TicketListView).tickets.map(({ number }) => number);
const ticketOf = (ticketId: TicketId) => rig.ports.tickets.get(rig.db.shop.shopId, ticketId);
const story = (ticket: Partial<NewTicket> = {}, language: "es" | "zh" = "es") =>
  rig.openStory({ name: "Lucía", language, words: ["Hola", "Quiero una persona"], ticket });

describe("saved views", () => {
  test("one's own is one's own; a shared one is everybody's, and changed by who made it or heads the team", async () => {
    expect((await put(1, { ...VIEW, name: "  Mine \u202E alone " })).status).toBe(200);
    expect((await put(2, { ...VIEW, name: "Team's", isShared: true })).status).toBe(200);
    expect(await namesOf()).toEqual(["Team's", "Mine alone"]);
    expect(await namesOf(jonas)).toEqual(["Team's"]);
    expect(await namesOf(people.foreigner)).toEqual([]);
    expect((await listViews(jonas))[0]).toMatchObject({ isMine: false, mayChange: false });
    expect((await listViews(people.owner))[0]).toMatchObject({ isMine: false, mayChange: true });
    for (const [client, status] of [
      [jonas, 403],
      [people.viewer, 403],
      [people.owner, 200],
    ] as const) {
      expect((await put(2, { ...VIEW, name: "The team's", isShared: true }, client)).status).toBe(status);
    }
    expect(await namesOf(jonas)).toEqual(["The team's"]);
    // Another's own is not there for anybody else, and a number that is taken elsewhere is nobody's concern.
    for (const client of [jonas, people.owner, people.foreigner]) {
      const answer = await client.call("DELETE", `/views/${idOf(1)}`);
      expect([answer.status, errorCode(answer)]).toEqual([404, "NOT_FOUND"]);
    }
    expect((await people.viewer.call("DELETE", `/views/${idOf(2)}`)).status).toBe(403);
    expect((await people.owner.call("DELETE", `/views/${idOf(2)}`)).status).toBe(200);
    const gone = await people.agent.call("GET", `/tickets?view=view-${idOf(2)}`);
    expect([gone.status, errorCode(gone)]).toEqual([404, "NOT_FOUND"]);
    const entries = await rig.db.database.inShop<{ action: string }>(
      rig.db.shop.shopId,
      sql`select action from audit where action like 'view-%' order by audit_id`,
    );
    expect(entries.map(({ action }) => action)).toEqual(["view-saved", "view-saved", "view-saved", "view-removed"]);
  });

  test("nobody takes over another's own view by its number", async () => {
    const answer = await put(1, { ...VIEW, name: "Stolen" }, jonas);
    expect([answer.status, errorCode(answer)]).toEqual([404, "NOT_FOUND"]);
    expect(await namesOf()).toEqual(["Mine alone"]);
    expect(await namesOf(jonas)).toEqual([]);
  });

  test("they stand in the order that was chosen", async () => {
    await put(3, { ...VIEW, name: "Second" });
    await put(4, { ...VIEW, name: "Third" });
    const order = { viewIds: [idOf(4), idOf(1), idOf(3)] };
    expect((await people.agent.call("PUT", "/view-order", { body: order })).status).toBe(200);
    expect(await namesOf()).toEqual(["Third", "Mine alone", "Second"]);
    expect((await jonas.call("PUT", "/view-order", { body: order })).status).toBe(404);
  });

  test.each([
    { ...VIEW, name: "  " },
    { ...VIEW, name: "x".repeat(300) },
    { ...VIEW, base: "everything" },
    { ...VIEW, conditions: { languages: ["xx"] } },
    { ...VIEW, conditions: { languages: [] } },
    { ...VIEW, conditions: { agentId: idOf(1) } },
    { ...VIEW, isShared: "yes" },
  ])("a view that says nothing sensible is 400 (%#)", async (body) => {
    expect((await put(9, body)).status).toBe(400);
  });

  test("a viewer keeps views for itself; thirty of a kind are enough", async () => {
    expect((await put(20, { ...VIEW, isShared: true }, people.viewer)).status).toBe(403);
    for (let n = 0; n < MAX_SAVED_VIEWS; n += 1) expect((await put(100 + n, VIEW, people.viewer)).status).toBe(200);
    const more = await put(200, VIEW, people.viewer);
    expect([more.status, errorCode(more)]).toEqual([400, "REQUEST_INVALID"]);
    expect((await put(100, { ...VIEW, name: "Still written" }, people.viewer)).status).toBe(200);
  });
});

describe("what narrows a list", () => {
  test("each condition holds, any value of one will do, and a saved view counts what it shows", async () => {
    // Another channel is there, so that asking for one of them means something.
    await rig.ports.shops.ensureChannelAccount(rig.db.shop.shopId, "telegram" as ChannelName, "a bot");
    const tickets = {
      urgentZh: await story({ priority: "urgent", tags: ["vip", "big, box"] }, "zh"),
      highZh: await story({ priority: "high", category: "refund" }, "zh"),
      highEs: await story({ priority: "high", category: "refund", tags: ["vip"] }),
    };
    const [urgentZh, highZh, highEs] = await Promise.all(
      Object.values(tickets).map(async ({ ticketId }) => (await ticketOf(ticketId))?.number),
    );
    expect(await numbersIn("open&language=zh&priority=urgent&priority=high")).toEqual([urgentZh, highZh]);
    expect(await numbersIn("open&tag=big%2C%20box")).toEqual([urgentZh]);
    expect(await numbersIn("open&tag=vip&tag=none")).toEqual([urgentZh, highEs]);
    expect(await numbersIn("open&category=refund&channel=web&channel=telegram")).toEqual([highZh, highEs]);
    expect(await numbersIn("open&channel=telegram")).toEqual([]);
    expect(await numbersIn("open&status=held&status=resolved")).toEqual([]);
    expect(await numbersIn("open&overdue=yes")).toEqual([]);
    const conditions = { priorities: ["high", "urgent"], channels: ["web"] };
    await put(50, { ...VIEW, base: "waiting", conditions });
    const saved = `view-${idOf(50)}`;
    await put(51, { ...VIEW, conditions: { channels: ["telegram"] } });
    await put(52, { ...VIEW, base: "resolved", conditions: {} });
    expect(await numbersIn(saved)).toEqual([urgentZh, highZh, highEs]);
    expect(await numbersIn(`${saved}&language=zh&priority=high`)).toEqual([highZh]);
    const counts = new Map((await listViews()).map(({ viewId, count }) => [viewId, count]));
    expect([50, 51, 52].map((n) => counts.get(idOf(n)))).toEqual([3, 0, null]);
    // Another's own is not opened by its address.
    expect((await jonas.call("GET", `/tickets?view=${saved}`)).status).toBe(404);
    for (const wrong of ["priority=none", "overdue=no", "channel=%27", "tag=", "view-1", "sort=x"]) {
      expect((await people.agent.call("GET", `/tickets?view=open&${wrong}`)).status).toBe(400);
    }
    const { tickets: marked, hasMore } = (await people.agent.call("GET", `/selection?view=${saved}`))
      .body as SelectionView;
    expect([marked.map(({ number }) => number), hasMore]).toEqual([[urgentZh, highZh, highEs], false]);
    expect((await people.viewer.call("GET", "/selection?view=open")).status).toBe(403);
  });
});

describe("many tickets at once", () => {
  const bulk = async (tickets: readonly unknown[], action: unknown, client: ConsoleClient = people.agent) => {
    const answer = await client.call("POST", "/bulk", { body: { tickets, action } });
    return { status: answer.status, results: (answer.body as Partial<BulkResultView>).results ?? [] };
  };
  const seen = async (ticketId: TicketId) => {
    const { status, agentId } = (await ticketOf(ticketId)) ?? { status: "waiting", agentId: null };
    return { ticketId, status, agentId };
  };

  test("each is done or told apart: changed since it was seen, a colleague's, not there, another shop's", async () => {
    const [free, taken, theirs] = [await story(), await story(), await story()];
    await jonas.call("POST", `/tickets/${theirs.ticketId}/take`);
    const chosen = await Promise.all([free, taken, theirs].map(({ ticketId }) => seen(ticketId)));
    await jonas.call("POST", `/tickets/${taken.ticketId}/take`);
    const missing = { ticketId: idOf(404), status: "waiting", agentId: null };
    const { results } = await bulk([...chosen, missing], { kind: "resolve" });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: "done" },
      { kind: "changed", status: "held", agentName: "Jonas" },
      { kind: "colleague", agentName: "Jonas" },
      { kind: "refused", code: "NOT_FOUND" },
    ]);
    expect((await ticketOf(free.ticketId))?.status).toBe("resolved");
    for (const { ticketId } of [taken, theirs]) expect((await ticketOf(ticketId))?.status).toBe("held");
    // Sent again after an answer that was lost: what I have done is done.
    expect((await bulk(chosen.slice(0, 1), { kind: "resolve" })).results[0]?.outcome).toEqual({ kind: "done" });
    const foreign = await bulk(chosen, { kind: "edit", priority: "low" }, people.foreigner);
    expect(foreign.results.map(({ number, outcome }) => [number, outcome])).toEqual(
      chosen.map(() => [null, { kind: "refused", code: "NOT_FOUND" }]),
    );
    expect((await ticketOf(taken.ticketId))?.priority).toBe("normal");
    expect((await bulk(chosen, { kind: "take" }, people.viewer)).status).toBe(403);
  });

  test("taken by two at once, each ticket has one of them, and the other is told", async () => {
    const chosen: Awaited<ReturnType<typeof seen>>[] = [];
    for (let n = 0; n < 6; n += 1) chosen.push(await seen((await story()).ticketId));
    const both = await Promise.all([bulk(chosen, { kind: "take" }), bulk(chosen, { kind: "take" }, jonas)]);
    for (const [at, { ticketId }] of chosen.entries()) {
      const outcomes = both.map(({ results }) => results[at]?.outcome.kind);
      expect(outcomes.filter((kind) => kind === "done")).toHaveLength(1);
      expect((await ticketOf(ticketId))?.status).toBe("held");
    }
  });

  test("each goes its own way in the audit; tags are added to those it has, by two at once", async () => {
    const chosen = await Promise.all(
      [await story({ tags: ["vip"] }), await story()].map(({ ticketId }) => seen(ticketId)),
    );
    await Promise.all([
      bulk(chosen, { kind: "edit", addTags: ["a"] }),
      bulk(chosen, { kind: "edit", addTags: ["b"], removeTags: ["vip"] }, jonas),
    ]);
    for (const { ticketId } of chosen) expect((await ticketOf(ticketId))?.tags.toSorted()).toEqual(["a", "b"]);
    const numbers = await Promise.all(chosen.map(async ({ ticketId }) => (await ticketOf(ticketId))?.number));
    const entries = await rig.db.database.inShop<{ n: number }>(
      rig.db.shop.shopId,
      sql`select count(*)::int as n from audit where action = 'ticket-edit' and (detail->>'ticket')::int = any(${numbers})`,
    );
    expect(entries).toEqual([{ n: 4 }]);
    const many = Array.from({ length: 20 }, (_, at) => `t${at}`);
    const full = await bulk(chosen.slice(0, 1), { kind: "edit", addTags: many });
    expect(full.results[0]?.outcome).toEqual({ kind: "refused", code: "REQUEST_INVALID" });
  });

  test("snooze and hand over many; nonsense is 400", async () => {
    const chosen = await Promise.all([await story(), await story()].map(({ ticketId }) => seen(ticketId)));
    const until = rig.ports.clock.now() + 3_600_000;
    const slept = await bulk(chosen, { kind: "snooze", until });
    expect(slept.results.map(({ outcome }) => outcome.kind)).toEqual(["done", "done"]);
    const { agents } = (await people.agent.call("GET", "/agents")).body as {
      agents: { agentId: string; name: string }[];
    };
    const agentId = agents.find(({ name }) => name === "Jonas")?.agentId;
    const asleep = await Promise.all(chosen.map(({ ticketId }) => seen(ticketId)));
    const given = await bulk(asleep, { kind: "transfer", agentId });
    expect(given.results.map(({ outcome }) => outcome.kind)).toEqual(["done", "done"]);
    for (const { ticketId } of chosen) expect(await ticketOf(ticketId)).toMatchObject({ status: "held", agentId });
    for (const wrong of [
      { kind: "close" },
      { kind: "snooze", until: 5 },
      { kind: "edit" },
      { kind: "edit", priority: "extreme" },
      { kind: "transfer" },
    ]) {
      expect((await bulk(chosen, wrong)).status).toBe(400);
    }
    expect((await bulk([], { kind: "take" })).status).toBe(400);
    const many = Array.from({ length: 201 }, (_, at) => ({ ticketId: idOf(at), status: "waiting", agentId: null }));
    expect((await bulk(many, { kind: "take" })).status).toBe(400);
  });
});

test("what is noted of a buyer is read and written by who works at the desk, and by no other shop", async () => {
  const { ticketId } = await story();
  const path = `/tickets/${ticketId}/contact`;
  const body = { tags: ["vip", " big  spender ", "vip"] };
  expect((await people.agent.call("PUT", path, { body })).status).toBe(200);
  expect((await people.viewer.call("GET", path)).body).toEqual({ tags: ["vip", "big spender"], vipTags: ["vip"] });
  expect((await people.viewer.call("PUT", path, { body })).status).toBe(403);
  expect((await people.foreigner.call("GET", path)).status).toBe(404);
  expect((await people.agent.call("PUT", path, { body: { tags: ["x".repeat(41)] } })).status).toBe(400);
});
