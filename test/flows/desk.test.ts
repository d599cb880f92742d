/** The desk by itself, on a real database: who is given what, what falls due, what sleeps and wakes. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AgentDesk } from "../../src/contracts/desk.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import {
  awaitBuyer,
  replyToBuyer,
  resolveTicket,
  snoozeTicket,
  takeTicket,
  transferTicket,
} from "../../src/flows/agent-action.ts";
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
const work = () => workDesk(shopId(), rig.ports);

beforeEach(async () => {
  await inShop(sql`update agent_desk set availability = 'away'`);
  await inShop(sql`update ticket set status = 'closed', snoozed_until = null, resolved_at = now()`);
  await inShop(sql`delete from ticket_timer`);
});

async function arrive(agent: Agent, more: Partial<AgentDesk> = {}): Promise<void> {
  const desk = {
    agentId: agent.agentId,
    availability: "available",
    languages: [],
    skills: [],
    capacity: null,
  } as const;
  await rig.ports.desk.saveDesk(shopId(), { ...desk, ...more });
}

async function waiting(text = "a person please"): Promise<{ buyer: Buyer; ticket: Ticket; now(): Promise<Ticket> }> {
  const buyer = createBuyer(rig, { locale: "en", name: "Ana" });
  await buyer.says(text);
  await rig.work();
  await buyer.hearsNotice("handoff-opened");
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  const now = async () => {
    const found = await rig.ports.tickets.get(shopId(), ticket.ticketId);
    if (!found) throw new Error("the ticket is gone");
    return found;
  };
  return { buyer, ticket, now };
}

const holderOf = async ({ conversationId }: Ticket) =>
  (await rig.ports.conversations.get(shopId(), conversationId))?.holder;
const ringsNow = (ticket: Ticket, kind: string) =>
  inShop(sql`update ticket_timer set due_at = now() where ticket_id = ${ticket.ticketId} and kind = ${kind}`);
const timersOf = async (ticket: Ticket) =>
  rig.program.db.database
    .inShop<{ kind: string }>(
      shopId(),
      sql`select kind from ticket_timer where ticket_id = ${ticket.ticketId} order by kind`,
    )
    .then((rows) => rows.map(({ kind }) => kind));

describe("assignment", () => {
  test("nobody is given anything before they say that they are there", async () => {
    const { ticket, now } = await waiting();
    await rig.addAgent("Nobody");
    await work();
    expect(await now()).toMatchObject({ status: "waiting", agentId: null });
    expect(await holderOf(ticket)).toMatchObject({ kind: "queue" });
  });

  test("who is there is given the ticket, the conversation, and the buyer is told", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket, now } = await waiting();
    await arrive(mina);
    await work();
    expect(await now()).toMatchObject({ status: "held", agentId: mina.agentId });
    expect(await holderOf(ticket)).toMatchObject({ kind: "agent", agentId: mina.agentId });
    await rig.work();
    await buyer.hearsNotice("agent-joined");
  });

  test("two workers at once give nobody more than they can hold", async () => {
    const mina = await rig.addAgent("Mina Park");
    for (let count = 0; count < 4; count += 1) await waiting();
    await arrive(mina, { capacity: 2 });
    await Promise.all([work(), work(), work()]);
    const held = await rig.ports.tickets.list(shopId(), { statuses: ["held"], agentId: mina.agentId, limit: 10 });
    expect(held).toHaveLength(2);
  });

  test("what nobody who is there may take does not stand before what they may", async () => {
    const mina = await rig.addAgent("Mina Park");
    const [thai, english] = [await waiting(), await waiting()];
    await inShop(sql`update ticket set language = 'th' where ticket_id = ${thai.ticket.ticketId}`);
    await arrive(mina, { languages: ["en", "ko"] });
    const there = await rig.ports.desk.available(shopId(), 60_000);
    const found = await rig.ports.desk.waitingFor(shopId(), there, 1);
    expect(found.map(({ ticketId }) => ticketId)).toEqual([english.ticket.ticketId]);
    await work();
    expect([(await thai.now()).status, (await english.now()).status]).toEqual(["waiting", "held"]);
  });

  test("what is resolved makes room for what waits", async () => {
    const mina = await rig.addAgent("Mina Park");
    const [one, two] = [await waiting(), await waiting()];
    await arrive(mina, { capacity: 1 });
    await work();
    expect((await two.now()).status).toBe("waiting");
    await resolveTicket(mina, one.ticket.ticketId, rig.ports);
    await work();
    expect(await two.now()).toMatchObject({ status: "held", agentId: mina.agentId });
  });

  test("an agent without a sign of life is given nothing, and loses who waits for them", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await arrive(mina);
    await work();
    await inShop(sql`update agent_desk set seen_at = now() - interval '4 minutes' where agent_id = ${mina.agentId}`);
    const other = await waiting();
    await work();
    expect((await other.now()).status).toBe("waiting");
    expect((await now()).status).toBe("held");
    await inShop(sql`update agent_desk set seen_at = now() - interval '6 minutes' where agent_id = ${mina.agentId}`);
    await work();
    expect(await now()).toMatchObject({ status: "waiting", agentId: null });
    expect(await holderOf(ticket)).toMatchObject({ kind: "queue" });
  });

  test("an answered buyer stays with the agent who has gone home", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await arrive(mina);
    await work();
    await replyToBuyer(mina, ticket.ticketId, { text: "Here you are.", draftKey: "draft-one" }, rig.ports);
    await inShop(sql`update agent_desk set seen_at = now() - interval '1 day' where agent_id = ${mina.agentId}`);
    await work();
    expect(await now()).toMatchObject({ status: "held", agentId: mina.agentId });
  });
});

describe("timers", () => {
  test("a promise is warned of, then broken, and the case goes up by one", async () => {
    const { ticket, now } = await waiting();
    expect(await timersOf(ticket)).toEqual(["breach", "warn"]);
    expect(await work()).toBe(0);
    await ringsNow(ticket, "warn");
    await work();
    expect(await timersOf(ticket)).toEqual(["breach"]);
    expect(await now()).toMatchObject({ priority: "normal", breachedAt: null });
    await ringsNow(ticket, "breach");
    await work();
    expect(await timersOf(ticket)).toEqual([]);
    const after = await now();
    expect(after.priority).toBe("high");
    expect(after.breachedAt).not.toBeNull();
  });

  test("a first reply ends the promise", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await replyToBuyer(mina, ticket.ticketId, { text: "On it.", draftKey: "draft-two" }, rig.ports);
    expect(await timersOf(ticket)).toEqual([]);
    expect((await now()).firstRepliedAt).not.toBeNull();
  });

  test("a timer whose worker died rings again", async () => {
    const { ticket } = await waiting();
    await ringsNow(ticket, "breach");
    const [taken] = await rig.ports.desk.takeDueTimers(shopId(), 10, 0);
    expect(taken?.kind).toBe("breach");
    await work();
    expect(await timersOf(ticket)).toEqual(["warn"]);
  });

  test("a snoozed ticket wakes by the clock", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    const until = (rig.ports.clock.now() + 60_000) as Instant;
    await snoozeTicket(mina, ticket.ticketId, { until }, rig.ports);
    expect(await now()).toMatchObject({ status: "snoozed", agentId: mina.agentId, snoozedUntil: until });
    await ringsNow(ticket, "wake");
    await work();
    expect(await now()).toMatchObject({ status: "held", agentId: mina.agentId, snoozedUntil: null });
    expect(await timersOf(ticket)).not.toContain("wake");
  });

  test("snoozed out of the queue it wakes into the queue", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await snoozeTicket(mina, ticket.ticketId, { until: (rig.ports.clock.now() + 60_000) as Instant }, rig.ports);
    expect(await now()).toMatchObject({ status: "snoozed", agentId: null });
    await ringsNow(ticket, "wake");
    await work();
    expect((await now()).status).toBe("waiting");
  });

  test("a buyer who writes wakes it at once", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket, now } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await snoozeTicket(mina, ticket.ticketId, { until: (rig.ports.clock.now() + 60_000) as Instant }, rig.ports);
    await buyer.says("hello?");
    await rig.work();
    expect(await now()).toMatchObject({ status: "held", snoozedUntil: null });
    expect(await timersOf(ticket)).not.toContain("wake");
  });

  test("a moment in the past is refused", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { ticket, now } = await waiting();
    await expect(snoozeTicket(mina, ticket.ticketId, { until: 1 as Instant }, rig.ports)).rejects.toMatchObject({
      code: "REQUEST_INVALID",
    });
    expect((await now()).status).toBe("waiting");
  });

  test("a buyer who stays silent is done: resolved, told, closed", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket, now } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await awaitBuyer(mina, ticket.ticketId, rig.ports);
    expect((await now()).status).toBe("pending-buyer");
    await ringsNow(ticket, "close");
    await work();
    expect((await now()).status).toBe("resolved");
    expect(await holderOf(ticket)).toEqual({ kind: "assistant" });
    await rig.work();
    await buyer.hearsNotice("agent-joined");
    await buyer.hearsNotice("ticket-resolved");
    expect(await timersOf(ticket)).toEqual(["close"]);
    await ringsNow(ticket, "close");
    await work();
    expect((await now()).status).toBe("closed");
    expect(await timersOf(ticket)).toEqual([]);
  });

  test("a timer that means nothing any more goes away", async () => {
    const mina = await rig.addAgent("Mina Park");
    const { buyer, ticket, now } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    await awaitBuyer(mina, ticket.ticketId, rig.ports);
    await inShop(sql`update ticket set status = 'held' where ticket_id = ${ticket.ticketId}`);
    await ringsNow(ticket, "close");
    await work();
    expect((await now()).status).toBe("held");
    expect(await timersOf(ticket)).not.toContain("close");
    expect(buyer.threadKey).not.toBe("");
  });
});

describe("from hand to hand", () => {
  test("a transfer moves ticket and conversation to a colleague", async () => {
    const [mina, omar] = [await rig.addAgent("Mina Park"), await rig.addAgent("Omar Haddad")];
    const { buyer, ticket, now } = await waiting();
    await takeTicket(mina, ticket.ticketId, rig.ports);
    expect(await transferTicket(mina, ticket.ticketId, omar.agentId, rig.ports)).toEqual({ kind: "done" });
    expect(await now()).toMatchObject({ status: "held", agentId: omar.agentId });
    expect(await holderOf(ticket)).toMatchObject({ kind: "agent", agentId: omar.agentId });
    await rig.work();
    await buyer.hearsNotice("agent-joined");
  });

  test("not to a viewer, nor to somebody of another shop", async () => {
    const [mina, vera] = [await rig.addAgent("Mina Park"), await rig.addAgent("Vera", "viewer")];
    const { ticket, now } = await waiting();
    const wrong = { code: "REQUEST_INVALID" };
    await expect(transferTicket(mina, ticket.ticketId, vera.agentId, rig.ports)).rejects.toMatchObject(wrong);
    const stranger = "00000000-0000-4000-8000-000000000000" as Agent["agentId"];
    await expect(transferTicket(mina, ticket.ticketId, stranger, rig.ports)).rejects.toMatchObject(wrong);
    expect((await now()).status).toBe("waiting");
  });
});

test("settings that are saved are what the next promise is made of", async () => {
  await rig.ports.desk.saveSettings(shopId(), {
    ...DEFAULT_DESK_SETTINGS,
    firstReplyMinutes: { ...DEFAULT_DESK_SETTINGS.firstReplyMinutes, normal: 30 },
  });
  const { ticket } = await waiting();
  expect(ticket.firstReplyDueAt - ticket.openedAt).toBe(30 * 60_000);
  await rig.ports.desk.saveSettings(shopId(), DEFAULT_DESK_SETTINGS);
});
