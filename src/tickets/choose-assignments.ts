/** Which waiting ticket goes to which free agent: the most urgent and longest waiting first, never beyond a capacity. */
import type { AgentLoad, DeskSettings, WaitingTicket } from "../contracts/desk.ts";
import type { AgentId, TicketId } from "../contracts/ids.ts";
import { TICKET_PRIORITIES } from "../contracts/ticket.ts";

export interface Assignment {
  readonly ticketId: TicketId;
  readonly agentId: AgentId;
  readonly atMost: number;
}

/** Those whose hands are not full. */
export function findFree(
  agents: readonly AgentLoad[],
  { capacity }: Pick<DeskSettings, "capacity">,
): readonly AgentLoad[] {
  return agents.filter((agent) => agent.holding < (agent.capacity ?? capacity));
}

/** A ticket that nobody may take waits, and does not hold up those behind it. */
export function chooseAssignments(
  waiting: readonly WaitingTicket[],
  agents: readonly AgentLoad[],
  { capacity }: Pick<DeskSettings, "capacity">,
): readonly Assignment[] {
  const holding = new Map(agents.map(({ agentId, holding: held }) => [agentId, held]));
  const roomOf = (agent: AgentLoad) => (agent.capacity ?? capacity) - (holding.get(agent.agentId) ?? 0);
  const assignments: Assignment[] = [];
  for (const ticket of inOrder(waiting)) {
    const [best] = agents
      .filter((agent) => roomOf(agent) > 0 && fits(agent, ticket))
      .toSorted((one, other) => preference(other, ticket) - preference(one, ticket) || roomOf(other) - roomOf(one));
    if (!best) continue;
    holding.set(best.agentId, (holding.get(best.agentId) ?? 0) + 1);
    assignments.push({ ticketId: ticket.ticketId, agentId: best.agentId, atMost: best.capacity ?? capacity });
  }
  return assignments;
}

function inOrder(waiting: readonly WaitingTicket[]): readonly WaitingTicket[] {
  return waiting.toSorted(
    (one, other) =>
      TICKET_PRIORITIES.indexOf(one.priority) - TICKET_PRIORITIES.indexOf(other.priority) ||
      one.openedAt - other.openedAt,
  );
}

function fits({ languages, skills }: AgentLoad, { language, category }: WaitingTicket): boolean {
  const speaks = languages.length === 0 || languages.includes(language);
  return speaks && (skills.length === 0 || skills.includes(category));
}

/** Who names the language or the subject is kept for it: whoever takes anything can take the next one, too. */
function preference({ languages, skills }: AgentLoad, { language, category }: WaitingTicket): number {
  return (languages.includes(language) ? 2 : 0) + (skills.includes(category) ? 1 : 0);
}
