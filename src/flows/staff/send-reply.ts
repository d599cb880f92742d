/** The one way in which words of the team reach a buyer from a thread. */
import { AppError } from "../../contracts/errors.ts";
import type { UploadId } from "../../contracts/files.ts";
import type { OwnWords } from "../../contracts/translation.ts";
import { outboundIdOf } from "../../outbox/compose-outbound.ts";
import { findOpenValues } from "../../tickets/fill-macro.ts";
import { replyToBuyer } from "../agent-action.ts";
import { hintOf, nameHolder } from "./find-speaker.ts";
import type { DeskEvent, Handled, Speaking } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";

export interface Written {
  readonly words: string;
  readonly messageKey: string;
  /** False: it does not stand in the thread, so it is posted there like any other reply. */
  readonly isTyped?: boolean;
  readonly files?: readonly UploadId[];
  /** What the author wrote, where `words` are its translation. */
  readonly own?: OwnWords;
}

export function draftKeyOf(desk: DeskEvent["desk"], messageKey: string): string {
  return `staff-${desk.deskId}-${messageKey}`;
}

/** What this message was to say is queued, or on its way, or there. */
export function wasSent(
  { shopId, desk }: DeskEvent,
  { thread }: Speaking,
  { messageKey }: Written,
  { conversations, ids }: StaffPorts,
): Promise<boolean> {
  const draftKey = `${thread.ticketId}:${draftKeyOf(desk, messageKey)}`;
  return conversations.wasQueued(shopId, outboundIdOf({ kind: "agent", draftKey }, ids));
}

/** Under the name of its message it is queued once. */
export async function sendReply(
  { shopId, desk, attempts }: DeskEvent,
  { agent, thread }: Speaking,
  { words, messageKey, isTyped = true, files = [], own }: Written,
  ports: StaffPorts,
): Promise<Handled> {
  const [open] = findOpenValues(words);
  if (open) return hintOf("hint-open-value", desk.language, ports, { value: `{${open}}` });
  const draftKey = isTyped ? draftKeyOf(desk, messageKey) : `menu-${messageKey}`;
  const outboundId = outboundIdOf({ kind: "agent", draftKey: `${thread.ticketId}:${draftKey}` }, ports.ids);
  const accept = async (): Promise<Handled> => {
    if (isTyped)
      await ports.staff.noteSaid(shopId, thread.threadId, { cause: `said:${messageKey}`, messageKey, outboundId });
    return { outcome: { kind: "accepted", what: "reply" }, note: "replied" };
  };
  // After a crash: it may be on its way, and the case may have gone on since.
  if (attempts > 1 && (await ports.conversations.wasQueued(shopId, outboundId))) return accept();
  try {
    const result = await replyToBuyer(agent, thread.ticketId, { text: words, draftKey, files, own }, ports);
    if (result.kind === "done") return await accept();
  } catch (error) {
    const isOff = !ports.channels.adapterOf(await accountOf(shopId, thread, ports));
    if (error instanceof AppError && error.code === "NOT_ALLOWED" && isOff)
      return hintOf("hint-channel-off", desk.language, ports);
    throw error;
  }
  const holder = await nameHolder({ shopId }, thread, ports);
  if (holder && holder.agentId !== agent.agentId)
    return hintOf("hint-held", desk.language, ports, { name: holder.name });
  return hintOf("hint-changed", desk.language, ports);
}

async function accountOf(shopId: DeskEvent["shopId"], { conversationId }: Speaking["thread"], ports: StaffPorts) {
  const conversation = await ports.conversations.get(shopId, conversationId);
  if (!conversation) throw new AppError("NOT_FOUND", "This conversation does not exist.");
  return conversation.accountId;
}
