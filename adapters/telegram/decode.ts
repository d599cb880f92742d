/** Turns one update into a message of ours or into a reason for refusing it; takes anything and never throws. */
import type { Instant } from "../../src/contracts/ids.ts";
import type { InboundMessage, Part } from "../../src/contracts/message.ts";
import { cleanName, cleanText } from "../../src/shared/clean-text.ts";

/** The closed list: these become label values of a counter. */
export type RefusalReason =
  | "malformed-update"
  | "unknown-update"
  | "edited-message"
  | "channel-post"
  | "not-private-chat"
  | "from-a-bot"
  | "buyer-blocked"
  | "buyer-unblocked"
  | "membership-change"
  | "unknown-choice"
  | "sticker"
  | "service-message"
  | "unsupported-message"
  | "empty-message";

export type DecodedUpdate =
  | { readonly kind: "message"; readonly message: InboundMessage; readonly callbackQueryId: string | null }
  | { readonly kind: "refused"; readonly reason: RefusalReason };

type Fields = Readonly<Record<string, unknown>>;

/** The kinds we ask Telegram for. Edits are asked for so that they are counted rather than guessed at. */
export const ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

export function decodeUpdate(update: unknown, now: Instant): DecodedUpdate {
  const updateId = decodeUpdateId(update);
  if (updateId === null || !isFields(update)) return refused("malformed-update");
  if ("message" in update) return decodeMessage(update["message"], updateId, now);
  if ("callback_query" in update) return decodePress(update["callback_query"], updateId, now);
  if ("edited_message" in update) return refused("edited-message");
  if ("channel_post" in update || "edited_channel_post" in update) return refused("channel-post");
  if ("my_chat_member" in update) return decodeMembership(update["my_chat_member"]);
  return refused("unknown-update");
}

/** Telegram counts updates in 32 bits; anything else must not move the offset, or the bot goes deaf. */
export function decodeUpdateId(update: unknown): number | null {
  const id = isFields(update) ? update["update_id"] : null;
  return Number.isInteger(id) && Number(id) >= 0 && Number(id) < 2 ** 31 ? Number(id) : null;
}

function decodeMessage(message: unknown, updateId: number, now: Instant): DecodedUpdate {
  if (!isFields(message)) return refused("malformed-update");
  const origin = decodeOrigin(message, message["from"]);
  if (origin.kind === "refused") return origin;
  const parts = decodeParts(message);
  if (!isNonEmpty(parts)) return refused(reasonForNoParts(message));
  const seconds = message["date"];
  const sentAt = isSeconds(seconds) && seconds * 1_000 <= now + MAX_CLOCK_DRIFT_MS ? seconds * 1_000 : now;
  const { kind: _, ...sender } = origin;
  return {
    kind: "message",
    message: { ...sender, externalId: `update:${updateId}`, parts, sentAt: sentAt as Instant },
    callbackQueryId: null,
  };
}

/** A platform's clock may be ahead of ours by a little; a moment further ahead is a fault and not believed. */
const MAX_CLOCK_DRIFT_MS = 60_000;

function decodePress(query: unknown, updateId: number, now: Instant): DecodedUpdate {
  if (!isFields(query) || !isFields(query["message"])) return refused("malformed-update");
  const origin = decodeOrigin(query["message"], query["from"]);
  if (origin.kind === "refused") return origin;
  const choiceId = query["data"];
  if (typeof choiceId !== "string" || !/^[a-z0-9:._-]{1,40}$/.test(choiceId)) return refused("unknown-choice");
  const label = findLabel(query["message"], choiceId) ?? choiceId;
  const { kind: _, ...sender } = origin;
  return {
    kind: "message",
    message: { ...sender, externalId: `update:${updateId}`, parts: [{ kind: "choice", choiceId, label }], sentAt: now },
    callbackQueryId: typeof query["id"] === "string" ? query["id"] : null,
  };
}

function findLabel(message: Fields, choiceId: string): string | null {
  const markup = message["reply_markup"];
  const rows: unknown = isFields(markup) ? markup["inline_keyboard"] : null;
  if (!Array.isArray(rows)) return null;
  const buttons: unknown[] = rows.flat();
  for (const button of buttons) {
    if (isFields(button) && button["callback_data"] === choiceId && typeof button["text"] === "string") {
      return cleanName(button["text"]) || null;
    }
  }
  return null;
}

function decodeMembership(change: unknown): DecodedUpdate {
  if (!isFields(change) || !isFields(change["chat"])) return refused("malformed-update");
  if (change["chat"]["type"] !== "private") return refused("membership-change");
  const after = isFields(change["new_chat_member"]) ? change["new_chat_member"]["status"] : null;
  if (after === "kicked") return refused("buyer-blocked");
  return refused(after === "member" ? "buyer-unblocked" : "membership-change");
}

type Origin =
  | ({ readonly kind: "known" } & Pick<InboundMessage, "threadKey" | "senderKey" | "senderName" | "locale">)
  | { readonly kind: "refused"; readonly reason: RefusalReason };

function decodeOrigin(message: Fields, from: unknown): Origin {
  const chat = message["chat"];
  if (!isFields(chat) || !isChatId(chat["id"])) return refused("malformed-update");
  if (chat["type"] !== "private") return refused("not-private-chat");
  if (!isFields(from) || !isChatId(from["id"])) return refused("malformed-update");
  if (from["is_bot"] === true) return refused("from-a-bot");
  const topic = message["message_thread_id"];
  // Replies carry a thread id too; only a topic is a place of its own to answer in.
  const isTopic = message["is_topic_message"] === true && Number.isSafeInteger(topic) && Number(topic) > 0;
  const names = [from["first_name"], from["last_name"]].filter((name) => typeof name === "string");
  const locale = from["language_code"];
  return {
    kind: "known",
    threadKey: isTopic ? `${chat["id"]}:${String(topic)}` : String(chat["id"]),
    senderKey: String(from["id"]),
    senderName: cleanName(names.join(" ")) || null,
    locale: typeof locale === "string" && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(locale) ? locale : null,
  };
}

export function decodeParts(message: Fields): Part[] {
  const parts = [decodePhoto(message), decodeVoice(message), decodeFile(message), decodeLocation(message)];
  const words = message["text"] ?? message["caption"];
  if (typeof words === "string" && cleanText(words).trim() !== "") parts.push({ kind: "text", text: cleanText(words) });
  return parts.filter((part) => part !== null);
}

/** Sizes come smallest first; the largest is what a person needs to read a label or see a scratch. */
function decodePhoto(message: Fields): Part | null {
  const sizes = message["photo"];
  const largest: unknown = Array.isArray(sizes) ? sizes.at(-1) : null;
  const externalKey = fileKey(largest);
  return externalKey === null ? null : { kind: "image", externalKey, altText: "" };
}

function decodeVoice(message: Fields): Part | null {
  const voice = message["voice"];
  const externalKey = fileKey(voice);
  if (externalKey === null || !isFields(voice)) return null;
  return { kind: "voice", externalKey, durationMs: isSeconds(voice["duration"]) ? voice["duration"] * 1_000 : 0 };
}

/** Telegram repeats an animation under `document`, so that one name covers both. */
const FILE_FIELDS = ["document", "video", "audio", "video_note"] as const;

function decodeFile(message: Fields): Part | null {
  for (const field of FILE_FIELDS) {
    const file = message[field];
    const externalKey = fileKey(file);
    if (externalKey === null || !isFields(file)) continue;
    const name = typeof file["file_name"] === "string" ? cleanName(file["file_name"].replace(/[/\\]/g, "_")) : "";
    return {
      kind: "file",
      externalKey,
      name: name || field,
      bytes: isCount(file["file_size"]) ? file["file_size"] : 0,
    };
  }
  return null;
}

function decodeLocation(message: Fields): Part | null {
  const place = message["location"];
  if (!isFields(place)) return null;
  const { latitude, longitude } = place;
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isOnEarth ? { kind: "location", latitude, longitude } : null;
}

const CONTENT = ["contact", "dice", "game", "poll", "story", "checklist", "paid_media", "rich_message", "invoice"];

function reasonForNoParts(message: Fields): RefusalReason {
  if ("sticker" in message) return "sticker";
  if ("text" in message || "caption" in message) return "empty-message";
  if (CONTENT.some((field) => field in message)) return "unsupported-message";
  return FILE_FIELDS.some((field) => field in message) || "photo" in message ? "malformed-update" : "service-message";
}

function fileKey(file: unknown): string | null {
  const key = isFields(file) ? file["file_id"] : null;
  return typeof key === "string" && /^[\w-]{1,200}$/.test(key) ? key : null;
}

function refused(reason: RefusalReason) {
  return { kind: "refused", reason } as const;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function isNonEmpty(parts: readonly Part[]): parts is [Part, ...Part[]] {
  return parts.length > 0;
}

function isChatId(value: unknown): value is number {
  return Number.isSafeInteger(value) && value !== 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Up to the year 2100, so that milliseconds of it stay whole numbers. */
function isSeconds(value: unknown): value is number {
  return isCount(value) && value < 4_102_444_800;
}
