/** What the stories of the desk reach, and what they tell the console. */
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

export type DeskPorts = Pick<
  Ports,
  | "conversations"
  | "tickets"
  | "files"
  | "agents"
  | "desk"
  | "channels"
  | "doorbell"
  | "live"
  | "texts"
  | "ids"
  | "clock"
  | "log"
  | "metrics"
>;

export function tellConsole(
  shopId: ShopId,
  { ticketId, conversationId }: { readonly ticketId: TicketId; readonly conversationId: ConversationId },
  { live }: Pick<Ports, "live">,
): void {
  live.publish(`console:${shopId}`, { kind: "ticket-changed", ticketId, conversationId });
}
