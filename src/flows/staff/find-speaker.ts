/** Who somebody of a platform is here, and whether they may work on cases at this moment. */
import type { StaffLanguage, StaffThreadId } from "../../contracts/staff-desk.ts";
import type { StaffThread } from "../../contracts/staff-store.ts";
import { may } from "../../shared/assert-may.ts";
import type { DeskEvent, Handled, Speaking } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";

/** Looked up each time: who was let go a second ago speaks for the shop no more. Null: no thread of ours. */
export async function findSpeaker(
  { shopId, accountId, desk }: DeskEvent,
  { threadKey, senderKey }: { readonly threadKey: string | null; readonly senderKey: string },
  ports: StaffPorts,
): Promise<Speaking | Handled | null> {
  const thread = threadKey === null ? null : await ports.staff.threadByKey(shopId, desk.deskId, threadKey);
  if (!thread) return null;
  const agentId = await ports.staff.agentOf(shopId, accountId, senderKey);
  if (agentId === null) return hintOf("hint-not-linked", desk.language, ports);
  const agent = await ports.agents.get(shopId, agentId);
  if (!agent || !may(agent, "tickets:work")) return hintOf("hint-not-allowed", desk.language, ports);
  return { agent, thread };
}

export function hintOf(
  name: string,
  language: StaffLanguage,
  { texts }: Pick<StaffPorts, "texts">,
  values: Readonly<Record<string, string | number>> = {},
): Handled {
  return { outcome: { kind: "hint", text: texts.desk(name, language, values) }, note: name };
}

export function isHandled(found: Speaking | Handled): found is Handled {
  return "outcome" in found;
}

/** Whose case it is by now, in a word for who asks. */
export async function nameHolder(
  { shopId }: Pick<DeskEvent, "shopId">,
  { conversationId }: Pick<StaffThread, "conversationId"> & { readonly threadId: StaffThreadId },
  ports: StaffPorts,
): Promise<{ readonly agentId: string; readonly name: string } | null> {
  const holder = (await ports.conversations.get(shopId, conversationId))?.holder;
  if (holder?.kind !== "agent") return null;
  const agent = await ports.agents.get(shopId, holder.agentId);
  return { agentId: holder.agentId, name: agent?.name ?? "" };
}
