/** Why one case has to do with another. */
import type { Ticket } from "./ticket.ts";

export type RelatedWhy =
  /** The same contact, or proven to be the same buyer: these two can be merged. */
  | { readonly kind: "same-buyer" }
  | { readonly kind: "same-order"; readonly orderNumber: string }
  | { readonly kind: "same-incident"; readonly title: string };

export interface RelatedCase {
  readonly ticket: Ticket;
  readonly agentName: string | null;
  readonly why: RelatedWhy;
}
