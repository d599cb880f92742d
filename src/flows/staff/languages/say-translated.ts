/**
 * A reply in its author's language, sent in the buyer's. What cannot be translated without a doubt is not sent: its
 * author is asked, beneath their message.
 */
import { AppError } from "../../../contracts/errors.ts";
import type { ReplyPreview } from "../../../contracts/case-languages.ts";
import type { Language } from "../../../contracts/language.ts";
import type { Choice } from "../../../contracts/message.ts";
import type { StaffBlock } from "../../../contracts/staff-desk.ts";
import type { HeldReply } from "../../../contracts/staff-store.ts";
import { assertNever } from "../../../shared/assert-never.ts";
import { truncateText } from "../../../shared/clean-text.ts";
import { findOpenValues } from "../../../tickets/fill-macro.ts";
import { previewReply } from "../../translation/preview-reply.ts";
import { nameHolder } from "../find-speaker.ts";
import type { DeskEvent, Handled, Speaking } from "../heard-event.ts";
import { sendReply, wasSent, type Written } from "../send-reply.ts";
import type { StaffPorts } from "../staff-ports.ts";
import { headLanguage, nameLanguage } from "./name-language.ts";

/** Longer than both tries of a translation. */
const TRANSLATE_MS = 25_000;
/** Above its buttons, on the platform that takes least. */
const MAX_SHOWN = 1_200;

type Doubtful = Extract<ReplyPreview, { readonly kind: "translated" | "failed" }>;

export function heldCause(messageKey: string): string {
  return `held:${messageKey}`;
}

/** `again` names the press that asked for another try. */
export async function sayTranslated(
  heard: DeskEvent,
  found: Speaking,
  { again = null, ...written }: Written & { readonly again?: string | null },
  ports: StaffPorts,
): Promise<Handled> {
  const { desk, attempts } = heard;
  const { agent, thread } = found;
  const { words } = written;
  const isAsked = words !== "" && findOpenValues(words).length === 0;
  // After a crash it may be on its way, in words that another try would not find again.
  const isSent = attempts > 1 && (await wasSent(heard, found, written, ports));
  const holder = await nameHolder(heard, thread, ports);
  if (!isAsked || isSent || (holder && holder.agentId !== agent.agentId)) {
    return sendReply(heard, found, written, ports);
  }
  const asked = { ticketId: thread.ticketId, text: words, desk: desk.language };
  const preview = await previewReply(agent, asked, ports, AbortSignal.timeout(TRANSLATE_MS));
  switch (preview.kind) {
    case "same":
      return sendReply(heard, found, written, ports);
    case "translated": {
      if (preview.doubts.length > 0) return hold({ heard, found, written, again }, preview, ports);
      const own = { language: preview.from, text: words };
      return sendReply(heard, found, { ...written, words: preview.text, own }, ports);
    }
    case "failed":
      return preview.reason === "no-model"
        ? sendUntranslated(heard, found, written, ports)
        : hold({ heard, found, written, again }, preview, ports);
    default:
      return assertNever(preview);
  }
}

/** Said once in a thread: nothing about it changes with the next reply. */
async function sendUntranslated(heard: DeskEvent, found: Speaking, written: Written, ports: StaffPorts) {
  const said = await sendReply(heard, found, written, ports);
  if (said.outcome.kind !== "accepted") return said;
  const { language } = heard.desk;
  const buyer = nameLanguage(await languageOfBuyer(found, ports), language);
  await ports.staff.addHint(heard.shopId, found.thread.threadId, {
    cause: "no-model",
    kind: "hint",
    blocks: [{ heading: null, text: ports.texts.desk("sent-without-model", language, { language: buyer }) }],
    files: [],
    repliesTo: written.messageKey,
  });
  return said;
}

interface Undecided {
  readonly heard: DeskEvent;
  readonly found: Speaking;
  readonly written: Written;
  readonly again: string | null;
}

async function hold(undecided: Undecided, preview: Doubtful, ports: StaffPorts): Promise<Handled> {
  const { heard, found, written, again } = undecided;
  const { shopId, desk } = heard;
  const { threadId } = found.thread;
  const { words, messageKey, files = [] } = written;
  const to = preview.kind === "translated" ? preview.to : await languageOfBuyer(found, ports);
  const { why, blocks } = describeHeld(preview, to, desk, ports);
  const translation = preview.kind === "translated" ? { text: preview.text, from: preview.from } : null;
  const held: HeldReply = { agentId: found.agent.agentId, words, files, translation };
  const cause = heldCause(messageKey);
  const post = {
    kind: "hint",
    blocks,
    files: [],
    buttons: [heldButtons(messageKey, translation !== null, desk, ports)],
    repliesTo: messageKey,
  } as const;
  if (again === null) {
    await ports.staff.addHint(shopId, threadId, { ...post, cause, held });
    // Their author waits for it: the desk's loop is rung.
    ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId: found.thread.conversationId });
    return { outcome: { kind: "silent" }, note: "held" };
  }
  await ports.staff.changeHeld(shopId, threadId, cause, held);
  await ports.staff.addHint(shopId, threadId, { ...post, cause: `${cause}:${again}`, edits: cause });
  return { outcome: { kind: "hint", text: why }, note: "held" };
}

function describeHeld(
  preview: Doubtful,
  to: Language,
  { language }: DeskEvent["desk"],
  { texts }: StaffPorts,
): { readonly why: string; readonly blocks: readonly StaffBlock[] } {
  const name = nameLanguage(to, language);
  if (preview.kind === "failed") {
    const reason = preview.reason.replaceAll("-", "_");
    const why = texts.desk("held-failed", language, { language: name, reason });
    return { why, blocks: [{ heading: null, text: why }] };
  }
  const values = [...new Set(preview.doubts.map(({ value }) => value))].join(", ");
  const why = texts.desk("held-doubts", language, { language: name, values });
  const shown = { heading: headLanguage(to, language), text: truncateText(preview.text, MAX_SHOWN) };
  return { why, blocks: [{ heading: null, text: why }, shown] };
}

function heldButtons(
  messageKey: string,
  isTranslated: boolean,
  { language }: DeskEvent["desk"],
  { texts }: StaffPorts,
): readonly Choice[] {
  const names = isTranslated ? ["translated", "as-written", "again"] : ["as-written", "again"];
  return names.map((name) => ({
    choiceId: `${name}:${messageKey}`,
    label: texts.desk(`button-${name}`, language),
  }));
}

async function languageOfBuyer({ agent, thread }: Speaking, ports: StaffPorts): Promise<Language> {
  const ticket = await ports.tickets.get(agent.shopId, thread.ticketId);
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return (await ports.conversations.get(agent.shopId, thread.conversationId))?.language ?? ticket.language;
}
