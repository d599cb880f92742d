/** What somebody of the team writes in a thread: a reply to the buyer, or a note for the others. */
import type { StaffEvent } from "../../contracts/staff-desk.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { writeNote } from "../case/write-note.ts";
import { isFetchable, takeFiles } from "./take-files.ts";
import { findSpeaker, hintOf, isHandled } from "./find-speaker.ts";
import type { DeskEvent, Handled, Speaking } from "./heard-event.ts";
import { changeHeldWords } from "./languages/decide-held.ts";
import { sayTranslated } from "./languages/say-translated.ts";
import { sendReply, type Written } from "./send-reply.ts";
import type { StaffPorts } from "./staff-ports.ts";

type Event<Kind extends StaffEvent["kind"]> = Extract<StaffEvent, { readonly kind: Kind }>;

const NOTE_MARK = "//";
/** What follows goes to the buyer as it stands, whatever they read. */
const AS_WRITTEN_MARK = "==";
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
  const isAsWritten = !isNote && text.startsWith(AS_WRITTEN_MARK);
  const mark = isNote ? NOTE_MARK : AS_WRITTEN_MARK;
  const words = text.startsWith(mark) ? text.slice(mark.length).trim() : text;
  if (words === "" && (isNote || !hasFiles)) return hintOf("hint-empty", language, ports);
  if (isNote) {
    const noted = await note(heard, found, { words, messageKey: event.messageKey }, ports);
    return hasFiles ? hintOf("hint-files", language, ports, { why: "note" }) : noted;
  }
  const taken = await takeFiles(heard, found, event, ports);
  if (taken.kind === "refused") return hintOf("hint-files", language, ports, taken.hint);
  const reply = { words, messageKey: event.messageKey, files: taken.files };
  return isAsWritten ? sendReply(heard, found, reply, ports) : sayTranslated(heard, found, reply, ports);
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

/** What was sent cannot be called back, and a note is what was noted then: whoever edits one is told. */
export async function hearEdit(heard: DeskEvent, event: Event<"edited">, ports: StaffPorts): Promise<Handled> {
  const { shopId, desk } = heard;
  const thread = event.threadKey === null ? null : await ports.staff.threadByKey(shopId, desk.deskId, event.threadKey);
  const was = thread && (await ports.staff.wasSaid(shopId, thread.threadId, event.messageKey));
  // What waits for its author's decision is what they meant last.
  if (!was) return thread ? changeHeldWords(heard, thread, event, ports) : NOTHING;
  return hintOf(was === "reply" ? "hint-edited-reply" : "hint-edited-note", desk.language, ports);
}
