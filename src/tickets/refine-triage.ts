/** What a model may change about how a case was sorted: raise its priority, correct its subject; never lower anything. */
import type { SaidTriage } from "../contracts/copilot.ts";
import { TICKET_PRIORITIES, type Ticket, type TicketCategory, type TicketPriority } from "../contracts/ticket.ts";

/** What stands for a danger or a term of others is not talked away, nor what the buyer has confirmed by a button. */
const FIXED_CATEGORIES: readonly TicketCategory[] = ["safety", "legal"];

export interface RefinedTriage {
  readonly priority: TicketPriority;
  readonly category: TicketCategory;
}

/** Null when it stays as it is. */
export function refineTriage(
  ticket: Pick<Ticket, "priority" | "category" | "reason">,
  said: SaidTriage,
): RefinedTriage | null {
  const priority = higherOf(ticket.priority, said.priority);
  const isFixed = FIXED_CATEGORIES.includes(ticket.category) || ticket.reason === "proposal";
  const category = isFixed || said.category === "other" ? ticket.category : said.category;
  return priority === ticket.priority && category === ticket.category ? null : { priority, category };
}

function higherOf(one: TicketPriority, other: TicketPriority): TicketPriority {
  return TICKET_PRIORITIES.indexOf(other) < TICKET_PRIORITIES.indexOf(one) ? other : one;
}
