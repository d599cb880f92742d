/** Which change of a ticket is allowed from where, to whom, and what is left unwritten when it is not. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TicketId } from "../../src/contracts/ids.ts";
import { TICKET_STATUSES, type TicketStatus } from "../../src/contracts/ticket.ts";
import { releaseTicket, replyToBuyer, resolveTicket, takeTicket } from "../../src/flows/agent-action.ts";
import { listTickets, readTicket } from "../../src/flows/read-tickets.ts";
import { checkTransition, type TicketAction, TRANSITIONS } from "../../src/tickets/transitions.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { createDesk, type Desk } from "../support/desk.ts";
import { channelsOf, openStoryRig, type StoryRig } from "../support/story-rig.ts";

const ACTIONS = Object.keys(TRANSITIONS) as TicketAction[];

describe("the table of changes", () => {
  const ALLOWED: Readonly<Record<TicketAction, readonly TicketStatus[]>> = {
    take: ["waiting", "snoozed"],
    assign: ["waiting"],
    transfer: ["waiting", "held", "pending-buyer", "snoozed"],
    "await-buyer": ["held"],
    snooze: ["waiting", "held", "pending-buyer"],
    wake: ["snoozed"],
    reopen: ["resolved"],
    close: ["resolved"],
    reply: ["waiting", "held", "pending-buyer", "snoozed"],
    "release-to-queue": ["held", "pending-buyer", "snoozed"],
    "release-to-assistant": ["waiting", "held", "pending-buyer", "snoozed"],
    resolve: ["waiting", "held", "pending-buyer", "snoozed"],
  };
  test.each(ACTIONS)("%s is allowed from these and from nowhere else", (action) => {
    const from = TICKET_STATUSES.filter((status) => {
      try {
        return checkTransition(action, status).to !== undefined;
      } catch (error) {
        expect(error).toMatchObject({ code: "TRANSITION_FORBIDDEN", detail: { action, status } });
        return false;
      }
    });
    expect(from).toEqual(ALLOWED[action]);
  });

  test("nothing leads out of closed", () => {
    for (const action of ACTIONS) expect(() => checkTransition(action, "closed")).toThrow();
  });
});

describe("on a real ticket", () => {
  let rig: StoryRig;
  let mina: Desk;
  beforeAll(async () => {
    rig = await openStoryRig({ runs: false });
    mina = await createDesk(rig, "Mina Park");
  });
  afterAll(() => rig.close());

  const waiting = async (): Promise<{ readonly buyer: Buyer; readonly ticketId: TicketId }> => {
    const buyer = createBuyer(rig, { locale: "en", name: "Ana" });
    await buyer.says("a person please");
    await rig.work();
    await buyer.hearsNotice("handoff-opened");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    if (!ticket) throw new Error("no ticket");
    return { buyer, ticketId: ticket.ticketId };
  };
  test("a viewer may read and change nothing", async () => {
    const { ticketId } = await waiting();
    const viewer = await rig.addAgent("Vera", "viewer");
    await expect(takeTicket(viewer, ticketId, rig.ports)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    expect((await readTicket(viewer, ticketId, rig.ports)).ticket.status).toBe("waiting");
  });

  test("an agent of another shop does not find it", async () => {
    const { ticketId } = await waiting();
    const stranger = { ...mina.agent, shopId: rig.program.db.otherShop.shopId };
    await expect(takeTicket(stranger, ticketId, rig.ports)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readTicket(stranger, ticketId, rig.ports)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each(["", "   ", "\u0000\n", "\u{E0041}"])("an empty reply (%j) takes nothing over", async (text) => {
    const { buyer, ticketId } = await waiting();
    const reply = replyToBuyer(mina.agent, ticketId, { text, draftKey: "d" }, rig.ports);
    await expect(reply).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ status: "waiting", agentId: null });
  });

  test("a reply too long for the channel arrives in parts, in order, each whole", async () => {
    const { buyer, ticketId } = await waiting();
    const text = Array.from({ length: 500 }, (_, n) => `Sentence ${n}.`).join(" ");
    await replyToBuyer(mina.agent, ticketId, { text, draftKey: "long" }, rig.ports);
    await rig.work();
    const parts = buyer.heard().filter((each) => each.speaker === "agent");
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.text).join(" ")).toBe(text);
  });

  test("while the buyer's channel is off it can be taken and resolved, and only a reply is refused", async () => {
    const { buyer, ticketId } = await waiting();
    const off = { ...rig.ports, channels: channelsOf(rig.program, null) };
    const reply = replyToBuyer(mina.agent, ticketId, { text: "hello", draftKey: "d" }, off);
    await expect(reply).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    expect(await takeTicket(mina.agent, ticketId, off)).toEqual({ kind: "done" });
    expect(await resolveTicket(mina.agent, ticketId, off)).toEqual({ kind: "done" });
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
  });

  test("the queue shows what waits by priority, then by age, and what is mine to me", async () => {
    const calm = await waiting();
    const angry = createBuyer(rig, { locale: "en" });
    await angry.says("I will sue you");
    await rig.work();
    const list = await listTickets(mina.agent, { view: "waiting", conditions: [] }, rig.ports);
    expect(list[0]?.priority).toBe("urgent");
    const ages = list.filter((each) => each.priority === "normal").map((each) => each.openedAt);
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    await takeTicket(mina.agent, calm.ticketId, rig.ports);
    const mine = await listTickets(mina.agent, { view: "mine", conditions: [] }, rig.ports);
    expect(mine.map((each) => each.ticketId)).toContain(calm.ticketId);
    expect(mine.find((each) => each.ticketId === calm.ticketId)).toMatchObject({ contactName: "Ana" });
    const other = await rig.addAgent("Omar");
    expect(await listTickets(other, { view: "mine", conditions: [] }, rig.ports)).toEqual([]);
  });

  test("of many agents who do different things at once one wins, and the ticket and the holder agree", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { buyer, ticketId } = await waiting();
      const agents = await Promise.all(["A", "B", "C", "D"].map((name) => rig.addAgent(name)));
      const [a, b, c, d] = agents as [typeof mina.agent, typeof mina.agent, typeof mina.agent, typeof mina.agent];
      await Promise.allSettled([
        takeTicket(a, ticketId, rig.ports),
        replyToBuyer(b, ticketId, { text: "b", draftKey: "b" }, rig.ports),
        resolveTicket(c, ticketId, rig.ports),
        releaseTicket(d, ticketId, "assistant", rig.ports),
      ]);
      const { ticket, holder } = await readTicket(mina.agent, ticketId, rig.ports);
      if (ticket.status === "resolved") expect(holder.kind).toBe("assistant");
      else expect(holder).toEqual({ kind: "agent", ticketId, agentId: ticket.agentId });
      const isOpen = (await rig.openTicketOf(buyer.threadKey)) !== null;
      expect(isOpen).toBe(ticket.status !== "resolved");
    }
  });

  test("every change by a person is in the audit, with who and what", async () => {
    const { ticketId, buyer } = await waiting();
    await takeTicket(mina.agent, ticketId, rig.ports);
    await replyToBuyer(mina.agent, ticketId, { text: "hi", draftKey: "audit" }, rig.ports);
    await releaseTicket(mina.agent, ticketId, "queue", rig.ports);
    await resolveTicket(mina.agent, ticketId, rig.ports);
    const conversationId = await rig.conversationOf(buyer.threadKey);
    const rows = await rig.program.db.database.withShop(rig.program.shop.shopId, (trx) =>
      trx
        .selectFrom("audit")
        .select(["action", "agent_id"])
        .where("conversation_id", "=", conversationId)
        .orderBy("audit_id")
        .execute(),
    );
    expect(rows.map((row) => row.action)).toEqual([
      "ticket-opened",
      "ticket-take",
      "ticket-reply",
      "ticket-release-to-queue",
      "ticket-resolve",
    ]);
    expect(rows.slice(1).every((row) => row.agent_id === mina.agent.agentId)).toBe(true);
  });
});
