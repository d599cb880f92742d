/** Adds to a supergroup, and describes it and its messages as the Bot API does. */
import type { BotState, Json } from "../bot-state.ts";
import type { Group, GroupMessage } from "./group.ts";

export function addGroup(state: BotState, id: number, title: string): Group {
  const group: Group = {
    id,
    title,
    isForum: true,
    bot: { status: "administrator", mayManageTopics: true },
    members: new Map(),
    topics: new Map(),
    messages: [],
    movedTo: null,
    postedAt: [],
    maxPostsPerMinute: null,
  };
  state.groups.set(id, group);
  return group;
}

export function addGroupMessage(
  state: BotState,
  group: Group,
  message: Pick<GroupMessage, "from" | "topic" | "text"> & Partial<GroupMessage>,
): GroupMessage {
  const added: GroupMessage = {
    buttons: [],
    entities: [],
    file: null,
    replyTo: null,
    asksReply: false,
    reaction: null,
    isEdited: false,
    isDeleted: false,
    ...message,
    messageId: state.nextMessageId,
  };
  state.nextMessageId += 1;
  group.messages.push(added);
  return added;
}

export function describeGroup(group: Group): Json {
  return { id: group.id, type: "supergroup", title: group.title, ...(group.isForum && { is_forum: true }) };
}

export function describePersonOf(group: Group, id: number): Json {
  return { id, is_bot: false, first_name: group.members.get(id)?.name ?? `Person ${id}` };
}

/** The Message object, without what it answers when `isNested`. */
export function describeGroupMessage(state: BotState, group: Group, message: GroupMessage, isNested = false): Json {
  const rows = message.buttons.map((button) => [{ text: button.label, callback_data: button.data }]);
  const answered = isNested ? undefined : group.messages.find((each) => each.messageId === message.replyTo);
  return {
    message_id: message.messageId,
    from:
      message.from === "bot"
        ? { id: state.botId, is_bot: true, first_name: "Demo Shop", username: "demo_shop_bot" }
        : describePersonOf(group, message.from),
    chat: describeGroup(group),
    date: Math.floor(Date.now() / 1_000),
    ...(message.topic !== null && { message_thread_id: message.topic, is_topic_message: true }),
    ...(message.isEdited && { edit_date: Math.floor(Date.now() / 1_000) }),
    ...(message.text !== "" && { text: message.text }),
    ...(answered && { reply_to_message: describeGroupMessage(state, group, answered, true) }),
    ...(message.entities.length > 0 && { entities: message.entities }),
    ...(rows.length > 0 && { reply_markup: { inline_keyboard: rows } }),
  };
}
