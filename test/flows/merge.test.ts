/** Several tickets of one buyer are one case: one holder, one story, no word lost, and back again as it was. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import { replyToBuyer, resolveTicket, snoozeTicket, takeTicket } from "../../src/flows/agent-action.ts";
import { editTicket } from "../../src/flows/case/edit-ticket.ts";
import { mergeTickets, undoMerge } from "../../src/flows/case/merge-tickets.ts";
import { readTicket } from "../../src/flows/read-tickets.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { get, newSender, openCaseOf, type Scene, snapshot } from "./merge-rig.ts";

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
const merge = (agent: Agent, into: Scene, ...others: readonly Scene[]) =>
  mergeTickets(
    agent,
    into.ticket.ticketId,
    others.map(({ ticket }) => ticket.ticketId),
    rig.ports,
  );
const holderOf = async ({ ticket }: Scene) =>
  (await rig.ports.conversations.get(shopId(), ticket.conversationId))?.holder;

async function two(): Promise<readonly [Scene, Scene]> {
  const sender = newSender();
  return [await openCaseOf(rig, sender), await openCaseOf(rig, sender, "a person please, my cup is broken")];
}

describe("a merge", () => {
  test("leaves one case with everything of both", async () => {
    const [here, there] = await two();
    await editTicket(mina, here.ticket.ticketId, { priority: "low", addTags: ["gift"] }, rig.ports);
    await editTicket(mina, there.ticket.ticketId, { priority: "urgent", addTags: ["fragile"] }, rig.ports);
    const dueAt = new Date(rig.ports.clock.now() + 60_000);
    await change(sql`update ticket set first_reply_due_at = ${dueAt} where ticket_id = ${there.ticket.ticketId}`);
    const done = await merge(mina, here, there);
    expect(done.merged.map(({ number }) => number)).toEqual([there.ticket.number]);
    expect(await get(rig, there.ticket)).toMatchObject({ status: "closed", mergedInto: here.ticket.ticketId });
    const now = await get(rig, here.ticket);
    expect(now).toMatchObject({ status: "waiting", priority: "urgent", firstReplyDueAt: dueAt.getTime() });
    expect(now.tags).toEqual(expect.arrayContaining(["gift", "fragile"]));
    expect(await holderOf(there)).toEqual({ kind: "queue", ticketId: here.ticket.ticketId });
    const { messages, parts, merges } = await readTicket(mina, here.ticket.ticketId, rig.ports);
    expect(parts).toHaveLength(2);
    expect(messages.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["a person please", "a person please, my cup is broken"]),
    );
    expect(messages.map(({ at }) => at)).toEqual(messages.map(({ at }) => at).toSorted((one, other) => one - other));
    expect((await readTicket(mina, there.ticket.ticketId, rig.ports)).merges).toEqual(merges);
    const noted = await change(
      sql`select action from audit where detail ->> 'mergeId' = ${done.mergeId} order by audit_id`,
    );
    expect(noted).toEqual([{ action: "ticket-merge" }, { action: "ticket-merged" }]);
  });

  test("a later word in either thread is the case's: it wakes, nobody else answers, and the reply goes there", async () => {
    const [here, there] = await two();
    await takeTicket(mina, here.ticket.ticketId, rig.ports);
    await merge(mina, here, there);
    await snoozeTicket(
      mina,
      here.ticket.ticketId,
      { until: (rig.ports.clock.now() + 3_600_000) as Instant },
      rig.ports,
    );
    await rig.work();
    await there.buyer.says("How long does delivery take?");
    await rig.work();
    expect((await get(rig, here.ticket)).status).toBe("held");
    expect(there.buyer.heard().some(({ speaker }) => speaker === "assistant")).toBe(false);
    await replyToBuyer(mina, here.ticket.ticketId, { text: "Three days.", draftKey: "merged-0001" }, rig.ports);
    await rig.work();
    expect(there.buyer.heard().at(-1)).toEqual({ speaker: "agent", text: "Three days." });
    expect(here.buyer.heard().map(({ text }) => text)).not.toContain("Three days.");
    expect((await get(rig, here.ticket)).firstRepliedAt).not.toBeNull();
  });

  test("whoever takes or ends the case does so in all its threads", async () => {
    const [here, there] = await two();
    await merge(mina, here, there);
    await takeTicket(omar, here.ticket.ticketId, rig.ports);
    const held = { kind: "agent", ticketId: here.ticket.ticketId, agentId: omar.agentId };
    expect([await holderOf(here), await holderOf(there)]).toEqual([held, held]);
    await resolveTicket(omar, here.ticket.ticketId, rig.ports);
    expect([await holderOf(here), await holderOf(there)]).toEqual([{ kind: "assistant" }, { kind: "assistant" }]);
    await rig.work();
    await here.buyer.says("How long does delivery take?");
    await rig.work();
    expect(here.buyer.heard().at(-1)?.speaker).toBe("assistant");
  });

  test("a ticket that is part of another one is worked on there", async () => {
    const [here, there] = await two();
    await merge(mina, here, there);
    const late = replyToBuyer(omar, there.ticket.ticketId, { text: "Hello", draftKey: "merged-0002" }, rig.ports);
    await expect(late).rejects.toMatchObject({
      code: "TRANSITION_FORBIDDEN",
      hint: `The ticket was merged into ${here.ticket.number}; go on there.`,
    });
  });
});

describe("undone", () => {
  test("everything is exactly what it was", async () => {
    const [here, there] = await two();
    await takeTicket(omar, there.ticket.ticketId, rig.ports);
    await editTicket(omar, there.ticket.ticketId, { priority: "urgent", addTags: ["fragile"] }, rig.ports);
    await snoozeTicket(
      mina,
      here.ticket.ticketId,
      { until: (rig.ports.clock.now() + 3_600_000) as Instant },
      rig.ports,
    );
    const before = await snapshot(rig, [here, there]);
    const { mergeId } = await merge(olga, here, there);
    expect(await snapshot(rig, [here, there])).not.toEqual(before);
    await undoMerge(mina, mergeId, rig.ports);
    expect(await snapshot(rig, [here, there])).toEqual(before);
    // Twice is once.
    expect((await undoMerge(omar, mergeId, rig.ports)).undoneBy).toBe(mina.agentId);
  });

  test("what somebody has changed since stays, and who was answered there has been answered", async () => {
    const [here, there] = await two();
    await editTicket(mina, there.ticket.ticketId, { priority: "urgent", addTags: ["fragile"] }, rig.ports);
    const { mergeId } = await merge(mina, here, there);
    await editTicket(mina, here.ticket.ticketId, { priority: "high", addTags: ["seen"] }, rig.ports);
    await there.buyer.says("hello?");
    await rig.work();
    await replyToBuyer(mina, here.ticket.ticketId, { text: "Here I am.", draftKey: "merged-0003" }, rig.ports);
    await undoMerge(mina, mergeId, rig.ports);
    const now = await get(rig, here.ticket);
    expect(now.priority).toBe("high");
    expect(now.tags).toContain("seen");
    expect(now.tags).not.toContain("fragile");
    expect((await get(rig, there.ticket)).firstRepliedAt).not.toBeNull();
  });

  test("a merge into what went on itself is undone from the last to the first", async () => {
    const sender = newSender();
    const [one, other, last] = [
      await openCaseOf(rig, sender),
      await openCaseOf(rig, sender),
      await openCaseOf(rig, sender),
    ];
    const before = await snapshot(rig, [one, other, last]);
    const first = await merge(mina, other, one);
    const second = await merge(mina, last, other);
    const mark = { kind: "queue", ticketId: last.ticket.ticketId };
    expect([await holderOf(one), await holderOf(other)]).toEqual([mark, mark]);
    expect((await readTicket(mina, last.ticket.ticketId, rig.ports)).parts).toHaveLength(3);
    await expect(undoMerge(mina, first.mergeId, rig.ports)).rejects.toMatchObject({
      code: "MERGE_REFUSED",
      hint: `Ticket ${other.ticket.number} was itself merged into ${last.ticket.number}; undo that first.`,
    });
    await undoMerge(mina, second.mergeId, rig.ports);
    expect(await holderOf(one)).toEqual({ kind: "queue", ticketId: other.ticket.ticketId });
    await undoMerge(mina, first.mergeId, rig.ports);
    expect(await snapshot(rig, [one, other, last])).toEqual(before);
  });

  test("not where the buyer has another open case by now: it is named", async () => {
    const [here, there] = await two();
    const { mergeId } = await merge(mina, here, there);
    await resolveTicket(mina, here.ticket.ticketId, rig.ports);
    await rig.work();
    await there.buyer.says("a person please");
    await rig.work();
    const next = await rig.openTicketOf(there.buyer.threadKey);
    await expect(undoMerge(mina, mergeId, rig.ports)).rejects.toMatchObject({
      code: "MERGE_REFUSED",
      hint: `Where ticket ${there.ticket.number} stood, ticket ${next?.number} is open now; resolve it or merge it first.`,
    });
  });
});

describe("refused", () => {
  test("into itself, of another shop, of another buyer, into what is over", async () => {
    const [here, there] = await two();
    const stranger = await openCaseOf(rig, newSender());
    await expect(merge(mina, here, here)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    const foreign: Scene = { ...there, ticket: { ...there.ticket, ticketId: rig.ports.ids.next() } };
    await expect(merge(mina, here, foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(merge(mina, here, there, stranger)).rejects.toMatchObject({
      code: "MERGE_REFUSED",
      hint: `Ticket ${stranger.ticket.number} is another buyer's; only tickets of one buyer can be merged.`,
    });
    expect((await get(rig, there.ticket)).status).toBe("waiting");
    await resolveTicket(mina, here.ticket.ticketId, rig.ports);
    await expect(merge(mina, here, there)).rejects.toMatchObject({ code: "MERGE_REFUSED" });
    // The other way round it is the story of an earlier case.
    await merge(mina, there, here);
    expect(await get(rig, here.ticket)).toMatchObject({ status: "closed", mergedInto: there.ticket.ticketId });
  });

  test("two contacts are one buyer only by the word of the shop's own page", async () => {
    const [here, there] = [await openCaseOf(rig, newSender()), await openCaseOf(rig, newSender())];
    await expect(merge(mina, here, there)).rejects.toMatchObject({ code: "MERGE_REFUSED" });
    for (const { buyer } of [here, there]) {
      await change(sql`insert into buyer_identity (shop_id, account_id, thread_key, subject, token_id, expires_at)
        values (${shopId()}, ${rig.program.accountId}, ${buyer.threadKey}, 'customer-7', 'token', now())`);
    }
    await merge(mina, here, there);
    expect((await get(rig, there.ticket)).mergedInto).toBe(here.ticket.ticketId);
  });

  test("what a colleague works on is not closed under their hands; into theirs it may go, and they are told", async () => {
    const [here, there] = await two();
    await takeTicket(omar, there.ticket.ticketId, rig.ports);
    await expect(merge(mina, here, there)).rejects.toMatchObject({
      code: "HELD_BY_COLLEAGUE",
      hint: "Omar Haddad holds this ticket; take it over first.",
    });
    await merge(mina, there, here);
    expect(rig.events.findLast(({ kind }) => kind === "tickets-merged")).toMatchObject({
      ticketId: there.ticket.ticketId,
      name: "Mina Park",
      told: [omar.agentId],
    });
    const [own, theirs] = await two();
    await takeTicket(omar, theirs.ticket.ticketId, rig.ports);
    await merge(olga, own, theirs);
    expect(rig.events.findLast(({ kind }) => kind === "tickets-merged")).toMatchObject({ told: [omar.agentId] });
  });
});

describe("at once", () => {
  test("two browsers merge one into the other, and the other way round: one of them does", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [here, there] = await two();
      const results = await Promise.allSettled([merge(mina, here, there), merge(omar, there, here)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "MERGE_REFUSED" } });
      const merged = [await get(rig, here.ticket), await get(rig, there.ticket)].filter((each) => each.mergedInto);
      expect(merged).toHaveLength(1);
    }
  });

  test("two browsers with the same wish: one merge, and both are told it is done", async () => {
    const [here, there] = await two();
    const [one, other] = await Promise.all([merge(mina, here, there), merge(omar, here, there)]);
    expect(other.mergeId).toBe(one.mergeId);
    expect(await rig.ports.merges.of(shopId(), here.ticket.ticketId)).toHaveLength(1);
  });

  test("a colleague replies while it is merged away: the words arrive or are refused, and one person holds all of it", async () => {
    for (let round = 0; round < 6; round += 1) {
      const [here, there] = await two();
      const text = `words ${round}`;
      const draft = { text, draftKey: `race-merge-${round}` };
      const [merged, replied] = await Promise.allSettled([
        merge(mina, here, there),
        replyToBuyer(omar, there.ticket.ticketId, draft, rig.ports),
      ]);
      await rig.work();
      const isSaid = there.buyer.heard().some((each) => each.text === text);
      expect(isSaid).toBe(replied.status === "fulfilled" && replied.value.kind === "done");
      expect(merged.status === "fulfilled").toBe((await get(rig, there.ticket)).status === "closed");
      const holders = [await holderOf(here), await holderOf(there)];
      if (merged.status === "fulfilled") expect(holders[0]).toEqual(holders[1]);
      else expect(merged.reason).toMatchObject({ code: "HELD_BY_COLLEAGUE" });
    }
  });
});
