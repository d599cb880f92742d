/** What the author of a reply that was not sent decides: send it as written, send the translation, try again. */
import type { StaffEvent } from "../../../contracts/staff-desk.ts";
import type { HeldReply, StaffThread } from "../../../contracts/staff-store.ts";
import { cleanText } from "../../../shared/clean-text.ts";
import { hintOf } from "../find-speaker.ts";
import type { DeskEvent, Handled, Press } from "../heard-event.ts";
import { done } from "../press/answer-press.ts";
import { sendReply, type Written } from "../send-reply.ts";
import type { StaffPorts } from "../staff-ports.ts";
import { heldCause, sayTranslated } from "./say-translated.ts";

export type Decision = "as-written" | "translated" | "again";

export async function decideHeld(
  press: Press,
  messageKey: string,
  decision: Decision,
  ports: StaffPorts,
): Promise<Handled> {
  const { shopId, desk, agent, thread } = press;
  const held = await ports.staff.held(shopId, thread.threadId, heldCause(messageKey));
  if (!held) return hintOf("hint-decided", desk.language, ports);
  if (held.agentId !== agent.agentId) {
    const author = await ports.agents.get(shopId, held.agentId);
    return hintOf("hint-not-yours", desk.language, ports, { name: author?.name ?? "" });
  }
  const { said, isAsWritten } = await send(press, { held, messageKey }, decision, ports);
  if (said.outcome.kind !== "accepted") return said;
  if (isAsWritten) await tellAsWritten(press, messageKey, ports);
  await ports.staff.changeHeld(shopId, thread.threadId, heldCause(messageKey), null);
  return done(isAsWritten ? "done-as-written" : "done-macro", desk.language, ports);
}

async function send(
  press: Press,
  { held, messageKey }: { readonly held: HeldReply; readonly messageKey: string },
  decision: Decision,
  ports: StaffPorts,
): Promise<{ readonly said: Handled; readonly isAsWritten: boolean }> {
  const { words, files, translation } = held;
  const written: Written = { words, messageKey, files };
  if (decision === "as-written") {
    return { said: await sendReply(press, press, written, ports), isAsWritten: true };
  }
  if (decision === "translated" && translation !== null) {
    const own = { language: translation.from, text: words };
    const said = await sendReply(press, press, { ...written, words: translation.text, own }, ports);
    return { said, isAsWritten: false };
  }
  return {
    said: await sayTranslated(press, press, { ...written, again: press.externalId }, ports),
    isAsWritten: false,
  };
}

/** A translation is told by what was sent; here there is nothing else to be told. */
async function tellAsWritten({ shopId, desk, thread }: Press, messageKey: string, ports: StaffPorts): Promise<void> {
  const cause = heldCause(messageKey);
  await ports.staff.addHint(shopId, thread.threadId, {
    cause: `${cause}:as-written`,
    kind: "hint",
    blocks: [{ heading: null, text: ports.texts.desk("done-as-written", desk.language) }],
    files: [],
    repliesTo: messageKey,
    edits: cause,
  });
}

/** The translation was of other words. */
export async function changeHeldWords(
  { shopId }: DeskEvent,
  { threadId }: StaffThread,
  { messageKey, text }: Extract<StaffEvent, { readonly kind: "edited" }>,
  ports: StaffPorts,
): Promise<Handled> {
  const cause = heldCause(messageKey);
  const held = await ports.staff.held(shopId, threadId, cause);
  const words = cleanText(text).trim();
  if (held && words !== "")
    await ports.staff.changeHeld(shopId, threadId, cause, { ...held, words, translation: null });
  return { outcome: { kind: "silent" }, note: held ? "held-changed" : "nothing" };
}
