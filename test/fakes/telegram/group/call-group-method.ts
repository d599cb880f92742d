/** What the Bot API does in a supergroup: topics, posts, edits, reactions; refused in Telegram's words. */
import type { BotState, Json } from "../bot-state.ts";
import { asText, checkMessage, isJson } from "../check-message.ts";
import { Refusal } from "../refuse-call.ts";
import type { Group, GroupMessage, Topic } from "./group.ts";
import { addGroupMessage, describeGroup, describeGroupMessage, describePersonOf } from "./group-state.ts";

type GroupMethod = (state: BotState, group: Group, parameters: Json) => unknown;

export const GROUP_METHODS: Readonly<Record<string, GroupMethod>> = {
  getChat: (_, group) => ({
    ...describeGroup(group),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: GIFTS,
  }),
  getChatMember,
  createForumTopic,
  editForumTopic,
  closeForumTopic: (_, group, parameters) => turnTopic(group, parameters, false),
  reopenForumTopic: (_, group, parameters) => turnTopic(group, parameters, true),
  sendMessage,
  sendPhoto: (state, group, parameters) => sendFile(state, group, parameters, "photo"),
  sendDocument: (state, group, parameters) => sendFile(state, group, parameters, "document"),
  sendVoice: (state, group, parameters) => sendFile(state, group, parameters, "voice"),
  editMessageText,
  deleteMessage,
  setMessageReaction,
};

const GIFTS = {
  unlimited_gifts: false,
  limited_gifts: false,
  unique_gifts: false,
  premium_subscription: false,
  gifts_from_channels: false,
};

/** The group of a call, if it is one; a moved group refuses with its new id. */
export function findGroup(state: BotState, parameters: Json): Group | null {
  const group = state.groups.get(Number(parameters["chat_id"]));
  if (!group) return null;
  if (group.movedTo !== null) {
    throw new Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", null, group.movedTo);
  }
  if (group.bot.status === "kicked") throw new Refusal(403, "Forbidden: bot was kicked from the supergroup chat");
  if (group.bot.status === "left") throw new Refusal(403, "Forbidden: bot is not a member of the supergroup chat");
  return group;
}

function getChatMember(state: BotState, group: Group, parameters: Json): Json {
  const id = Number(parameters["user_id"]);
  if (id === state.botId) {
    const user = { id, is_bot: true, first_name: "Demo Shop", username: "demo_shop_bot" };
    return { ...describeMember(group.bot.status, user), ...(group.bot.mayManageTopics && { can_manage_topics: true }) };
  }
  const member = group.members.get(id);
  if (!member) throw new Refusal(400, "Bad Request: member not found");
  return describeMember(member.status, describePersonOf(group, id));
}

export function describeMember(status: string, user: Json): Json {
  if (status === "creator") return { status, user, is_anonymous: false };
  return { status, user, ...(status === "administrator" && RIGHTS), ...(status === "kicked" && { until_date: 0 }) };
}

const RIGHTS = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
};

function createForumTopic(state: BotState, group: Group, parameters: Json): Json {
  mustManage(group);
  countPost(group);
  const name = asText(parameters["name"]);
  if (name === "" || name.length > 128) throw new Refusal(400, "Bad Request: topic name must be 1-128 characters");
  const id = state.nextMessageId;
  state.nextMessageId += 1;
  group.topics.set(id, { id, name, isOpen: true, isDeleted: false });
  return { message_thread_id: id, name, icon_color: 7_322_096 };
}

function editForumTopic(_: BotState, group: Group, parameters: Json): true {
  mustManage(group);
  const topic = findTopic(group, parameters);
  const name = asText(parameters["name"]);
  if (topic.name === name) throw new Refusal(400, "Bad Request: TOPIC_NOT_MODIFIED");
  topic.name = name;
  return true;
}

function turnTopic(group: Group, parameters: Json, isOpen: boolean): true {
  mustManage(group);
  const topic = findTopic(group, parameters);
  if (topic.isOpen === isOpen) throw new Refusal(400, "Bad Request: TOPIC_NOT_MODIFIED");
  topic.isOpen = isOpen;
  return true;
}

function sendMessage(state: BotState, group: Group, parameters: Json): Json {
  const topic = findTarget(group, parameters);
  const checked = checkMessage(parameters);
  const markup = parameters["reply_markup"];
  const reply = parameters["reply_parameters"];
  countPost(group);
  const message = addGroupMessage(state, group, {
    ...checked,
    from: "bot",
    topic,
    asksReply: isJson(markup) && markup["force_reply"] === true,
    replyTo: isJson(reply) ? Number(reply["message_id"]) : null,
  });
  return describeGroupMessage(state, group, message);
}

function sendFile(state: BotState, group: Group, parameters: Json, field: string): Json {
  const file = asText(parameters[field]);
  if (file === "") throw new Refusal(400, `Bad Request: there is no ${field} in the request`);
  const topic = findTarget(group, parameters);
  countPost(group);
  const message = addGroupMessage(state, group, { from: "bot", topic, text: asText(parameters["caption"]), file });
  return { ...describeGroupMessage(state, group, message), [field]: describeFile(field, file) };
}

function describeFile(field: string, file: string): unknown {
  const known = { file_id: file, file_unique_id: `u${file}` };
  if (field === "photo") return [{ ...known, width: 90, height: 90 }];
  return field === "voice" ? { ...known, duration: 1 } : known;
}

function editMessageText(state: BotState, group: Group, parameters: Json): Json {
  const message = findOwn(group, parameters);
  const checked = checkMessage(parameters);
  const isSame = JSON.stringify([message.text, message.buttons]) === JSON.stringify([checked.text, checked.buttons]);
  if (isSame) throw new Refusal(400, "Bad Request: message is not modified");
  Object.assign(message, checked, { isEdited: true });
  return describeGroupMessage(state, group, message);
}

function deleteMessage(_: BotState, group: Group, parameters: Json): true {
  const message = group.messages.find((each) => each.messageId === Number(parameters["message_id"]));
  if (!message || message.isDeleted) throw new Refusal(400, "Bad Request: message to delete not found");
  message.isDeleted = true;
  return true;
}

const REACTIONS = ["👍", "👎", "👀", "✍"];

function setMessageReaction(_: BotState, group: Group, parameters: Json): true {
  const message = group.messages.find((each) => each.messageId === Number(parameters["message_id"]));
  if (!message || message.isDeleted) throw new Refusal(400, "Bad Request: message to react not found");
  const given: unknown = Array.isArray(parameters["reaction"]) ? parameters["reaction"][0] : undefined;
  const emoji = isJson(given) ? asText(given["emoji"]) : "";
  if (given !== undefined && !REACTIONS.includes(emoji)) throw new Refusal(400, "Bad Request: REACTION_INVALID");
  message.reaction = emoji === "" ? null : emoji;
  return true;
}

function findOwn(group: Group, parameters: Json): GroupMessage {
  const message = group.messages.find((each) => each.messageId === Number(parameters["message_id"]));
  if (!message || message.isDeleted) throw new Refusal(400, "Bad Request: message to edit not found");
  if (message.from !== "bot") throw new Refusal(400, "Bad Request: message can't be edited");
  return message;
}

function findTarget(group: Group, parameters: Json): number | null {
  return parameters["message_thread_id"] === undefined
    ? null
    : findTopic(group, parameters, "message thread not found").id;
}

function findTopic(group: Group, parameters: Json, refusal = "TOPIC_ID_INVALID"): Topic {
  if (!group.isForum) throw new Refusal(400, "Bad Request: the chat is not a forum");
  const topic = group.topics.get(Number(parameters["message_thread_id"]));
  if (!topic || topic.isDeleted) throw new Refusal(400, `Bad Request: ${refusal}`);
  return topic;
}

function mustManage(group: Group): void {
  if (!group.isForum) throw new Refusal(400, "Bad Request: the chat is not a forum");
  if (group.bot.status !== "administrator" || !group.bot.mayManageTopics) {
    throw new Refusal(400, "Bad Request: not enough rights to create a topic");
  }
}

/** As the service: a post beyond the limit is refused with how long to wait. */
function countPost(group: Group): void {
  const now = Date.now();
  const lately = group.postedAt.filter((at) => at > now - 60_000);
  const [first] = lately;
  if (group.maxPostsPerMinute !== null && lately.length >= group.maxPostsPerMinute && first !== undefined) {
    const seconds = Math.max(1, Math.ceil((first + 60_000 - now) / 1_000));
    throw new Refusal(429, `Too Many Requests: retry after ${seconds}`, seconds);
  }
  group.postedAt.push(now);
}
