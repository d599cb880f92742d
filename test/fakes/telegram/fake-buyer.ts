/** A person in a private chat with the bot: writes, presses, blocks, and sees what the bot sent. */
import {
  addEntry,
  type BotState,
  type Button,
  type Chat,
  describeBot,
  describeChat,
  describeMessage,
  describePerson,
  findOrAddChat,
  type Json,
  queueUpdate,
  redeliverUpdate,
  type TranscriptEntry,
} from "./bot-state.ts";

export interface BuyerProfile {
  readonly name?: string;
  readonly languageCode?: string;
}

export interface FakeBuyer {
  readonly id: number;
  /** In a topic of the chat when `topic` is given. */
  says(text: string, topic?: number): void;
  /** Any other content of a message: `{ photo: [...], caption: "..." }`. */
  sends(content: Json): void;
  edits(text: string): void;
  /** Presses the newest button with that label or that data. Throws when none is shown. */
  presses(labelOrData: string): void;
  blocks(): void;
  unblocks(): void;
  deletesAccount(): void;
  /** The buyer's last update comes once more. */
  redeliverLast(): void;
  /** Everything in the chat, from both sides. */
  transcript(): readonly TranscriptEntry[];
  /** What the bot sent, oldest first. */
  shown(): readonly TranscriptEntry[];
  /** What sendChatAction showed: "typing", or "typing:7" in topic 7. */
  actions(): readonly string[];
}

export function createFakeBuyer(state: BotState, id: number, profile: BuyerProfile = {}): FakeBuyer {
  const chat = findOrAddChat(state, id);
  if (profile.name !== undefined) chat.profile.name = profile.name;
  if (profile.languageCode !== undefined) chat.profile.languageCode = profile.languageCode;
  let last: Json | null = null;
  const queue = (update: Json) => {
    last = queueUpdate(state, update) ?? last;
  };
  return {
    id,
    says(text, topic) {
      chat.hasStarted = true;
      const entities = text.startsWith("/")
        ? [{ type: "bot_command", offset: 0, length: /^\S+/.exec(text)?.[0].length }]
        : [];
      const entry = addEntry(state, chat, { from: "buyer", text, buttons: [], entities, topic: topic ?? null });
      queue({ message: describeMessage(state, chat, entry) });
    },
    sends(content) {
      chat.hasStarted = true;
      const entry = addEntry(state, chat, { from: "buyer", text: "", buttons: [], entities: [], topic: null });
      const { text: _, ...message } = describeMessage(state, chat, entry);
      queue({ message: { ...message, ...content } });
    },
    edits(text) {
      const entry = chat.transcript.findLast((one) => one.from === "buyer");
      if (!entry) throw new Error("This buyer has not written anything to edit");
      Object.assign(entry, { text, isEdited: true });
      queue({ edited_message: describeMessage(state, chat, entry) });
    },
    presses: (labelOrData) => queue({ callback_query: describePress(state, chat, labelOrData) }),
    blocks() {
      chat.isBlocked = true;
      queue({ my_chat_member: describeMembership(state, chat, "member", "kicked") });
    },
    unblocks() {
      chat.isBlocked = false;
      queue({ my_chat_member: describeMembership(state, chat, "kicked", "member") });
    },
    deletesAccount: () => void (chat.isDeactivated = true),
    redeliverLast() {
      if (last) redeliverUpdate(state, last);
    },
    transcript: () => chat.transcript,
    shown: () => chat.transcript.filter((entry) => entry.from === "bot"),
    actions: () => chat.actions,
  };
}

function describePress(state: BotState, chat: Chat, labelOrData: string): Json {
  const isMeant = (button: Button) => button.label === labelOrData || button.data === labelOrData;
  const entry = chat.transcript.findLast((one) => one.buttons.some(isMeant));
  const button = entry?.buttons.find(isMeant);
  if (!entry || !button) throw new Error(`No button is shown for ${labelOrData}`);
  const queryId = String(4_000_000_000 + state.nextUpdateId);
  state.callbackQueries.add(queryId);
  return {
    id: queryId,
    from: describePerson(chat),
    message: describeMessage(state, chat, entry),
    chat_instance: String(chat.id * 7),
    data: button.data,
  };
}

function describeMembership(state: BotState, chat: Chat, before: string, after: string): Json {
  const { id, is_bot, first_name, username } = describeBot(state);
  const user = { id, is_bot, first_name, username };
  const member = (status: string) => ({ status, user, ...(status === "kicked" && { until_date: 0 }) });
  return {
    chat: describeChat(chat),
    from: describePerson(chat),
    date: Math.floor(Date.now() / 1_000),
    old_chat_member: member(before),
    new_chat_member: member(after),
  };
}
