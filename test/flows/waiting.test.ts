/** A buyer in the queue is told where they stand, honestly, and may leave it; on a real database. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeskSettings } from "../../src/contracts/desk.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { takeTicket } from "../../src/flows/agent-action.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false });
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const inShop = (statement: ReturnType<typeof sql>) =>
  rig.program.db.database.withShop(shopId(), async (trx) => void (await statement.execute(trx)));
const set = (settings: Partial<DeskSettings>) =>
  rig.ports.desk.saveSettings(shopId(), { ...DEFAULT_DESK_SETTINGS, ...settings });
const notice = (name: string, values = {}, language: "en" | "de" = "en") =>
  rig.ports.texts.notice(name, language, values);

/** Never open: nothing on any day of the week but an hour of a single one. */
const ONCE_A_WEEK = (() => {
  const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay();
  const name = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[day] ?? "mon";
  return { hours: { [name]: [{ from: "09:00", to: "10:00" }] } } satisfies Partial<DeskSettings>;
})();
const ALL_WEEK = Object.fromEntries(
  (["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const).map((day) => [day, [{ from: "00:00", to: "24:00" }]]),
);

beforeEach(async () => {
  await inShop(sql`update conversation set holder_kind = 'assistant', holder_ticket_id = null, holder_agent_id = null`);
  await inShop(sql`update ticket set status = 'closed', resolved_at = now(), first_replied_at = null`);
  await inShop(sql`delete from ticket_timer`);
  await set({});
});

interface Waiting {
  readonly buyer: Buyer;
  readonly ticket: Ticket;
  now(): Promise<Ticket>;
}

async function waiting(text = "a person please", locale = "en"): Promise<Waiting> {
  const buyer = createBuyer(rig, { locale });
  await buyer.says(text);
  await rig.work();
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  const now = async () => {
    const found = await rig.ports.tickets.get(shopId(), ticket.ticketId);
    if (!found) throw new Error("the ticket is gone");
    return found;
  };
  return { buyer, ticket, now };
}

/** The two seconds are over. */
async function twoSecondsLater(): Promise<void> {
  await inShop(sql`update ticket_timer set due_at = now() where kind = 'tell-place'`);
  await workDesk(shopId(), rig.ports);
  await rig.work();
}

const textsOf = (buyer: Buyer) => buyer.heard().map(({ text }) => text);
const holderOf = async ({ conversationId }: Ticket) =>
  (await rig.ports.conversations.get(shopId(), conversationId))?.holder;

async function answeredWithin(minutes: readonly number[]): Promise<void> {
  for (const each of minutes) {
    const { ticket } = await waiting();
    await inShop(sql`update ticket set status = 'closed', resolved_at = now(), opened_at = now() - interval '1 day',
      first_replied_at = now() - interval '1 day' + make_interval(mins => ${each}) where ticket_id = ${ticket.ticketId}`);
  }
  await inShop(sql`delete from ticket_timer`);
}

describe("the place", () => {
  test("is told two seconds after the hand-over, behind its notice; with few samples no time is invented", async () => {
    const [first, second] = [await waiting(), await waiting()];
    await workDesk(shopId(), rig.ports);
    await rig.work();
    expect(textsOf(first.buyer)).toHaveLength(1);
    await twoSecondsLater();
    const kept = notice("place-kept");
    expect(textsOf(first.buyer).slice(1)).toEqual([`${notice("place-ahead", { ahead: 0 })}\n${kept}`]);
    expect(textsOf(second.buyer).slice(1)).toEqual([`${notice("place-ahead", { ahead: 1 })}\n${kept}`]);
    expect(second.buyer.heard().map(({ speaker }) => speaker)).toEqual(["notice", "notice"]);
  });

  test("comes with the median of the last first replies", async () => {
    await answeredWithin([3, 4, 12, 200, 300]);
    const { buyer } = await waiting();
    await twoSecondsLater();
    expect(textsOf(buyer)[1]).toContain(notice("place-usual-minutes", { minutes: 15 }));
  });

  test("and in hours when minutes would pretend to be exact", async () => {
    await answeredWithin([100, 100, 170, 200, 300]);
    const { buyer } = await waiting();
    await twoSecondsLater();
    expect(textsOf(buyer)[1]).toContain(notice("place-usual-hours", { hours: 3 }));
  });

  test.each(LANGUAGES)("in %s", async (language) => {
    const phrase = rig.ports.texts.cues.get(language)?.["person"]?.[0] ?? "";
    const { buyer } = await waiting(phrase, language);
    await twoSecondsLater();
    const kept = rig.ports.texts.notice("place-kept", language);
    expect(textsOf(buyer)[1]).toBe(`${rig.ports.texts.notice("place-ahead", language, { ahead: 0 })}\n${kept}`);
  });

  test("is not told to who was taken at once", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(2);
    await buyer.hearsNotice("handoff-opened");
    await buyer.hearsNotice("agent-joined");
  });

  test("that is queued and not sent yet when somebody takes the case is never sent", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket } = await waiting();
    await inShop(sql`update ticket_timer set due_at = now() where kind = 'tell-place'`);
    await workDesk(shopId(), rig.ports);
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await rig.work();
    await buyer.hearsNotice("handoff-opened");
    await buyer.hearsNotice("agent-joined");
    expect(textsOf(buyer)).toHaveLength(2);
  });

  test("is told by one of two workers that ring at once", async () => {
    const { buyer } = await waiting();
    await inShop(sql`update ticket_timer set due_at = now() where kind = 'tell-place'`);
    await Promise.all([workDesk(shopId(), rig.ports), workDesk(shopId(), rig.ports), workDesk(shopId(), rig.ports)]);
    await rig.work();
    expect(textsOf(buyer)).toHaveLength(2);
  });

  test("is no matter for somebody in danger", async () => {
    const { buyer, ticket } = await waiting("I want to die");
    expect(ticket.reason).toBe("self-harm");
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(1);
  });

  test("is never told when the shop does not wish it", async () => {
    await set({ placeAfterSeconds: null });
    const { buyer } = await waiting();
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(1);
  });
});

describe("outside the hours", () => {
  test("the buyer reads when somebody will be there, with the zone, and no place", async () => {
    await set({ ...ONCE_A_WEEK, timeZone: "Europe/Madrid" });
    const { buyer } = await waiting("ich möchte mit einem Menschen sprechen", "de");
    await twoSecondsLater();
    const [, told = ""] = textsOf(buyer);
    const [before = "", after = ""] = notice("place-closed", { when: "|" }, "de").split("|");
    expect(told.startsWith(before)).toBe(true);
    expect(told).toMatch(/, \d{1,2}\. \p{L}+ um 0?9:00 \(Mitteleuropäische Zeit, GMT\+[12]\)/u);
    expect(told.endsWith(`${after}\n${notice("place-kept", {}, "de")}`)).toBe(true);
  });

  test("an urgent case, whose clock does not stop at night, is told what was promised", async () => {
    await set(ONCE_A_WEEK);
    const { buyer, ticket } = await waiting("I will sue you");
    expect(ticket.priority).toBe("urgent");
    await twoSecondsLater();
    const [promised = ""] = notice("place-promised", { when: "|" }).split("|");
    expect(textsOf(buyer)[1]).toContain(promised);
  });

  test("open, but nobody there: the place and what was promised, no usual time", async () => {
    await answeredWithin([3, 4, 12, 13, 14]);
    await set({ hours: ALL_WEEK });
    const { buyer, ticket } = await waiting();
    await twoSecondsLater();
    const [promised = ""] = notice("place-promised", { when: "|" }).split("|");
    expect(textsOf(buyer)[1]).toContain(notice("place-ahead", { ahead: 0 }));
    expect(textsOf(buyer)[1]).toContain(promised);
    expect(textsOf(buyer)[1]).not.toContain("usually");
    await inShop(sql`update ticket set first_reply_due_at = now() - interval '1 minute',
      place_told_at = now() - interval '11 minutes' where ticket_id = ${ticket.ticketId}`);
    await buyer.says("hello?");
    await rig.work();
    await twoSecondsLater();
    expect(textsOf(buyer).at(-1)).toContain(`${notice("place-absent")}\n`);
  });
});

describe("still there?", () => {
  test("is answered with the place again, but only ten minutes after the last time", async () => {
    const { buyer, ticket } = await waiting();
    await buyer.says("hello?");
    await rig.work();
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(2);
    await buyer.says("still there?");
    await rig.work();
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(2);
    // Nobody has written: nobody is told.
    await inShop(
      sql`update ticket set place_told_at = now() - interval '11 minutes' where ticket_id = ${ticket.ticketId}`,
    );
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(2);
    await buyer.says("still there?");
    await rig.work();
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(3);
  });

  test("is left to the person who has the case", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket } = await waiting();
    await twoSecondsLater();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await inShop(sql`update ticket set place_told_at = now() - interval '1 hour' where ticket_id = ${ticket.ticketId}`);
    await buyer.says("still there?");
    await rig.work();
    await twoSecondsLater();
    expect(textsOf(buyer)).toHaveLength(3);
  });
});

describe("leaving it to the assistant", () => {
  test("ends the case, says so, and the next question is answered with a clean memory", async () => {
    const { buyer, ticket, now } = await waiting();
    await twoSecondsLater();
    await buyer.presses("unqueue:");
    await rig.work();
    expect(await now()).toMatchObject({ status: "resolved", agentId: null });
    expect(await holderOf(ticket)).toEqual({ kind: "assistant" });
    expect(textsOf(buyer).at(-1)).toBe(notice("returned-to-assistant"));
    const conversation = await rig.ports.conversations.get(shopId(), ticket.conversationId);
    const timeline = await rig.ports.conversations.timeline(shopId(), ticket.conversationId, { limit: 50 });
    expect(conversation?.memoryFromSeq).toBeGreaterThan(timeline.at(-1)?.seq ?? 0);
    await buyer.says("How long does delivery take?");
    await rig.work();
    expect(textsOf(buyer).at(-1)).toMatch(/7 days/);
  });

  test("with a question in the same breath: it is answered", async () => {
    const { buyer, now } = await waiting();
    await twoSecondsLater();
    await buyer.presses("unqueue:");
    await buyer.says("How long does delivery take?");
    await rig.work();
    expect((await now()).status).toBe("resolved");
    expect(textsOf(buyer).slice(-2)).toEqual([notice("returned-to-assistant"), expect.stringMatching(/7 days/)]);
  });

  test("and asking for a person in the same breath: the case stays where it is", async () => {
    const { buyer, ticket, now } = await waiting();
    await twoSecondsLater();
    await buyer.presses("unqueue:");
    await buyer.says("no wait, a person please");
    await rig.work();
    expect((await now()).status).toBe("waiting");
    expect(await holderOf(ticket)).toMatchObject({ kind: "queue", ticketId: ticket.ticketId });
    expect(textsOf(buyer)).toHaveLength(2);
  });

  test("too late: a person has it, and keeps it", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket, now } = await waiting();
    await twoSecondsLater();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await buyer.presses("unqueue:");
    await rig.work();
    expect(await now()).toMatchObject({ status: "held", agentId: mina.agentId });
    expect(textsOf(buyer)).toHaveLength(3);
  });

  test("with the button of an older case: the new one stays", async () => {
    const { buyer } = await waiting();
    await twoSecondsLater();
    await buyer.presses("unqueue:");
    await rig.work();
    await buyer.says("a person please");
    await rig.work();
    await buyer.presses("unqueue:");
    await rig.work();
    expect((await rig.openTicketOf(buyer.threadKey))?.status).toBe("waiting");
  });

  test("an agent's take and the buyer's tap at once: exactly one of them has it", async () => {
    const mina = await rig.addAgent("Mina Park");
    for (let round = 0; round < 5; round += 1) {
      const { buyer, ticket, now } = await waiting();
      await twoSecondsLater();
      await buyer.presses("unqueue:");
      await Promise.all([rig.turn(), takeTicket(mina, ticket.ticketId, rig.ports).catch(() => null)]);
      await rig.work();
      const { status } = await now();
      const holder = await holderOf(ticket);
      expect([status, holder?.kind]).toSatisfy(
        ([is, who]) => (is === "held" && who === "agent") || (is === "resolved" && who === "assistant"),
      );
    }
  });
});
