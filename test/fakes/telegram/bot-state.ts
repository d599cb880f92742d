/** What the fake's platform remembers: chats and their transcripts, the queue of unconfirmed updates, the webhook. */
import { EventEmitter } from "node:events";
import type { Group } from "./group/group.ts";

export type Json = Record<string, unknown>;

export interface Button {
  readonly label: string;
  readonly data: string;
}

/** One message of a chat as the buyer's screen shows it. */
export interface TranscriptEntry {
  readonly messageId: number;
  readonly from: "buyer" | "bot";
  text: string;
  buttons: readonly Button[];
  entities: readonly Json[];
  readonly topic: number | null;
  /** What stands above the words. */
  readonly files?: readonly { readonly as: string; readonly name: string; readonly bytes: Uint8Array }[];
  readonly at: number;
  isEdited: boolean;
}

export interface Chat {
  readonly id: number;
  readonly profile: { name: string; languageCode: string | null };
  readonly transcript: TranscriptEntry[];
  /** The bot has seen this person, so it may write. */
  hasStarted: boolean;
  isBlocked: boolean;
  isDeactivated: boolean;
  readonly actions: string[];
}

export interface Webhook {
  readonly url: string;
  readonly secretToken: string | null;
  lastErrorAt: number | null;
  lastError: string | null;
}

export interface BotState {
  readonly token: string;
  readonly botId: number;
  readonly chats: Map<number, Chat>;
  /** Supergroups, by their ids. */
  readonly groups: Map<number, Group>;
  /** Unconfirmed, oldest first; survives clients that die. */
  readonly queue: Json[];
  readonly callbackQueries: Set<string>;
  readonly files: Map<string, Uint8Array>;
  /** Of these the next confirmation is lost, so they come once more. */
  readonly redelivering: Set<Json>;
  /** "update" fires when the queue grew, "poll" when another getUpdates came in. */
  readonly events: EventEmitter;
  allowedUpdates: readonly string[];
  webhook: Webhook | null;
  commands: Json[];
  nextUpdateId: number;
  nextMessageId: number;
}

export function createBotState(token: string, firstNumber = 1): BotState {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  return {
    token,
    botId: Number(token.split(":")[0]),
    chats: new Map(),
    groups: new Map(),
    queue: [],
    redelivering: new Set(),
    callbackQueries: new Set(),
    files: new Map(),
    events,
    allowedUpdates: [],
    webhook: null,
    commands: [],
    nextUpdateId: 700_000_000 + firstNumber,
    nextMessageId: firstNumber,
  };
}

export function findOrAddChat(state: BotState, id: number): Chat {
  const known = state.chats.get(id);
  if (known) return known;
  const chat: Chat = {
    id,
    profile: { name: `Buyer ${id}`, languageCode: null },
    transcript: [],
    hasStarted: false,
    isBlocked: false,
    isDeactivated: false,
    actions: [],
  };
  state.chats.set(id, chat);
  return chat;
}

/** Kinds that come only when they are asked for by name. */
const ON_REQUEST_ONLY = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

/** Queues an update under the next id; null when the bot did not ask for its kind. */
export function queueUpdate(state: BotState, update: Json): Json | null {
  const kind = Object.keys(update).find((key) => key !== "update_id") ?? "";
  const isWanted = state.allowedUpdates.length > 0 ? state.allowedUpdates.includes(kind) : !ON_REQUEST_ONLY.has(kind);
  return isWanted ? forceUpdate(state, update) : null;
}

/** Queues whatever it is given, asked for or not. */
export function forceUpdate(state: BotState, update: Json): Json {
  const numbered = { ...update, update_id: state.nextUpdateId };
  state.nextUpdateId += 1;
  state.queue.push(numbered);
  state.events.emit("update");
  return numbered;
}

/** Delivers an update once more, as after a confirmation that was lost on its way. */
export function redeliverUpdate(state: BotState, update: Json): void {
  state.redelivering.add(update);
  if (!state.queue.includes(update)) state.queue.push(update);
  state.queue.sort((one, other) => Number(one["update_id"]) - Number(other["update_id"]));
  state.events.emit("update");
}

/** `offset` confirms everything below it; a negative one forgets all but the last few. */
export function confirmUpdates(state: BotState, offset: number): void {
  const firstKept = offset < 0 ? Number(state.queue.at(offset)?.["update_id"] ?? 0) : offset;
  const kept = state.queue.filter(
    (update) => Number(update["update_id"]) >= firstKept || state.redelivering.has(update),
  );
  state.queue.splice(0, state.queue.length, ...kept);
}

export function describeBot(state: BotState): Json {
  return {
    id: state.botId,
    is_bot: true,
    first_name: "Demo Shop",
    username: "demo_shop_bot",
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export function describeChat(chat: Chat): Json {
  return { id: chat.id, type: "private", first_name: chat.profile.name };
}

export function describePerson(chat: Chat): Json {
  const { name, languageCode } = chat.profile;
  return { id: chat.id, is_bot: false, first_name: name, ...(languageCode && { language_code: languageCode }) };
}

/** The Message object of a transcript entry, with the keyboard under messages of the bot. */
export function describeMessage(state: BotState, chat: Chat, entry: TranscriptEntry): Json {
  const rows = entry.buttons.map((button) => [{ text: button.label, callback_data: button.data }]);
  return {
    message_id: entry.messageId,
    from: entry.from === "bot" ? describeBotUser(state) : describePerson(chat),
    chat: describeChat(chat),
    date: Math.floor(entry.at / 1_000),
    ...(entry.topic !== null && { message_thread_id: entry.topic, is_topic_message: true }),
    ...(entry.isEdited && { edit_date: Math.floor(Date.now() / 1_000) }),
    text: entry.text,
    ...(entry.entities.length > 0 && { entities: entry.entities }),
    ...(rows.length > 0 && { reply_markup: { inline_keyboard: rows } }),
  };
}

function describeBotUser(state: BotState): Json {
  return { id: state.botId, is_bot: true, first_name: "Demo Shop", username: "demo_shop_bot" };
}

export function addEntry(state: BotState, chat: Chat, entry: Omit<TranscriptEntry, "messageId" | "at" | "isEdited">) {
  const added: TranscriptEntry = { ...entry, messageId: state.nextMessageId, at: Date.now(), isEdited: false };
  state.nextMessageId += 1;
  chat.transcript.push(added);
  return added;
}
