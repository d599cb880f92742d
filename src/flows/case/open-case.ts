/** A case as an action finds it: where its buyer is, who has it, and whether whoever asks may end or move it. */
import type { Conversation } from "../../contracts/conversation.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ShopId, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import type { TicketAction } from "../../tickets/transitions.ts";
import type { SpokenCase } from "./say-in-case.ts";

export interface Case extends SpokenCase {
  readonly agent: Agent;
  readonly ticket: Ticket;
}

type CasePorts = Pick<Ports, "tickets" | "conversations">;

/** Of a case of several conversations the one in which the buyer wrote last: there they read. Null: no such ticket. */
export async function findVoice(
  { shopId, ticketId }: { readonly shopId: ShopId; readonly ticketId: TicketId },
  { tickets, conversations }: CasePorts,
): Promise<Conversation | null> {
  const conversationId = await tickets.voiceOf(shopId, ticketId);
  return conversationId && conversations.get(shopId, conversationId);
}

export async function openCase(agent: Agent, ticketId: TicketId, ports: CasePorts): Promise<Case> {
  assertMay(agent, "tickets:work");
  const conversation = await findVoice({ shopId: agent.shopId, ticketId }, ports);
  // Behind the conversation: whatever changed hands between the two has another epoch, and the change is refused.
  const ticket = conversation && (await ports.tickets.get(agent.shopId, ticketId));
  if (!ticket || !conversation) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  if (ticket.mergedInto !== null) {
    const into = await ports.tickets.get(agent.shopId, ticket.mergedInto);
    const hint = `The ticket was merged into ${into?.number ?? "another one"}; go on there.`;
    throw new AppError("TRANSITION_FORBIDDEN", hint, { status: ticket.status });
  }
  return { agent, ticket, conversation };
}

/** What ends a case or puts it out of sight: whoever is at work on it must not find it gone. */
const TAKES_AWAY: ReadonlySet<TicketAction> = new Set(["resolve", "release-to-assistant", "snooze", "await-buyer"]);

/** Throws HELD_BY_COLLEAGUE; owners and merchants may, and so may everybody once they have taken it over. */
export async function assertNotTakenAway(
  action: TicketAction,
  { agent, conversation }: Case,
  { agents }: Pick<Ports, "agents">,
): Promise<void> {
  const { holder } = conversation;
  if (!TAKES_AWAY.has(action) || holder.kind !== "agent" || holder.agentId === agent.agentId) return;
  if (may(agent, "tickets:override")) return;
  const colleague = await agents.get(agent.shopId, holder.agentId);
  throw heldBy(colleague?.name);
}

export function heldBy(name: string | undefined): AppError {
  return new AppError("HELD_BY_COLLEAGUE", `${name ?? "A colleague"} holds this ticket; take it over first.`);
}
