/** Turns an update of a supergroup, or a code sent in private, into what the team did; null for everything else. */
import type { Part } from "../../../src/contracts/message.ts";
import type { StaffEvent } from "../../../src/contracts/staff-desk.ts";
import { cleanName, cleanText } from "../../../src/shared/clean-text.ts";
import { decodeParts, decodeUpdateId, isFields } from "../decode.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What only the adapter needs, to show the author what came of it. */
export interface HeardPlace {
  readonly chatId: number;
  readonly topicId: number | null;
  /** The message they wrote, or whose button they pressed. */
  readonly messageId: number | null;
  readonly personId: number | null;
  readonly personName: string;
  readonly callbackQueryId: string | null;
  /** The button was one of a menu, which has served once something is chosen. */
  readonly isMenu: boolean;
}

export interface DecodedStaff {
  readonly event: StaffEvent;
  readonly place: HeardPlace;
}

/** Buttons of cards and of menus are told apart by these. */
export const CARD_MARK = "c:";
export const MENU_MARK = "m:";
/** A message of ours that begins so asks for a note, or is one: what answers it is a note. */
export const NOTE_SIGN = "📝";

export function decodeStaffUpdate(update: unknown, botId: string): DecodedStaff | null {
  const updateId = decodeUpdateId(update);
  if (updateId === null || !isFields(update)) return null;
  const externalId = `update:${updateId}`;
  if (isFields(update["message"])) return decodeMessage(update["message"], externalId, botId);
  if (isFields(update["edited_message"])) return decodeEdit(update["edited_message"], externalId);
  if (isFields(update["callback_query"])) return decodePress(update["callback_query"], externalId);
  if (isFields(update["my_chat_member"])) return decodeMembership(update["my_chat_member"], externalId);
  return null;
}

function decodeMessage(message: Fields, externalId: string, botId: string): DecodedStaff | null {
  const origin = decodeOrigin(message, message["from"]);
  if (!origin) return null;
  const { place, sender, kind, title } = origin;
  const words = message["text"];
  const command = typeof words === "string" ? readCommand(words) : null;
  if (command?.name === "link" && command.rest !== "") {
    return { event: { kind: "link-account", externalId, ...sender, code: command.rest }, place };
  }
  if (kind === "private") return null;
  const placeKey = String(place.chatId);
  const toChatId = message["migrate_to_chat_id"];
  if (Number.isSafeInteger(toChatId)) {
    return { event: { kind: "place-moved", externalId, placeKey, toPlaceKey: String(toChatId) }, place };
  }
  if (command?.name === "desk" && command.rest !== "") {
    const isAnonymous = place.personId === null;
    const event: StaffEvent = {
      kind: "link-desk",
      externalId,
      ...sender,
      placeKey,
      placeName: title,
      code: command.rest,
      // Only its administrators may speak in a group's own name.
      ...(isAnonymous && { isAdministrator: true }),
    };
    return { event, place };
  }
  if (kind !== "supergroup" || !sender.senderKey) return null;
  const threadKey = place.topicId === null ? null : String(place.topicId);
  const inThread = { externalId, ...sender, placeKey, threadKey };
  if (command && command.name !== "note")
    return { event: { kind: "pressed", ...inThread, choiceId: command.name }, place };
  const parts = command ? [{ kind: "text" as const, text: command.rest }] : decodeParts(message);
  if (parts.length === 0 && !hasContent(message)) return null;
  const isNote = command?.name === "note" || answersNote(message["reply_to_message"], botId);
  return {
    event: { kind: "said", ...inThread, parts: asParts(parts), isNote, messageKey: String(place.messageId) },
    place,
  };
}

/** Stickers and the like are something that was said, though nothing of it can be passed on; service messages are not. */
const CONTENT = ["sticker", "dice", "poll", "contact", "story", "game", "checklist", "text", "caption"];

function hasContent(message: Fields): boolean {
  return CONTENT.some((field) => field in message);
}

function asParts(parts: readonly (Part | null)[]): readonly Part[] {
  return parts.filter((part) => part !== null);
}

function decodeEdit(message: Fields, externalId: string): DecodedStaff | null {
  const origin = decodeOrigin(message, message["from"]);
  if (origin?.kind !== "supergroup") return null;
  const { place, sender } = origin;
  const text = message["text"] ?? message["caption"];
  const event: StaffEvent = {
    kind: "edited",
    externalId,
    ...sender,
    placeKey: String(place.chatId),
    threadKey: place.topicId === null ? null : String(place.topicId),
    messageKey: String(place.messageId),
    text: typeof text === "string" ? cleanText(text) : "",
  };
  return { event, place };
}

function decodePress(query: Fields, externalId: string): DecodedStaff | null {
  const message = query["message"];
  const data = query["data"];
  if (!isFields(message) || typeof data !== "string") return null;
  const origin = decodeOrigin(message, query["from"], "pressed");
  if (origin?.kind !== "supergroup") return null;
  const mark = data.slice(0, 2);
  if ((mark !== CARD_MARK && mark !== MENU_MARK) || !/^[a-z0-9:._-]{1,40}$/.test(data.slice(2))) return null;
  const place: HeardPlace = {
    ...origin.place,
    callbackQueryId: typeof query["id"] === "string" ? query["id"] : null,
    isMenu: mark === MENU_MARK,
  };
  const threadKey = place.topicId === null ? null : String(place.topicId);
  const inThread = { externalId, ...origin.sender, placeKey: String(place.chatId), threadKey };
  return { event: { kind: "pressed", ...inThread, choiceId: data.slice(2) }, place };
}

function decodeMembership(change: Fields, externalId: string): DecodedStaff | null {
  const chat = change["chat"];
  const member = change["new_chat_member"];
  if (!isFields(chat) || !isFields(member) || chat["type"] !== "supergroup" || !isId(chat["id"])) return null;
  const status = member["status"];
  const isGone = status === "left" || status === "kicked";
  const mayManage = status === "administrator" && member["can_manage_topics"] === true;
  const fault = isGone ? "desk-gone" : mayManage ? null : "no-rights";
  const place: HeardPlace = { ...NOWHERE, chatId: chat["id"] };
  return { event: { kind: "place-changed", externalId, placeKey: String(chat["id"]), fault }, place };
}

const NOWHERE = {
  topicId: null,
  messageId: null,
  personId: null,
  personName: "",
  callbackQueryId: null,
  isMenu: false,
} as const;

interface Origin {
  readonly kind: string;
  readonly title: string;
  readonly place: HeardPlace;
  readonly sender: { readonly senderKey: string; readonly senderName: string };
}

function decodeOrigin(message: Fields, from: unknown, how: "wrote" | "pressed" = "wrote"): Origin | null {
  const chat = message["chat"];
  if (!isFields(chat) || !isId(chat["id"]) || typeof chat["type"] !== "string") return null;
  const messageId = isId(message["message_id"]) ? message["message_id"] : null;
  const topic = message["message_thread_id"];
  // Replies carry a thread id too; only a topic is a thread of ours.
  const topicId = message["is_topic_message"] === true && isId(topic) ? topic : null;
  const speaker = decodeSpeaker(from, how === "wrote" ? message["sender_chat"] : null);
  if (!speaker || messageId === null) return null;
  const { personId, senderKey, senderName } = speaker;
  return {
    kind: chat["type"],
    title: typeof chat["title"] === "string" ? cleanName(chat["title"]) : "",
    place: { ...NOWHERE, chatId: chat["id"], topicId, messageId, personId, personName: senderName },
    sender: { senderKey, senderName },
  };
}

/** Who writes in the name of a group cannot be known: the group is then the sender, and linked to nobody. */
function decodeSpeaker(from: unknown, senderChat: unknown) {
  if (isFields(senderChat) && isId(senderChat["id"])) {
    const title = typeof senderChat["title"] === "string" ? cleanName(senderChat["title"]) : "";
    return { personId: null, senderKey: `chat:${senderChat["id"]}`, senderName: title };
  }
  if (!isFields(from) || !isId(from["id"]) || from["is_bot"] === true) return null;
  const names = [from["first_name"], from["last_name"]].filter((name) => typeof name === "string");
  return { personId: from["id"], senderKey: String(from["id"]), senderName: cleanName(names.join(" ")) };
}

/** `/link CODE` and `/link@our_bot CODE`; case does not matter. */
function readCommand(text: string): { readonly name: string; readonly rest: string } | null {
  const match = /^\/([a-z]{1,32})(?:@\w{1,64})?(?:\s+([\s\S]*))?$/i.exec(text.trim());
  return match ? { name: (match[1] ?? "").toLowerCase(), rest: cleanText(match[2] ?? "").trim() } : null;
}

function answersNote(replied: unknown, botId: string): boolean {
  if (!isFields(replied) || !isFields(replied["from"]) || String(replied["from"]["id"]) !== botId) return false;
  return typeof replied["text"] === "string" && replied["text"].startsWith(NOTE_SIGN);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && value !== 0;
}
