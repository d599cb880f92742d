/** Who types in a thread is shown in the console as who types there; kept nowhere. */
import type { StaffEvent } from "../../contracts/staff-desk.ts";
import type { HeardEvent } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";

export async function tellTyping(
  { shopId, accountId, desk }: HeardEvent,
  { threadKey, senderKey }: Extract<StaffEvent, { readonly kind: "typing" }>,
  { staff, agents, live, log }: Pick<StaffPorts, "staff" | "agents" | "live" | "log">,
): Promise<void> {
  try {
    const thread = desk && threadKey !== null ? await staff.threadByKey(shopId, desk.deskId, threadKey) : null;
    const agentId = thread && (await staff.agentOf(shopId, accountId, senderKey));
    const agent = agentId && (await agents.get(shopId, agentId));
    if (!thread || !agent) return;
    const { ticketId, conversationId } = thread;
    const { name } = agent;
    live.publish(`console:${shopId}`, { kind: "presence", ticketId, conversationId, agentId, name, state: "typing" });
  } catch (error) {
    log.error("staff-typing-failed", error);
  }
}
