/** An agent who has gone does not keep a waiting buyer: the ticket goes back to the queue, at its old place. */
import type { ShopId } from "../../contracts/ids.ts";
import { checkTransition } from "../../tickets/transitions.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";

export async function returnOrphaned(shopId: ShopId, ports: DeskPorts): Promise<number> {
  const { returnAfterMinutes } = await ports.desk.settings(shopId);
  const orphaned = await ports.desk.orphaned(shopId, returnAfterMinutes * 60_000);
  let returned = 0;
  for (const { ticketId, conversationId, agentId } of orphaned) {
    const conversation = await ports.conversations.get(shopId, conversationId);
    // Somebody else has taken it meanwhile.
    if (conversation?.holder.kind !== "agent" || conversation.holder.agentId !== agentId) continue;
    const { from, to } = checkTransition("release-to-queue", "held");
    const result = await ports.conversations.change(shopId, conversationId, conversation.epoch, {
      holder: { kind: "queue", ticketId },
      ticket: { ticketId, expectStatus: from, status: to, agentId: null },
      queue: [],
      audit: [{ actor: { kind: "system" }, action: "ticket-returned", detail: { reason: "agent-gone" } }],
    });
    if (result.kind !== "changed") continue;
    returned += 1;
    ports.metrics.count("assignments_total", { outcome: "returned" });
    tellConsole(shopId, { ticketId, conversationId }, ports);
  }
  return returned;
}
