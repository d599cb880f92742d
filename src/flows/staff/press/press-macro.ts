/** Macros from a thread: listed in the ticket's language, filled in and shown, and sent only then. */
import type { Macro } from "../../../contracts/macro.ts";
import type { Language } from "../../../contracts/language.ts";
import { truncateText } from "../../../shared/clean-text.ts";
import { applyMacro, fillForTicket, listMacros } from "../../desk/macros.ts";
import { resolveTicket, awaitBuyer } from "../../agent-action.ts";
import { hintOf } from "../find-speaker.ts";
import { choice, done, menu, numberOf } from "./answer-press.ts";
import type { Handled, Press } from "../heard-event.ts";
import { sendReply } from "../send-reply.ts";
import type { StaffPorts } from "../staff-ports.ts";

/** What a phone shows without scrolling. */
const PAGE = 6;
const MAX_LABEL = 40;
/** A menu's text stands above its buttons and must fit with them. */
const MAX_SHOWN = 1_500;
const HASH_LENGTH = 12;

export async function offerMacros(press: Press, page: number, ports: StaffPorts): Promise<Handled> {
  const { desk, agent, thread } = press;
  const macros = await listMacros(agent, ports);
  if (macros.length === 0) return hintOf("hint-no-macros", desk.language, ports);
  const conversation = await ports.conversations.get(press.shopId, thread.conversationId);
  const ticket = await ports.tickets.get(press.shopId, thread.ticketId);
  const language = conversation?.language ?? ticket?.language ?? desk.language;
  const first = Math.max(0, page) * PAGE;
  const shown = macros.slice(first, first + PAGE).map((macro) => ({
    choiceId: `macro:${hashOf(macro, ports)}`,
    label: truncateText(nameOf(macro, [language, desk.language, "en"]), MAX_LABEL),
  }));
  const more = { ...choice("more", desk.language, ports), choiceId: `macros:${page + 1}` };
  const text = ports.texts.desk("menu-macro", desk.language, { number: ticket?.number ?? 0 });
  return menu(text, [
    ...shown,
    ...(macros.length > first + PAGE ? [more] : []),
    choice("cancel", desk.language, ports),
  ]);
}

export async function previewMacro(press: Press, hash: string, ports: StaffPorts): Promise<Handled> {
  const { desk, agent, thread } = press;
  const macro = await findMacro(press, hash, ports);
  if (!macro) return hintOf("hint-macro-gone", desk.language, ports);
  const filled = await fillForTicket(agent, { ticketId: thread.ticketId, macroKey: macro.macroKey }, ports);
  if (filled.missing.length > 0) {
    const values = filled.missing.map((name) => `{${name}}`).join(", ");
    const hint = ports.texts.desk("hint-macro-missing", desk.language, { values });
    return { outcome: { kind: "hint", text: `${hint}\n\n${filled.text}` }, note: "hint-macro-missing" };
  }
  const heading = ports.texts.desk("menu-send", desk.language, { number: await numberOf(press, ports) });
  const send = { ...choice("send", desk.language, ports), choiceId: `send:${hash}` };
  return menu(`${heading}\n\n${truncateText(filled.text, MAX_SHOWN)}`, [send, choice("cancel", desk.language, ports)]);
}

/** Named after the press, so that a press that comes twice is sent once. */
export async function sendMacro(press: Press, hash: string, ports: StaffPorts): Promise<Handled> {
  const { desk, agent, thread } = press;
  const { ticketId } = thread;
  const macro = await findMacro(press, hash, ports);
  if (!macro) return hintOf("hint-macro-gone", desk.language, ports);
  const { text, missing } = await fillForTicket(agent, { ticketId, macroKey: macro.macroKey }, ports);
  if (missing.length > 0) return previewMacro(press, hash, ports);
  const written = { words: text, messageKey: `${desk.deskId}-${press.externalId}`, isTyped: false };
  const said = await sendReply(press, press, written, ports);
  if (said.outcome.kind !== "accepted") return said;
  await applyMacro(agent, { ticketId, macroKey: macro.macroKey }, ports);
  const { then } = macro.actions;
  if (then !== undefined) await (then === "resolve" ? resolveTicket : awaitBuyer)(agent, ticketId, ports);
  return done("done-macro", desk.language, ports);
}

async function findMacro({ agent }: Press, hash: string, ports: StaffPorts): Promise<Macro | undefined> {
  return (await listMacros(agent, ports)).find((macro) => hashOf(macro, ports) === hash);
}

/** A macro's key may be longer than a button can carry. */
function hashOf({ macroKey }: Macro, { ids }: Pick<StaffPorts, "ids">): string {
  return ids.derive<string>(`macro:${macroKey}`).replaceAll("-", "").slice(0, HASH_LENGTH);
}

function nameOf({ names, texts, macroKey }: Macro, languages: readonly Language[]): string {
  const language = languages.find((each) => names[each] ?? texts[each]);
  return (language && (names[language] ?? texts[language])) || macroKey;
}
