/** The methods of the Bot API that a customer-service bot uses; getUpdates waits and has a file of its own. */
import {
  addEntry,
  type BotState,
  type Chat,
  describeBot,
  describeMessage,
  type Json,
  type TranscriptEntry,
} from "./bot-state.ts";
import { asText, checkMessage, isJson } from "./check-message.ts";
import { checkAlbum, checkCaption, takeFile } from "./send-file.ts";
import { Refusal } from "./refuse-call.ts";

type Method = (state: BotState, parameters: Json) => unknown;

export const METHODS: Readonly<Record<string, Method>> = {
  getMe: describeBot,
  sendMessage,
  sendPhoto: (state, parameters) => sendOne(state, parameters, "photo"),
  sendDocument: (state, parameters) => sendOne(state, parameters, "document"),
  sendMediaGroup,
  editMessageText,
  sendChatAction,
  answerCallbackQuery,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  setMyCommands,
  getMyCommands: (state) => state.commands,
  getFile,
};

function sendMessage(state: BotState, parameters: Json): Json {
  const chat = findWritableChat(state, parameters["chat_id"]);
  const message = checkMessage(parameters);
  const entry = addEntry(state, chat, { ...message, from: "bot", topic: topicOf(parameters) });
  return describeMessage(state, chat, entry);
}

function sendOne(state: BotState, parameters: Json, as: "photo" | "document"): Json {
  const chat = findWritableChat(state, parameters["chat_id"]);
  const file = takeFile(parameters, parameters[as], as);
  const entry = addEntry(state, chat, {
    ...checkCaption(parameters),
    from: "bot",
    topic: topicOf(parameters),
    files: [file],
  });
  return describeMessage(state, chat, entry);
}

function sendMediaGroup(state: BotState, parameters: Json): Json[] {
  const chat = findWritableChat(state, parameters["chat_id"]);
  const media = checkAlbum(parameters["media"]);
  return media.map((one) => {
    const file = takeFile(parameters, one["media"], asText(one["type"]));
    const entry = addEntry(state, chat, {
      ...checkCaption(one),
      from: "bot",
      topic: topicOf(parameters),
      files: [file],
    });
    return describeMessage(state, chat, entry);
  });
}

function editMessageText(state: BotState, parameters: Json): Json {
  const chat = findWritableChat(state, parameters["chat_id"]);
  const entry = chat.transcript.find((one) => one.messageId === Number(parameters["message_id"]));
  if (!entry) throw new Refusal(400, "Bad Request: message to edit not found");
  if (entry.from !== "bot") throw new Refusal(400, "Bad Request: message can't be edited");
  const message = checkMessage(parameters);
  if (isSame(entry, message)) throw new Refusal(400, NOT_MODIFIED);
  Object.assign(entry, message, { isEdited: true });
  return describeMessage(state, chat, entry);
}

const NOT_MODIFIED =
  "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a " +
  "current content and reply markup of the message";

function isSame(entry: TranscriptEntry, message: Pick<TranscriptEntry, "text" | "entities" | "buttons">): boolean {
  const { text, entities, buttons } = entry;
  return (
    JSON.stringify([text, entities, buttons]) === JSON.stringify([message.text, message.entities, message.buttons])
  );
}

const ACTIONS =
  /^(typing|upload_photo|record_video|upload_video|record_voice|upload_voice|upload_document|choose_sticker|find_location|record_video_note|upload_video_note)$/;

function sendChatAction(state: BotState, parameters: Json): true {
  const chat = findWritableChat(state, parameters["chat_id"]);
  const action = asText(parameters["action"]);
  if (!ACTIONS.test(action)) throw new Refusal(400, "Bad Request: wrong parameter action in request");
  const topic = topicOf(parameters);
  chat.actions.push(topic === null ? action : `${action}:${topic}`);
  return true;
}

function answerCallbackQuery(state: BotState, parameters: Json): true {
  if (!state.callbackQueries.delete(asText(parameters["callback_query_id"])))
    throw new Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
  return true;
}

function setWebhook(state: BotState, parameters: Json): true {
  const { url, secret_token: secretToken, allowed_updates: allowed } = parameters;
  if (url === undefined || url === "") return deleteWebhook(state, parameters);
  const address = typeof url === "string" ? URL.parse(url) : null;
  // Telegram wants https; plain http is taken to this machine alone, since a test has no certificate.
  const isLocal = address?.hostname === "127.0.0.1" || address?.hostname === "localhost";
  if (!address || !(address.protocol === "https:" || (address.protocol === "http:" && isLocal)))
    throw new Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
  if (secretToken !== undefined && !/^[\w-]{1,256}$/.test(asText(secretToken)))
    throw new Refusal(400, "Bad Request: secret token contains unallowed characters");
  if (parameters["drop_pending_updates"] === true) state.queue.length = 0;
  allowUpdates(state, allowed);
  state.webhook = {
    url: address.href,
    secretToken: secretToken === undefined ? null : asText(secretToken),
    lastErrorAt: null,
    lastError: null,
  };
  state.events.emit("poll", "Conflict: terminated by setWebhook request");
  state.events.emit("update");
  return true;
}

function deleteWebhook(state: BotState, parameters: Json): true {
  if (parameters["drop_pending_updates"] === true) state.queue.length = 0;
  state.webhook = null;
  return true;
}

function getWebhookInfo(state: BotState): Json {
  const { webhook } = state;
  return {
    url: webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: state.queue.length,
    ...(webhook?.lastErrorAt && { last_error_date: webhook.lastErrorAt, last_error_message: webhook.lastError ?? "" }),
    ...(state.allowedUpdates.length > 0 && { allowed_updates: state.allowedUpdates }),
  };
}

function setMyCommands(state: BotState, parameters: Json): true {
  const { commands } = parameters;
  if (!Array.isArray(commands) || commands.length > 100) throw new Refusal(400, "Bad Request: too many commands");
  const checked = commands.map((command: unknown) => {
    if (!isJson(command) || !/^[a-z0-9_]{1,32}$/.test(asText(command["command"])))
      throw new Refusal(400, "Bad Request: BOT_COMMAND_INVALID");
    const { length } = asText(command["description"]);
    if (length < 1 || length > 256) throw new Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID");
    return command;
  });
  state.commands = checked;
  return true;
}

function getFile(state: BotState, parameters: Json): Json {
  const fileId = asText(parameters["file_id"]);
  const bytes = state.files.get(fileId);
  if (!bytes) throw new Refusal(400, "Bad Request: invalid file_id");
  return { file_id: fileId, file_unique_id: `u${fileId}`, file_size: bytes.length, file_path: `files/${fileId}` };
}

/** The kinds stay as they were set last when a call does not name any. */
export function allowUpdates(state: BotState, allowed: unknown): void {
  if (allowed === undefined) return;
  if (!Array.isArray(allowed)) throw new Refusal(400, "Bad Request: can't parse allowed updates list");
  state.allowedUpdates = allowed.map(String);
}

function findWritableChat(state: BotState, chatId: unknown): Chat {
  if (chatId === undefined || chatId === "") throw new Refusal(400, "Bad Request: chat_id is empty");
  const chat = state.chats.get(Number(chatId));
  if (!chat) throw new Refusal(400, "Bad Request: chat not found");
  if (chat.isDeactivated) throw new Refusal(403, "Forbidden: user is deactivated");
  if (chat.isBlocked) throw new Refusal(403, "Forbidden: bot was blocked by the user");
  if (!chat.hasStarted) throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user");
  return chat;
}

function topicOf(parameters: Json): number | null {
  const topic = parameters["message_thread_id"];
  return topic === undefined ? null : Number(topic);
}
