/** After a case: the buyer is asked how it was and whether all is settled, once, and what they say has consequences. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeskSettings } from "../../src/contracts/desk.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { releaseTicket, replyToBuyer, resolveTicket, takeTicket } from "../../src/flows/agent-action.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
let mina: Agent;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false });
  mina = await rig.addAgent("Mina Park");
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const inShop = (statement: ReturnType<typeof sql>) =>
  rig.program.db.database.withShop(shopId(), async (trx) => void (await statement.execute(trx)));
const set = (settings: Partial<DeskSettings>) =>
  rig.ports.desk.saveSettings(shopId(), { ...DEFAULT_DESK_SETTINGS, placeAfterSeconds: null, ...settings });
const notice = (name: string, values = {}) => rig.ports.texts.notice(name, "en", values);
beforeEach(() => set({}));

interface Case {
  readonly buyer: Buyer;
  readonly ticket: Ticket;
  now(): Promise<Ticket>;
  last(): string;
}

async function resolved(locale = "en", text = "a person please"): Promise<Case> {
  const buyer = createBuyer(rig, { locale });
  await buyer.says(text);
  await rig.work();
  return resolveOpen(buyer);
}

async function resolveOpen(buyer: Buyer): Promise<Case> {
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  await replyToBuyer(mina, ticket.ticketId, { text: "Done.", draftKey: ticket.ticketId }, rig.ports);
  await resolveTicket(mina, ticket.ticketId, rig.ports);
  await rig.work();
  const now = async () => {
    const found = await rig.ports.tickets.get(shopId(), ticket.ticketId);
    if (!found) throw new Error("the ticket is gone");
    return found;
  };
  return { buyer, ticket, now, last: () => buyer.heard().at(-1)?.text ?? "" };
}

async function rings(kind: "ask-score" | "follow-up"): Promise<void> {
  await inShop(sql`update ticket_timer set due_at = now() where kind = ${kind}`);
  await workDesk(shopId(), rig.ports);
  await rig.work();
}

async function says(buyer: Buyer, text: string): Promise<void> {
  await buyer.says(text);
  await rig.work();
}

async function taps(buyer: Buyer, choiceId: string): Promise<void> {
  await buyer.presses(choiceId);
  await rig.work();
}

async function asked(): Promise<Case> {
  const found = await resolved();
  await rings("ask-score");
  expect(found.last()).toBe(notice("ask-score", { number: found.ticket.number }));
  return found;
}

const scoreOf = ({ ticket }: Case) => rig.ports.desk.scoreOf(shopId(), ticket.ticketId);
const holderOf = async ({ ticket }: Case) =>
  (await rig.ports.conversations.get(shopId(), ticket.conversationId))?.holder;
const timersOf = async ({ ticket }: Case) =>
  rig.program.db.database
    .inShop<{ kind: string }>(
      shopId(),
      sql`select kind from ticket_timer where ticket_id = ${ticket.ticketId} order by kind`,
    )
    .then((rows) => rows.map(({ kind }) => kind));
const auditOf = ({ ticket }: Case, action: string) =>
  rig.program.db.database.inShop<{ detail: unknown }>(
    shopId(),
    sql`select detail from audit where conversation_id = ${ticket.conversationId} and action = ${action}`,
  );

describe("the question how it was", () => {
  test("comes five minutes after an agent has resolved the case, with five buttons", async () => {
    const found = await resolved();
    const [row] = await rig.program.db.database.inShop<{ minutes: number }>(
      shopId(),
      sql`select round(extract(epoch from t.due_at - k.resolved_at) / 60)::int as minutes from ticket_timer t
        join ticket k using (shop_id, ticket_id) where t.kind = 'ask-score' and k.ticket_id = ${found.ticket.ticketId}`,
    );
    expect(row?.minutes).toBe(5);
    await rings("ask-score");
    const told = rig.channel.arrived.findLast(({ to }) => to.threadKey === found.buyer.threadKey);
    expect(told?.choices.map(({ choiceId }) => choiceId.slice(0, 8))).toEqual(
      [1, 2, 3, 4, 5].map((score) => `score:${score}:`),
    );
    expect(told?.choices.every(({ choiceId }) => /^[a-z0-9:._-]{1,40}$/.test(choiceId))).toBe(true);
    expect(await timersOf(found)).toEqual(["close", "follow-up"]);
    expect(await scoreOf(found)).toMatchObject({ score: null, comment: null });
  });

  test.each(LANGUAGES)("in %s", async (language) => {
    const phrase = rig.ports.texts.cues.get(language)?.["person"]?.[0] ?? "";
    const { last, ticket } = await resolved(language, phrase);
    await rings("ask-score");
    expect(last()).toBe(rig.ports.texts.notice("ask-score", language, { number: ticket.number }));
  });

  test("not when the case was only given back to the assistant", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await says(buyer, "a person please");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    if (!ticket) throw new Error("no ticket");
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await releaseTicket(mina, ticket.ticketId, "assistant", rig.ports);
    await rings("ask-score");
    await rings("follow-up");
    expect(buyer.heard().at(-1)?.text).toBe(notice("returned-to-assistant"));
  });

  test("not when the buyer has written again meanwhile", async () => {
    const found = await resolved();
    await says(found.buyer, "How long does delivery take?");
    await rings("ask-score");
    expect(found.last()).toMatch(/7 days/);
    expect(await timersOf(found)).toEqual(["close", "follow-up"]);
  });

  test("not while a person has the conversation again", async () => {
    const found = await resolved();
    await inShop(
      sql`update message set at = now() - interval '1 day' where conversation_id = ${found.ticket.conversationId}`,
    );
    await says(found.buyer, "a person please");
    await inShop(
      sql`update message set at = now() - interval '1 day' where conversation_id = ${found.ticket.conversationId}`,
    );
    await rings("ask-score");
    await rings("follow-up");
    expect(found.last()).not.toContain(notice("ask-score", { number: found.ticket.number }));
    expect(await timersOf(found)).toEqual(["close"]);
  });

  test("not twice in a week to one contact", async () => {
    const { buyer } = await asked();
    await says(buyer, "a person please");
    const again = await resolveOpen(buyer);
    await rings("ask-score");
    expect(again.last()).toBe(notice("ticket-resolved", { number: again.ticket.number }));
    await inShop(sql`update ticket_score set asked_at = now() - interval '8 days'`);
    await says(buyer, "a person please");
    const later = await resolveOpen(buyer);
    await rings("ask-score");
    expect(later.last()).toBe(notice("ask-score", { number: later.ticket.number }));
  });

  test("a question that is queued when a person takes the conversation is not sent", async () => {
    const found = await resolved();
    await inShop(sql`update ticket_timer set due_at = now() where kind = 'ask-score'`);
    await workDesk(shopId(), rig.ports);
    await found.buyer.says("a person please");
    await rig.turn();
    await rig.work();
    expect(found.buyer.heard().map(({ text }) => text)).not.toContain(
      notice("ask-score", { number: found.ticket.number }),
    );
  });
});

describe("the score", () => {
  test("is kept at a tap, and the next words are a comment that nobody answers", async () => {
    const found = await asked();
    await taps(found.buyer, "score:5:");
    expect(found.last()).toBe(notice("score-thanks"));
    await says(found.buyer, "Mina was quick and kind");
    expect(found.last()).toBe(notice("score-noted"));
    expect(await scoreOf(found)).toMatchObject({ score: 5, comment: "Mina was quick and kind" });
    await says(found.buyer, "How long does delivery take?");
    expect(found.last()).toMatch(/7 days/);
    expect(await scoreOf(found)).toMatchObject({ comment: "Mina was quick and kind" });
  });

  test("a question instead of a comment is answered, and a call for a person is heard", async () => {
    const one = await asked();
    await taps(one.buyer, "score:4:");
    await says(one.buyer, "How long does delivery take");
    expect(one.last()).toMatch(/7 days/);
    expect(await scoreOf(one)).toMatchObject({ score: 4, comment: null });
    const two = await asked();
    await taps(two.buyer, "score:3:");
    await says(two.buyer, "I want to talk to a person");
    expect((await rig.openTicketOf(two.buyer.threadKey))?.reason).toBe("buyer-asked");
    expect(await scoreOf(two)).toMatchObject({ score: 3, comment: "I want to talk to a person" });
  });

  test("ten minutes later words are words again", async () => {
    const found = await asked();
    await taps(found.buyer, "score:4:");
    await inShop(
      sql`update message set at = at - interval '11 minutes' where conversation_id = ${found.ticket.conversationId}`,
    );
    await says(found.buyer, "delivery to Spain");
    expect(await scoreOf(found)).toMatchObject({ comment: null });
  });

  test("a tap and a word in one breath are both kept", async () => {
    const found = await asked();
    await found.buyer.presses("score:5:");
    await found.buyer.says("lovely service");
    await rig.work();
    expect(await scoreOf(found)).toMatchObject({ score: 5, comment: "lovely service" });
  });

  test("can be changed; the same tap again says nothing more", async () => {
    const found = await asked();
    await taps(found.buyer, "score:4:");
    const count = found.buyer.heard().length;
    await taps(found.buyer, "score:4:");
    expect(found.buyer.heard()).toHaveLength(count);
    await taps(found.buyer, "score:5:");
    expect(await scoreOf(found)).toMatchObject({ score: 5 });
  });

  test("of another buyer's case, or of one that was never asked about, is nothing", async () => {
    const owner = await asked();
    const button = rig.channel.arrived
      .findLast(({ to }) => to.threadKey === owner.buyer.threadKey)
      ?.choices.find(({ choiceId }) => choiceId.startsWith("score:1:"));
    if (!button) throw new Error("no button");
    const thief = createBuyer(rig, { locale: "en" });
    await says(thief, "How long does delivery take?");
    await thief.sends({ kind: "choice", ...button });
    await thief.sends({ kind: "choice", choiceId: "score:1:1", label: "x" });
    await rig.work();
    expect(await scoreOf(owner)).toMatchObject({ score: null });
    expect((await owner.now()).status).toBe("resolved");
    expect(thief.heard()).toHaveLength(1);
  });

  test("while a person has the conversation it is kept, and nobody is talked over", async () => {
    const found = await asked();
    await says(found.buyer, "a person please");
    const count = found.buyer.heard().length;
    await taps(found.buyer, "score:1:");
    expect(await scoreOf(found)).toMatchObject({ score: 1 });
    expect(found.buyer.heard()).toHaveLength(count);
    expect((await found.now()).tags).toContain("bad-score");
    expect((await found.now()).status).toBe("resolved");
    expect(await auditOf(found, "bad-score")).toHaveLength(1);
  });
});

describe("a bad score", () => {
  test("brings the case back: new epoch, the queue has it, and what is written next is comment and message", async () => {
    const found = await asked();
    const before = await rig.ports.conversations.get(shopId(), found.ticket.conversationId);
    rig.events.length = 0;
    await taps(found.buyer, "score:2:");
    expect(found.last()).toBe(notice("score-reopened", { number: found.ticket.number }));
    expect(await found.now()).toMatchObject({
      status: "waiting",
      agentId: null,
      priority: "high",
      tags: ["bad-score"],
      resolvedAt: null,
    });
    const after = await rig.ports.conversations.get(shopId(), found.ticket.conversationId);
    expect(after?.holder).toEqual({ kind: "queue", ticketId: found.ticket.ticketId });
    expect(after?.epoch).toBe((before?.epoch ?? 0) + 1);
    expect(await timersOf(found)).toEqual(["breach", "warn"]);
    expect(rig.events).toContainEqual(expect.objectContaining({ kind: "ticket-changed" }));
    const count = found.buyer.heard().length;
    await says(found.buyer, "nobody sent the spare part. Why?");
    expect(found.buyer.heard()).toHaveLength(count);
    expect(await scoreOf(found)).toMatchObject({ score: 2, comment: "nobody sent the spare part. Why?" });
    await replyToBuyer(mina, found.ticket.ticketId, { text: "Sorry!", draftKey: "again-1" }, rig.ports);
    expect((await found.now()).status).toBe("held");
  });

  test("more than 72 hours after the case, or when the shop wants only to know: tag, audit, an apology", async () => {
    const late = await asked();
    await inShop(
      sql`update ticket set resolved_at = now() - interval '73 hours' where ticket_id = ${late.ticket.ticketId}`,
    );
    await taps(late.buyer, "score:1:");
    expect(late.last()).toBe(notice("score-sorry"));
    expect(await late.now()).toMatchObject({ status: "resolved", tags: ["bad-score"] });
    await set({ badScore: "alert" });
    const told = await asked();
    await taps(told.buyer, "score:1:");
    expect(told.last()).toBe(notice("score-sorry"));
    expect((await told.now()).status).toBe("resolved");
    expect(await auditOf(told, "bad-score")).toEqual([{ detail: { ticket: told.ticket.number, score: 1 } }]);
    await says(told.buyer, "too slow");
    expect(await scoreOf(told)).toMatchObject({ comment: "too slow" });
  });
});

describe("days later", () => {
  const followed = async () => {
    const found = await resolved();
    await rings("follow-up");
    expect(found.last()).toBe(notice("follow-up", { number: found.ticket.number }));
    return found;
  };

  test("the buyer is asked whether all is settled, 72 hours after; yes ends it", async () => {
    const found = await followed();
    await taps(found.buyer, "settled:yes:");
    expect(found.last()).toBe(notice("follow-up-settled"));
    expect((await found.now()).status).toBe("resolved");
  });

  test.each(["tapped", "typed"])("no, %s, brings the case back to the queue", async (way) => {
    const found = await followed();
    if (way === "tapped") await taps(found.buyer, "settled:no:");
    else await says(found.buyer, "no");
    expect(found.last()).toBe(notice("ticket-reopened", { number: found.ticket.number }));
    expect(await found.now()).toMatchObject({ status: "waiting", priority: "high", agentId: null });
    expect(await holderOf(found)).toMatchObject({ kind: "queue" });
  });

  test("no, when the case is closed for good: a new one", async () => {
    const found = await followed();
    await inShop(sql`update ticket set status = 'closed' where ticket_id = ${found.ticket.ticketId}`);
    await taps(found.buyer, "settled:no:");
    const open = await rig.openTicketOf(found.buyer.threadKey);
    expect(open?.number).toBeGreaterThan(found.ticket.number);
    expect((await found.now()).status).toBe("closed");
  });

  test("nobody is asked about an older case, nor when the shop does not wish it", async () => {
    const { buyer } = await resolved();
    await says(buyer, "a person please");
    const newer = await resolveOpen(buyer);
    await rings("follow-up");
    const questions = buyer.heard().filter(({ text }) => text.includes("is everything settled"));
    expect(questions.map(({ text }) => text)).toEqual([notice("follow-up", { number: newer.ticket.number })]);
    await set({ followUpHours: null, scoreAfterMinutes: null });
    const quiet = await resolved();
    expect(await timersOf(quiet)).toEqual(["close"]);
  });
});

test("scores are grouped for the merchant by language, channel, category, agent and reason", async () => {
  const since = (rig.ports.clock.now() - 1_000) as Instant;
  await inShop(sql`update ticket_score set asked_at = now() - interval '1 hour'`);
  await inShop(sql`delete from ticket_timer`);
  const good = await asked();
  await taps(good.buyer, "score:5:");
  const bad = await asked();
  await taps(bad.buyer, "score:1:");
  await says(bad.buyer, "broken again");
  const { groups, low } = await rig.ports.desk.scoresBy(shopId(), since);
  const row = { asked: 2, scored: 2, average: 3, good: 1, low: 1 };
  expect(groups).toContainEqual({ dimension: "language", key: "en", value: "en", ...row });
  expect(groups).toContainEqual({ dimension: "agent", key: mina.agentId, value: "Mina Park", ...row });
  expect(groups).toContainEqual({ dimension: "reason", key: "buyer-asked", value: "buyer-asked", ...row });
  expect(new Set(groups.map(({ dimension }) => dimension)).size).toBe(5);
  expect(low).toMatchObject([{ ticketNumber: bad.ticket.number, score: 1, comment: "broken again" }]);
});
