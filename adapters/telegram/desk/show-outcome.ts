/** Shows the author of an event what came of it, as privately as Telegram allows. Best effort; never throws. */
import type { StaffEvent, StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import { assertNever } from "../../../src/shared/assert-never.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import type { TelegramContext } from "../wait-out.ts";
import { react } from "./create-staff-channel.ts";
import { type HeardPlace, MENU_MARK } from "./decode-staff.ts";
import { encodeButton, type ThreadTarget } from "./encode-staff.ts";

const CALL_MS = 10_000;
/** What answerCallbackQuery shows; a longer text goes as a message. */
const MAX_ALERT = 200;
const MAX_MENU_TEXT = 3_500;

interface Showing {
  readonly context: TelegramContext;
  readonly place: HeardPlace;
  readonly signal: AbortSignal;
}

export async function showOutcome(showing: Showing, event: StaffEvent, outcome: StaffOutcome): Promise<void> {
  const { place } = showing;
  // The menu has served, whatever was chosen.
  if (place.isMenu) await removeMenu(showing);
  switch (outcome.kind) {
    case "silent":
      return answerPress(showing, null);
    case "accepted":
      return mark(showing, outcome.what === "note" ? "✍" : "👀");
    case "done":
      return event.kind === "pressed" && place.callbackQueryId !== null
        ? answerPress(showing, { text: outcome.text, isAlert: false })
        : sendText(showing, event.kind === "link-account" ? toPerson(place) : toThread(place), outcome.text);
    case "hint":
      return hint(showing, event, outcome.text);
    case "menu": {
      await answerPress(showing, null);
      const rows = outcome.choices.map((choice) => [encodeButton(choice, MENU_MARK)]);
      return sendText(showing, toThread(place), outcome.text, { inline_keyboard: rows });
    }
    case "ask-note":
      await answerPress(showing, null);
      return askNote(showing, outcome.text);
    default:
      return assertNever(outcome);
  }
}

/** For a press in a box of its own; for words in the private chat, or where the bot may not write, beside them. */
async function hint(showing: Showing, event: StaffEvent, text: string): Promise<void> {
  const { place } = showing;
  if (place.callbackQueryId !== null) {
    if (text.length <= MAX_ALERT) return answerPress(showing, { text, isAlert: true });
    await answerPress(showing, null);
    return sendText(showing, toThread(place), text);
  }
  if (event.kind === "said") await mark(showing, "👎");
  if (event.kind === "link-desk") return sendText(showing, toThread(place), text);
  const isShown = place.personId !== null && (await trySend(showing, toPerson(place), { text: cut(text) }));
  if (isShown || place.personId === place.chatId) return;
  const reply = place.messageId === null ? {} : { reply_parameters: { message_id: place.messageId } };
  await trySend(showing, toThread(place), { text: cut(text), ...reply });
}

/** Only for who pressed: their name stands in it, which makes the field theirs. */
function askNote(showing: Showing, text: string): Promise<void> {
  const { place } = showing;
  const name = place.personName || "…";
  const shown = `${cut(text)}\n${name}`;
  const entities =
    place.personId === null
      ? []
      : [
          {
            type: "text_mention" as const,
            offset: shown.length - name.length,
            length: name.length,
            user: { id: place.personId, is_bot: false as const, first_name: name },
          },
        ];
  const reply_markup = { force_reply: true as const, selective: true };
  return trySend(showing, toThread(place), { text: shown, entities, reply_markup }).then(() => undefined);
}

async function mark(showing: Showing, emoji: "👀" | "👎" | "✍"): Promise<void> {
  const { context, place, signal } = showing;
  if (place.messageId !== null)
    await react(context, { chatId: place.chatId, messageId: place.messageId, emoji }, signal);
}

async function answerPress(
  { context, place, signal }: Showing,
  shown: { readonly text: string; readonly isAlert: boolean } | null,
): Promise<void> {
  if (place.callbackQueryId === null) return;
  const parameters = {
    callback_query_id: place.callbackQueryId,
    ...(shown && { text: truncateText(shown.text, MAX_ALERT), show_alert: shown.isAlert }),
  };
  await context.client.call((api, inner) => api.answerCallbackQuery(parameters, inner), { timeoutMs: CALL_MS, signal });
}

async function removeMenu({ context, place, signal }: Showing): Promise<void> {
  if (place.messageId === null) return;
  const parameters = { chat_id: place.chatId, message_id: place.messageId };
  await context.client.call((api, inner) => api.deleteMessage(parameters, inner), { timeoutMs: CALL_MS, signal });
}

function toThread({ chatId, topicId }: HeardPlace): ThreadTarget {
  return topicId === null ? { chat_id: chatId } : { chat_id: chatId, message_thread_id: topicId };
}

function toPerson({ personId, chatId }: HeardPlace): ThreadTarget {
  return { chat_id: personId ?? chatId };
}

type Sending = Omit<
  Parameters<Parameters<Parameters<TelegramContext["client"]["call"]>[0]>[0]["sendMessage"]>[0],
  "chat_id"
>;
type Markup = NonNullable<Sending["reply_markup"]>;

async function sendText(showing: Showing, target: ThreadTarget, text: string, reply_markup?: Markup): Promise<void> {
  await trySend(showing, target, { text: cut(text), ...(reply_markup && { reply_markup }) });
}

async function trySend({ context, signal }: Showing, target: ThreadTarget, content: Sending): Promise<boolean> {
  const parameters = { ...target, ...content };
  const limits = { timeoutMs: CALL_MS, signal };
  const outcome = await context.client.call((api, inner) => api.sendMessage(parameters, inner), limits);
  return outcome.kind === "ok";
}

function cut(text: string): string {
  return truncateText(text.toWellFormed(), MAX_MENU_TEXT);
}
