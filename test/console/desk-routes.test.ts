/** The desk over HTTP: who is there, what sleeps or goes to a colleague, notes, facts, who else looks at a ticket. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  ColleagueListView,
  DeskView,
  NoteListView,
  RelatedListView,
  TicketListView,
  TicketPageView,
  TicketRow,
} from "../../src/console/console-api.ts";
import type { AgentId, Instant } from "../../src/contracts/ids.ts";
import type { AgentRole } from "../../src/contracts/stores.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type ConsoleClient, createConsoleClient, errorCode } from "./console-client.ts";
import { type ConsoleRig, openConsoleRig } from "./console-rig.ts";

const STORY = { name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] } as const;

let rig: ConsoleRig;
let mina: ConsoleClient & { agentId: AgentId };
let jonas: ConsoleClient & { agentId: AgentId };
let olga: ConsoleClient & { agentId: AgentId };
let vera: ConsoleClient & { agentId: AgentId };
let foreigner: ConsoleClient & { agentId: AgentId };

beforeAll(async () => {
  rig = await openConsoleRig();
  const { shop, otherShop } = rig.db;
  const join = async (name: string, role: AgentRole = "agent", isForeign = false) => {
    const { email, agentId } = await rig.addAgent((isForeign ? otherShop : shop).shopId, name, role);
    const client = createConsoleClient(rig.origin);
    await client.signIn(email, undefined, isForeign ? "second" : "first");
    return Object.assign(client, { agentId });
  };
  mina = await join("Mina");
  jonas = await join("Jonas");
  olga = await join("Olga", "owner");
  vera = await join("Vera", "viewer");
  foreigner = await join("Foreign", "owner", true);
});
afterAll(() => rig.close());

const post = (client: ConsoleClient, path: string, body: unknown = {}) => client.call("POST", path, { body });
const pageOf = async (ticketId: string, client: ConsoleClient = mina) =>
  (await client.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
const listOf = async (view: string, client: ConsoleClient = mina) =>
  (await client.call("GET", `/tickets?view=${view}`)).body as TicketListView;
const numbersIn = ({ tickets }: { tickets: readonly Pick<TicketRow, "number">[] }) =>
  tickets.map(({ number }) => number);

describe("my desk", () => {
  test("nobody is given tickets before they say so; what they say is kept, and others see it", async () => {
    const before = (await mina.call("GET", "/desk/me")).body as DeskView;
    expect(before.desk).toEqual({ availability: "away", languages: [], skills: [], capacity: null });
    expect(before.shopLanguages).toEqual(rig.db.shop.languages);
    const desk = { availability: "available", languages: ["es", "en", "es"], skills: ["refund"], capacity: 3 };
    expect((await mina.call("PUT", "/desk/me", { body: desk })).status).toBe(200);
    const after = (await mina.call("GET", "/desk/me")).body as DeskView;
    expect(after.desk).toEqual({ ...desk, languages: ["es", "en"] });
    const { agents } = (await jonas.call("GET", "/agents")).body as ColleagueListView;
    expect(agents.map(({ name, availability }) => `${name} ${availability}`)).toEqual([
      "Jonas away",
      "Mina available",
      "Olga away",
      "Vera away",
    ]);
    const others = (await foreigner.call("GET", "/agents")).body as ColleagueListView;
    expect(others.agents.map(({ name }) => name)).toEqual(["Foreign"]);
  });

  test("an open page and each of its beats are a sign of life; a page that is gone gives none", async () => {
    const { shopId } = rig.db.shop;
    const seenAt = async () => (await rig.ports.desk.deskOf(shopId, mina.agentId))?.seenAt ?? 0;
    await mina.call("PUT", "/desk/me", {
      body: { availability: "available", languages: [], skills: [], capacity: null },
    });
    const saved = await seenAt();
    const leaving = new AbortController();
    const headers = { cookie: mina.cookie };
    await fetch(`${rig.origin}/console/api/live`, { headers, signal: leaving.signal });
    const opened = await seenAt();
    expect(opened).toBeGreaterThan(saved);
    await post(mina, "/desk/me/seen");
    const beaten = await seenAt();
    expect(beaten).toBeGreaterThan(opened);
    leaving.abort();
    await jonas.call("GET", "/desk/me");
    expect(await seenAt()).toBe(beaten);
  });

  test.each([
    { availability: "lunch", languages: [], skills: [], capacity: null },
    { availability: "away", languages: ["xx"], skills: [], capacity: null },
    { availability: "away", languages: [], skills: ["magic"], capacity: null },
    { availability: "away", languages: [], skills: [], capacity: -1 },
    { availability: "away", languages: [], skills: [], capacity: 1.5 },
  ])("a desk that says nothing sensible is 400 (%#)", async (body) => {
    expect((await mina.call("PUT", "/desk/me", { body })).status).toBe(400);
  });

  test("a viewer has no desk to be at", async () => {
    const body = { availability: "available", languages: [], skills: [], capacity: null };
    const answer = await vera.call("PUT", "/desk/me", { body });
    expect([answer.status, errorCode(answer)]).toEqual([403, "NOT_ALLOWED"]);
  });

  test("only an owner or a merchant changes what the shop promises, and nonsense is refused", async () => {
    const settings = {
      ...DEFAULT_DESK_SETTINGS,
      timeZone: "Europe/Madrid",
      hours: { mon: [{ from: "09:00", to: "18:00" }] },
      holidays: ["2026-12-25"],
      firstReplyByLanguage: { es: { urgent: 30 } },
    };
    for (const client of [mina, vera]) {
      const answer = await client.call("PUT", "/desk/settings", { body: settings });
      expect([answer.status, errorCode(answer)]).toEqual([403, "NOT_ALLOWED"]);
    }
    expect((await olga.call("PUT", "/desk/settings", { body: settings })).status).toBe(200);
    expect((await mina.call("GET", "/desk/settings")).body).toEqual(settings);
    expect((await foreigner.call("GET", "/desk/settings")).body).toEqual(DEFAULT_DESK_SETTINGS);
    for (const wrong of [
      { timeZone: "Mars/Base" },
      { hours: { mon: [{ from: "18:00", to: "09:00" }] } },
      { holidays: ["2026-02-30"] },
      { firstReplyMinutes: { ...DEFAULT_DESK_SETTINGS.firstReplyMinutes, urgent: 0 } },
      { warnAt: 2 },
      { awayAfterSeconds: 10 },
    ]) {
      expect((await olga.call("PUT", "/desk/settings", { body: { ...settings, ...wrong } })).status).toBe(400);
    }
    expect((await olga.call("PUT", "/desk/settings", { body: DEFAULT_DESK_SETTINGS })).status).toBe(200);
  });
});

describe("views", () => {
  test("each shows its own, counted beside it; a snoozed ticket is out of sight until it wakes", async () => {
    const now = rig.ports.clock.now();
    const urgent = await rig.openStory({ ...STORY, ticket: { priority: "urgent" } });
    const late = await rig.openStory({ ...STORY, language: "zh", ticket: { firstReplyDueAt: (now - 1) as Instant } });
    const asleep = await rig.openStory(STORY);
    const numberOf = async ({ ticketId }: { ticketId: string }) => (await pageOf(ticketId)).ticket.number;
    const [u, l, s] = [await numberOf(urgent), await numberOf(late), await numberOf(asleep)];
    const until = now + 3_600_000;
    expect((await post(mina, `/tickets/${asleep.ticketId}/snooze`, { until })).body).toEqual({ kind: "done" });
    expect(numbersIn(await listOf("urgent"))).toEqual([u]);
    expect(numbersIn(await listOf("overdue"))).toEqual([l]);
    expect(numbersIn(await listOf("snoozed"))).toEqual([s]);
    expect(numbersIn(await listOf("waiting"))).toEqual([u, l]);
    expect(numbersIn(await listOf("unassigned"))).toEqual([u, l, s]);
    const { counts, tickets } = await listOf("snoozed");
    expect(counts).toEqual({
      waiting: 2,
      mine: 0,
      unassigned: 3,
      open: 3,
      urgent: 1,
      overdue: 1,
      held: 0,
      snoozed: 1,
      resolved: 0,
    });
    expect(tickets[0]).toMatchObject({ snoozedUntil: until, category: "other", tags: [], lastSpeaker: "buyer" });
    expect(numbersIn(await listOf("waiting&language=zh"))).toEqual([l]);
    expect((await mina.call("GET", "/tickets?view=waiting&language=xx")).status).toBe(400);
    expect((await listOf("waiting", foreigner)).counts.waiting).toBe(0);
    for (const { ticketId } of [urgent, late]) await post(mina, `/tickets/${ticketId}/take`);
    expect((await listOf("mine")).counts).toMatchObject({ mine: 2, held: 2, waiting: 0, unassigned: 1 });
    expect((await listOf("mine", jonas)).counts).toMatchObject({ mine: 0, held: 2 });
    for (const { ticketId } of [urgent, late, asleep]) await post(mina, `/tickets/${ticketId}/resolve`);
  });
});

describe("what one does with a case", () => {
  test("it waits for its buyer, sleeps until then, and goes to a colleague, who has it", async () => {
    const { ticketId } = await rig.openStory(STORY);
    const early = await post(mina, `/tickets/${ticketId}/await`);
    expect([early.status, errorCode(early)]).toEqual([409, "TRANSITION_FORBIDDEN"]);
    await post(mina, `/tickets/${ticketId}/take`);
    await post(mina, `/tickets/${ticketId}/await`);
    expect((await pageOf(ticketId)).ticket.status).toBe("pending-buyer");
    for (const until of [rig.ports.clock.now() - 1_000, rig.ports.clock.now() + 400 * 86_400_000, 1.5, "soon"]) {
      expect((await post(mina, `/tickets/${ticketId}/snooze`, { until })).status).toBe(400);
    }
    expect((await post(mina, `/tickets/${ticketId}/transfer`, { agentId: vera.agentId })).status).toBe(400);
    expect((await post(mina, `/tickets/${ticketId}/transfer`, { agentId: foreigner.agentId })).status).toBe(400);
    await post(mina, `/tickets/${ticketId}/transfer`, { agentId: jonas.agentId });
    expect((await pageOf(ticketId)).holder).toEqual({ kind: "colleague", name: "Jonas" });
    expect((await pageOf(ticketId, jonas)).holder).toEqual({ kind: "you" });
  });

  test.each(["resolve", "await"] as const)("a reply that also says %s is sent once, however often", async (next) => {
    const { ticketId } = await rig.openStory(STORY);
    const body = { text: ` Listo (${next}). `, draftKey: `draft-${next}-1`, next };
    for (let n = 0; n < 3; n += 1) {
      expect((await post(mina, `/tickets/${ticketId}/reply`, body)).body).toEqual({ kind: "done" });
    }
    const { ticket, messages } = await pageOf(ticketId);
    expect(ticket.status).toBe(next === "resolve" ? "resolved" : "pending-buyer");
    expect(ticket.firstRepliedAt).not.toBeNull();
    expect(messages.filter(({ text }) => text === `Listo (${next}).`)).toHaveLength(1);
    const other = await post(mina, `/tickets/${ticketId}/reply`, {
      ...body,
      text: "Otra cosa",
      draftKey: "draft-new-1",
    });
    expect(other.status).toBe(next === "resolve" ? 409 : 200);
  });

  test("priority, category and tags are kept, with who changed them; a resolved case stays as it was", async () => {
    const { ticketId } = await rig.openStory(STORY);
    const edit = (body: unknown, client: ConsoleClient = mina) =>
      client.call("PATCH", `/tickets/${ticketId}`, { body });
    const tags = ["vip", "  two   words ", "vip", "礼物"];
    expect((await edit({ priority: "high", category: "refund", tags })).body).toEqual({ kind: "done" });
    expect((await pageOf(ticketId)).ticket).toMatchObject({
      priority: "high",
      category: "refund",
      tags: ["vip", "two words", "礼物"],
    });
    const entries = await rig.db.database.inShop(
      rig.db.shop.shopId,
      sql`select agent_id, detail from audit where action = 'ticket-edit'`,
    );
    expect(entries).toMatchObject([
      { agent_id: mina.agentId, detail: { priority: "high", tags: "vip, two words, 礼物" } },
    ]);
    for (const wrong of [
      {},
      { priority: "extreme" },
      { category: "x" },
      { tags: [""] },
      { tags: ["x".repeat(41)] },
      { tags: Array.from({ length: 21 }, (_, at) => `t${at}`) },
    ]) {
      expect((await edit(wrong)).status).toBe(400);
    }
    expect((await edit({ tags: ["礼".repeat(40)] })).status).toBe(200);
    await post(mina, `/tickets/${ticketId}/resolve`);
    const late = await edit({ tags: [] });
    expect([late.status, errorCode(late)]).toEqual([409, "TRANSITION_FORBIDDEN"]);
  });

  test("notes are written once, name people of this shop only, and no message to the buyer comes of them", async () => {
    const { ticketId } = await rig.openStory(STORY);
    const noteId = "0193c0de-0000-7000-8000-000000000001";
    const note = { noteId, text: "@Jonas knows her", mentions: [jonas.agentId, jonas.agentId] };
    for (let n = 0; n < 2; n += 1) expect((await post(mina, `/tickets/${ticketId}/notes`, note)).status).toBe(200);
    for (const agentId of [foreigner.agentId, noteId]) {
      const mentions = [agentId];
      expect((await post(mina, `/tickets/${ticketId}/notes`, { ...note, mentions })).status).toBe(400);
    }
    const { notes } = (await vera.call("GET", `/tickets/${ticketId}/notes`)).body as NoteListView;
    expect(notes).toMatchObject([{ noteId, text: note.text, agentName: "Mina", mentions: [jonas.agentId] }]);
    expect((await rig.deliver()).filter((text) => text.includes("@Jonas"))).toEqual([]);
  });

  test("related are the other tickets of the same buyer, newest first", async () => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    const none = (await mina.call("GET", `/tickets/${ticketId}/related`)).body as RelatedListView;
    expect(none.tickets).toEqual([]);
    await post(mina, `/tickets/${ticketId}/resolve`);
    const again = await rig.openStory({ ...STORY, threadKey });
    const { tickets } = (await mina.call("GET", `/tickets/${again.ticketId}/related`)).body as RelatedListView;
    expect(tickets).toMatchObject([{ ticketId, status: "resolved" }]);
  });
});

describe("who else looks at a ticket", () => {
  test("is told to the shop's open pages, by name, and kept nowhere", async () => {
    const { ticketId, conversationId } = await rig.openStory(STORY);
    const heard: unknown[] = [];
    const stop = rig.ports.live.subscribe(`console:${rig.db.shop.shopId}`, (payload) => heard.push(payload));
    expect((await post(mina, `/tickets/${ticketId}/presence`, { state: "typing" })).status).toBe(200);
    expect((await post(mina, `/tickets/${ticketId}/presence`, { state: "asleep" })).status).toBe(400);
    expect((await post(foreigner, `/tickets/${ticketId}/presence`, { state: "typing" })).status).toBe(404);
    stop();
    const { agentId } = mina;
    expect(heard).toEqual([{ kind: "presence", ticketId, conversationId, agentId, name: "Mina", state: "typing" }]);
  });
});
