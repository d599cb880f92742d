/** What somebody of the team writes in a thread: a reply to the buyer, or a note for the others. */
import { AppError } from "../../contracts/errors.ts";
import type { StaffEvent } from "../../contracts/staff-desk.ts";
import type { UploadId } from "../../contracts/files.ts";
import { findOpenValues } from "../../tickets/fill-macro.ts";
import { outboundIdOf } from "../../outbox/compose-outbound.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { replyToBuyer } from "../agent-action.ts";
import { writeNote } from "../case/write-note.ts";
import { isFetchable, takeFiles } from "./take-files.ts";
import { findSpeaker, hintOf, isHandled, nameHolder } from "./find-speaker.ts";
import type { DeskEvent, Handled, Speaking } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";

type Event<Kind extends StaffEvent["kind"]> = Extract<StaffEvent, { readonly kind: Kind }>;

const NOTE_MARK = "//";
const NOTHING: Handled = { outcome: { kind: "silent" }, note: "nothing" };

export async function sayInThread(heard: DeskEvent, event: Event<"said">, ports: StaffPorts): Promise<Handled> {
  const found = await findSpeaker(heard, event, ports);
  // Beside the threads of cases people talk to one another.
  if (found === null) return NOTHING;
  if (isHandled(found)) return found;
  const { language } = heard.desk;
  const written = event.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
  const hasFiles = event.parts.some(isFetchable);
  const text = cleanText(written).trim();
  const isNote = event.isNote || text.startsWith(NOTE_MARK);
  const words = isNote && text.startsWith(NOTE_MARK) ? text.slice(NOTE_MARK.length).trim() : text;
  if (words === "" && (isNote || !hasFiles)) return hintOf("hint-empty", language, ports);
  if (isNote) {
    const noted = await note(heard, found, { words, messageKey: event.messageKey }, ports);
    return hasFiles ? hintOf("hint-files", language, ports, { why: "note" }) : noted;
  }
  const taken = await takeFiles(heard, found, event, ports);
  if (taken.kind === "refused") return hintOf("hint-files", language, ports, taken.hint);
  return reply(heard, found, { words, messageKey: event.messageKey, files: taken.files }, ports);
}

interface Written {
  readonly words: string;
  readonly messageKey: string;
  /** False: it does not stand in the thread, so it is posted there like any other reply. */
  readonly isTyped?: boolean;
  readonly files?: readonly UploadId[];
}

/** Named after the message: handled twice it is one note. */
async function note(heard: DeskEvent, { agent, thread }: Speaking, written: Written, ports: StaffPorts) {
  const { shopId, desk } = heard;
  const noteId = ports.ids.derive<string>(`staff-note:${desk.deskId}:${written.messageKey}`);
  await ports.staff.noteSaid(shopId, thread.threadId, {
    cause: `note:${noteId}`,
    messageKey: written.messageKey,
    outboundId: null,
  });
  await writeNote(agent, thread.ticketId, { noteId, text: written.words, mentions: [] }, withDesk(ports));
  return { outcome: { kind: "accepted", what: "note" }, note: "noted" } satisfies Handled;
}

function withDesk(ports: StaffPorts) {
  return { tickets: ports.tickets, desk: ports.desk, agents: ports.agents, live: ports.live };
}

export function draftKeyOf(desk: DeskEvent["desk"], messageKey: string): string {
  return `staff-${desk.deskId}-${messageKey}`;
}

/** The one way in which words of the team reach a buyer. Under the name of its message it is queued once. */
export async function reply(
  { shopId, desk, attempts }: DeskEvent,
  { agent, thread }: Speaking,
  { words, messageKey, isTyped = true, files = [] }: Written,
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
    const result = await replyToBuyer(agent, thread.ticketId, { text: words, draftKey, files }, ports);
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

/** What was sent cannot be called back, and a note is what was noted then: whoever edits one is told. */
export async function hearEdit(heard: DeskEvent, event: Event<"edited">, ports: StaffPorts): Promise<Handled> {
  const { shopId, desk } = heard;
  const thread = event.threadKey === null ? null : await ports.staff.threadByKey(shopId, desk.deskId, event.threadKey);
  const was = thread && (await ports.staff.wasSaid(shopId, thread.threadId, event.messageKey));
  if (!was) return NOTHING;
  return hintOf(was === "reply" ? "hint-edited-reply" : "hint-edited-note", desk.language, ports);
}
