/** A buyer on the fake Discord: says, presses, blocks, and reads what the bot wrote. */
import { announce } from "./create-world.ts";
import type { FakeChannel, FakeMessage, FakeUser, World } from "./world.ts";

export interface SayOptions {
  /** A server channel or thread instead of the direct conversation. */
  readonly channelId?: string;
  readonly type?: number;
  readonly flags?: number;
  readonly attachments?: readonly Readonly<Record<string, unknown>>[];
  /** Merged into the message as it is: stickers, embeds, a poll. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface FakeBuyer {
  readonly user: FakeUser;
  /** Id of the direct conversation with the bot: the thread key of its messages. */
  readonly channelId: string;
  /** Returns the id of the message. */
  says(text: string, options?: SayOptions): string;
  /** Presses the button with that label or custom id below the newest message that has it. Returns the press's id. */
  presses(labelOrId: string, channelId?: string): string;
  /** Sends the last message's event once more. */
  repeatsLast(): void;
  edits(messageId: string, text: string): void;
  deletes(messageId: string): void;
  blocks(): void;
  unblocks(): void;
  /** The bot's messages in the direct conversation, oldest first. */
  reads(channelId?: string): readonly FakeMessage[];
}

export function createBuyer(world: World, name: string, locale?: string): FakeBuyer {
  const user = world.addUser(name, locale);
  const direct = world.directChannel(user);
  let last: FakeMessage | null = null;
  const find = (messageId: string) => {
    const message = [...world.messages.values()].flat().find((one) => one.id === messageId);
    if (!message) throw new Error(`No message ${messageId}`);
    return message;
  };
  const reads = (channelId = direct.id) =>
    (world.messages.get(channelId) ?? []).filter((message) => message.author.id === world.bot.id);
  return {
    user,
    channelId: direct.id,
    says(text, options = {}) {
      const { channelId, ...fields } = options;
      last = world.post({ channel: channelOf(world, channelId ?? direct.id), author: user, content: text, ...fields });
      return last.id;
    },
    presses(labelOrId, channelId) {
      const shown = reads(channelId).toReversed();
      for (const message of shown) {
        const button = buttonsOf(message).find((one) => one.label === labelOrId || one.custom_id === labelOrId);
        if (button) return world.press(user, message, button.custom_id).id;
      }
      throw new Error(`No button ${labelOrId}`);
    },
    repeatsLast() {
      if (last) announce(world, "MESSAGE_CREATE", last);
    },
    edits(messageId, text) {
      const message = find(messageId);
      message.content = text;
      message.edited_timestamp = new Date().toISOString();
      announce(world, "MESSAGE_UPDATE", message);
    },
    deletes(messageId) {
      const message = find(messageId);
      const list = world.messages.get(message.channel_id);
      list?.splice(list.indexOf(message), 1);
      const channel = channelOf(world, message.channel_id);
      const place = { channel_id: channel.id, ...(channel.guild_id ? { guild_id: channel.guild_id } : {}) };
      const data = { id: message.id, ...place };
      world.emit({ name: "MESSAGE_DELETE", data, isDirect: channel.type === 1, showsContent: true });
    },
    blocks: () => void world.blocked.add(user.id),
    unblocks: () => void world.blocked.delete(user.id),
    reads,
  };
}

export function buttonsOf(message: FakeMessage): readonly { readonly label: string; readonly custom_id: string }[] {
  const rows = message.components as readonly {
    readonly components?: readonly { label: string; custom_id: string }[];
  }[];
  return rows.flatMap((row) => row.components ?? []);
}

function channelOf(world: World, channelId: string): FakeChannel {
  const channel = world.channels.get(channelId);
  if (!channel) throw new Error(`No channel ${channelId}`);
  return channel;
}
