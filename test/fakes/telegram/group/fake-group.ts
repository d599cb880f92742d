/** A supergroup and its people, as a test directs them. */
import { type BotState, type Button, type Json, queueUpdate } from "../bot-state.ts";
import { describeMember } from "./call-group-method.ts";
import type { Group, GroupMessage, Topic } from "./group.ts";
import { addGroup, addGroupMessage, describeGroup, describeGroupMessage, describePersonOf } from "./group-state.ts";

export interface FakePerson {
  readonly id: number;
  /** In a topic, or in the general one. Returns the message's id. */
  says(text: string, topic: number | null, replyTo?: number): number;
  /** A sticker, a photo: any other content. */
  sends(content: Json, topic: number | null): number;
  edits(messageId: number, text: string): void;
  /** Presses the newest button of the topic with that label or data. Throws when none is shown. */
  presses(labelOrData: string, topic: number): void;
}

export interface FakeGroup {
  readonly id: number;
  person(id: number, name: string, status?: "creator" | "administrator" | "member"): FakePerson;
  topics(): readonly Topic[];
  /** What stands in a topic, oldest first, without what was deleted. */
  shown(topic: number | null): readonly GroupMessage[];
  /** Somebody deletes the whole topic. */
  deletesTopic(topic: number): void;
  deletesMessage(messageId: number): void;
  /** The bot's rights change, and it is told. */
  demotesBot(): void;
  promotesBot(): void;
  kicksBot(): void;
  /** Becomes a supergroup of another id. */
  moves(toId: number): void;
  limitsPosts(perMinute: number): void;
  hasTopics(isForum: boolean): void;
}

export function createFakeGroup(state: BotState, id: number, title: string): FakeGroup {
  const group = addGroup(state, id, title);
  const tellMembership = (before: string, after: string) =>
    void queueUpdate(state, { my_chat_member: describeMembership(state, group, before, after) });
  return {
    get id() {
      return group.id;
    },
    person(personId, name, status = "member") {
      group.members.set(personId, { id: personId, name, status });
      return createPerson(state, group, personId);
    },
    topics: () => [...group.topics.values()],
    shown: (topic) => group.messages.filter((each) => each.topic === topic && !each.isDeleted),
    deletesTopic(topic) {
      const found = group.topics.get(topic);
      if (found) found.isDeleted = true;
    },
    deletesMessage(messageId) {
      const found = group.messages.find((each) => each.messageId === messageId);
      if (found) found.isDeleted = true;
    },
    demotesBot() {
      Object.assign(group.bot, { status: "member", mayManageTopics: false });
      tellMembership("administrator", "member");
    },
    promotesBot() {
      Object.assign(group.bot, { status: "administrator", mayManageTopics: true });
      tellMembership("member", "administrator");
    },
    kicksBot() {
      group.bot.status = "kicked";
      tellMembership("administrator", "kicked");
    },
    moves(toId) {
      const moved: Group = { ...group, id: toId };
      state.groups.set(toId, moved);
      state.groups.set(group.id, { ...group, movedTo: toId });
      group.id = toId;
      Object.assign(moved, { topics: group.topics, messages: group.messages });
    },
    limitsPosts: (perMinute) => void (group.maxPostsPerMinute = perMinute),
    hasTopics: (isForum) => void (group.isForum = isForum),
  };
}

function createPerson(state: BotState, group: Group, id: number): FakePerson {
  const say = (message: Pick<GroupMessage, "text" | "topic"> & Partial<GroupMessage>, content: Json = {}) => {
    const added = addGroupMessage(state, group, { ...message, from: id });
    queueUpdate(state, { message: { ...describeGroupMessage(state, group, added), ...content } });
    return added.messageId;
  };
  return {
    id,
    says: (text, topic, replyTo) => say({ text, topic, replyTo: replyTo ?? null }),
    sends: (content, topic) => say({ text: "", topic }, content),
    edits(messageId, text) {
      const found = group.messages.find((each) => each.messageId === messageId);
      if (!found) throw new Error("There is no such message to edit");
      Object.assign(found, { text, isEdited: true });
      queueUpdate(state, { edited_message: describeGroupMessage(state, group, found) });
    },
    presses(labelOrData, topic) {
      const isMeant = (button: Button) => button.label.includes(labelOrData) || button.data === labelOrData;
      const found = group.messages.findLast(
        (each) => each.topic === topic && !each.isDeleted && each.buttons.some(isMeant),
      );
      const button = found?.buttons.find(isMeant);
      if (!found || !button) throw new Error(`No button is shown for ${labelOrData}`);
      const queryId = String(4_000_000_000 + state.nextUpdateId);
      state.callbackQueries.add(queryId);
      queueUpdate(state, {
        callback_query: {
          id: queryId,
          from: describePersonOf(group, id),
          message: describeGroupMessage(state, group, found),
          chat_instance: String(-group.id),
          data: button.data,
        },
      });
    },
  };
}

function describeMembership(state: BotState, group: Group, before: string, after: string): Json {
  const user = { id: state.botId, is_bot: true, first_name: "Demo Shop", username: "demo_shop_bot" };
  const [first = 0] = group.members.keys();
  return {
    chat: describeGroup(group),
    from: describePersonOf(group, first),
    date: Math.floor(Date.now() / 1_000),
    old_chat_member: describeMember(before, user),
    new_chat_member: {
      ...describeMember(after, user),
      ...(after === "administrator" && { can_manage_topics: group.bot.mayManageTopics }),
    },
  };
}
