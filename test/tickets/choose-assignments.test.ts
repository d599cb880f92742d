/** Who gets what: urgent and old first, by language and subject, never beyond a capacity. */
import { describe, expect, test } from "vitest";
import type { AgentLoad, WaitingTicket } from "../../src/contracts/desk.ts";
import type { AgentId, Instant, TicketId } from "../../src/contracts/ids.ts";
import { chooseAssignments } from "../../src/tickets/choose-assignments.ts";

const agent = (name: string, more: Partial<AgentLoad> = {}): AgentLoad => ({
  agentId: name as AgentId,
  availability: "available",
  languages: [],
  skills: [],
  capacity: null,
  seenAt: 0 as Instant,
  holding: 0,
  ...more,
});
const ticket = (name: string, openedAt: number, more: Partial<WaitingTicket> = {}): WaitingTicket => ({
  ticketId: name as TicketId,
  priority: "normal",
  openedAt: openedAt as Instant,
  language: "en",
  category: "other",
  ...more,
});
const pairs = (waiting: readonly WaitingTicket[], agents: readonly AgentLoad[], capacity = 5) =>
  chooseAssignments(waiting, agents, { capacity }).map(({ ticketId, agentId }) => `${ticketId}>${agentId}`);

describe("assignment", () => {
  test("the most urgent goes first, then who has waited longest", () => {
    const waiting = [ticket("young", 3), ticket("old", 1), ticket("urgent", 9, { priority: "urgent" })];
    expect(pairs(waiting, [agent("mina")], 2)).toEqual(["urgent>mina", "old>mina"]);
  });

  test("who holds less is given more", () => {
    const waiting = [ticket("a", 1), ticket("b", 2), ticket("c", 3)];
    expect(pairs(waiting, [agent("busy", { holding: 3 }), agent("free")], 4)).toEqual(["a>free", "b>free", "c>free"]);
  });

  test("capacity is the agent's own, or the shop's; nobody gets more", () => {
    const waiting = [1, 2, 3, 4, 5].map((at) => ticket(`t${at}`, at));
    const agents = [agent("own", { capacity: 1 }), agent("shop"), agent("off", { capacity: 0 })];
    expect(pairs(waiting, agents, 2)).toHaveLength(3);
    expect(pairs(waiting, agents, 2).filter((each) => each.endsWith("off"))).toEqual([]);
  });

  test("a ticket nobody speaks the language of waits, and holds up nobody", () => {
    const waiting = [ticket("thai", 1, { language: "th" }), ticket("english", 2)];
    expect(pairs(waiting, [agent("mina", { languages: ["en", "ko"] })])).toEqual(["english>mina"]);
  });

  test("who speaks the language is preferred, and who knows the subject", () => {
    const agents = [agent("any"), agent("ko", { languages: ["ko"] }), agent("pay", { skills: ["payment"] })];
    expect(pairs([ticket("t", 1, { language: "ko" })], agents)).toEqual(["t>ko"]);
    expect(pairs([ticket("t", 1, { category: "payment" })], agents)).toEqual(["t>pay"]);
    expect(pairs([ticket("t", 1, { category: "refund" })], [agent("pay", { skills: ["payment"] })])).toEqual([]);
  });

  test("nobody there, nothing assigned", () => {
    expect(pairs([ticket("t", 1)], [])).toEqual([]);
  });
});
