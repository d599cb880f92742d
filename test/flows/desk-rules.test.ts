/** Rules of the desk: who may end what a colleague holds, what was not read, what is sent twice, what is promised anew. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import {
  awaitBuyer,
  releaseTicket,
  replyToBuyer,
  resolveTicket,
  snoozeTicket,
  takeTicket,
  transferTicket,
} from "../../src/flows/agent-action.ts";
import { replyThen } from "../../src/flows/case/reply-then.ts";
import { workMany } from "../../src/flows/case/work-many.ts";
import { closeIncident, declareIncident } from "../../src/flows/desk/incidents.ts";
import { applyMacro, saveMacro } from "../../src/flows/desk/macros.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { promiseReply } from "../../src/tickets/promise-reply.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { get, newSender, openCaseOf, type Scene } from "./merge-rig.ts";

let rig: StoryRig;
let mina: Agent;
let omar: Agent;
let olga: Agent;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false });
  [mina, omar] = [await rig.addAgent("Mina Park"), await rig.addAgent("Omar Haddad")];
  olga = await rig.addAgent("Olga Ruiz", "merchant");
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const change = (statement: ReturnType<typeof sql>) => rig.program.db.database.inShop(shopId(), statement);
const soon = () => (rig.ports.clock.now() + 3_600_000) as Instant;

async function heldBy(agent: Agent): Promise<Scene> {
  const scene = await openCaseOf(rig, newSender());
  await takeTicket(agent, scene.ticket.ticketId, rig.ports);
  await rig.work();
  return scene;
}

describe("what a colleague holds", () => {
  const ENDS = {
    resolve: (agent: Agent, { ticket }: Scene) => resolveTicket(agent, ticket.ticketId, rig.ports),
    "give it to the assistant": (agent: Agent, { ticket }: Scene) =>
      releaseTicket(agent, ticket.ticketId, "assistant", rig.ports),
    snooze: (agent: Agent, { ticket }: Scene) => snoozeTicket(agent, ticket.ticketId, { until: soon() }, rig.ports),
    "wait for the buyer": (agent: Agent, { ticket }: Scene) => awaitBuyer(agent, ticket.ticketId, rig.ports),
  };
  test.each(Object.entries(ENDS))("an agent may not %s, a merchant may", async (_name, end) => {
    const scene = await heldBy(omar);
    await expect(end(mina, scene)).rejects.toMatchObject({
      code: "HELD_BY_COLLEAGUE",
      hint: "Omar Haddad holds this ticket; take it over first.",
    });
    expect((await get(rig, scene.ticket)).status).toBe("held");
    expect(await end(olga, scene)).toEqual({ kind: "done" });
  });

  test("taken over it is one's own; many at once follow the same rule", async () => {
    const [one, other] = [await heldBy(omar), await heldBy(omar)];
    await transferTicket(mina, one.ticket.ticketId, mina.agentId, rig.ports);
    expect(await resolveTicket(mina, one.ticket.ticketId, rig.ports)).toEqual({ kind: "done" });
    const seen = [{ ticketId: other.ticket.ticketId, status: "held", agentId: omar.agentId }] as const;
    const [refused] = await workMany(mina, seen, { kind: "resolve" }, rig.ports);
    expect(refused?.outcome).toEqual({ kind: "colleague", agentId: omar.agentId });
    const [done] = await workMany(olga, seen, { kind: "resolve" }, rig.ports);
    expect(done?.outcome).toEqual({ kind: "done" });
  });
});

test.each(["resolve", "snooze"])("a %s that crosses a word of the buyer is refused until it was read", async (way) => {
  const { buyer, ticket } = await heldBy(mina);
  const { ticketId, conversationId } = ticket;
  const seen = async () => {
    const messages = await rig.ports.conversations.timeline(shopId(), conversationId, { limit: 50 });
    return [{ conversationId, seq: messages.at(-1)?.seq ?? 0 }];
  };
  const act = (read: Awaited<ReturnType<typeof seen>>) =>
    way === "resolve"
      ? resolveTicket(mina, ticketId, rig.ports, read)
      : snoozeTicket(mina, ticketId, { until: soon(), seen: read }, rig.ports);
  const read = await seen();
  await buyer.says("wait, one more thing");
  await expect(act(read), "not even settled").rejects.toMatchObject({ code: "UNSEEN_MESSAGE" });
  await rig.work();
  await expect(act(read)).rejects.toMatchObject({ code: "UNSEEN_MESSAGE" });
  expect((await get(rig, ticket)).status).toBe("held");
  expect(await act(await seen())).toEqual({ kind: "done" });
});

test("a reply that is sent again after a colleague took over answers as the first one did, and is sent once", async () => {
  const { buyer, ticket } = await heldBy(mina);
  const reply = { text: "On its way.", draftKey: "twice-0001", next: "resolve" } as const;
  expect(await replyToBuyer(mina, ticket.ticketId, reply, rig.ports)).toEqual({ kind: "done" });
  await transferTicket(omar, ticket.ticketId, omar.agentId, rig.ports);
  expect(await replyThen(mina, ticket.ticketId, reply, rig.ports)).toEqual({ kind: "done" });
  expect(await get(rig, ticket)).toMatchObject({ status: "held", agentId: omar.agentId });
  await rig.work();
  expect(buyer.heard().filter(({ text }) => text === "On its way.")).toHaveLength(1);
  const fresh = replyToBuyer(mina, ticket.ticketId, { text: "And?", draftKey: "twice-0002" }, rig.ports);
  expect(await fresh).toMatchObject({ kind: "overtaken" });
});

test("a case that is opened again is promised a first reply as a new one is, and warned of", async () => {
  const { buyer, ticket } = await heldBy(mina);
  await replyToBuyer(mina, ticket.ticketId, { text: "Solved.", draftKey: "again-0001" }, rig.ports);
  await resolveTicket(mina, ticket.ticketId, rig.ports);
  await change(sql`update ticket_timer set due_at = now() where kind = 'ask-score'`);
  await workDesk(shopId(), rig.ports);
  await rig.work();
  await buyer.presses("score:1:");
  await rig.work();
  const now = await get(rig, ticket);
  expect(now).toMatchObject({ status: "waiting", priority: "high", firstRepliedAt: null });
  const [row] = await change(sql`select reopened_at, (select jsonb_agg(kind order by kind) from ticket_timer r
    where r.ticket_id = t.ticket_id and kind in ('warn', 'breach')) as timers
    from ticket t where ticket_id = ${ticket.ticketId}`);
  const { reopened_at: at, timers } = row as { reopened_at: Date; timers: readonly string[] };
  expect(timers).toEqual(["breach", "warn"]);
  const openedAt = at.getTime() as Instant;
  const { dueAt } = promiseReply({ priority: "high", language: now.language, openedAt }, DEFAULT_DESK_SETTINGS);
  expect(Math.abs(now.firstReplyDueAt - dueAt)).toBeLessThan(60_000);
  await takeTicket(mina, ticket.ticketId, rig.ports);
  await replyToBuyer(mina, ticket.ticketId, { text: "Again.", draftKey: "again-0002" }, rig.ports);
  expect((await get(rig, ticket)).firstRepliedAt).toBeGreaterThanOrEqual(openedAt);
});

test("a macro that files a case tells the consoles, and the desk looks whose it is", async () => {
  await saveMacro(
    olga,
    { macroKey: "refund-now", names: {}, texts: { en: "Hi" }, actions: { tags: ["paid"] } },
    rig.ports,
  );
  const { ticket } = await openCaseOf(rig, newSender());
  let rings = 0;
  const doorbell = { ...rig.ports.doorbell, ringDesk: () => void (rings += 1) };
  rig.events.length = 0;
  await applyMacro(mina, { ticketId: ticket.ticketId, macroKey: "refund-now" }, { ...rig.ports, doorbell });
  expect((await get(rig, ticket)).tags).toContain("paid");
  expect(rig.events).toContainEqual({
    kind: "ticket-changed",
    ticketId: ticket.ticketId,
    conversationId: ticket.conversationId,
  });
  expect(rings).toBe(1);
});

test("an incident and its article are declared together or not at all", async () => {
  const text = { title: "Late", answer: "Ten days longer.", apology: "Sorry.", closing: "" };
  const wanted = { texts: { en: text }, categories: [], places: [], words: ["parcel"] };
  const blank = declareIncident(olga, { ...wanted, texts: { en: { ...text, answer: "[?]" } } }, rig.ports);
  await expect(blank).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  // The same article stands there already: the last of the statements fails.
  const insert: typeof rig.ports.incidents.insert = (ofShop, incident, articles = []) =>
    rig.ports.incidents.insert(ofShop, incident, [...articles, ...articles]);
  const broken = { ...rig.ports, incidents: { ...rig.ports.incidents, insert } };
  await expect(declareIncident(olga, wanted, broken)).rejects.toThrow("is there already");
  expect(await rig.ports.incidents.list(shopId())).toEqual([]);
  const { incident } = await declareIncident(olga, wanted, rig.ports);
  const published = await rig.ports.knowledgeBase.versions(shopId(), incident.articleKey);
  expect(published.map(({ state }) => state)).toEqual(["published"]);
  await closeIncident(olga, incident.incidentId, rig.ports);
  const archived = await rig.ports.knowledgeBase.versions(shopId(), incident.articleKey);
  expect(archived.map(({ state }) => state)).toEqual(["archived"]);
});
