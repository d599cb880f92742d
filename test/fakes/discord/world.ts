/** What the fake Discord knows: people, channels, messages and presses. Nothing in it depends on a client being there. */
import { randomUUID } from "node:crypto";
import { showMessage, showPress } from "./show.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot: boolean;
  readonly locale: string;
}

export interface FakeChannel {
  readonly id: string;
  /** 0: a server's text channel, 1: a direct message, 11: a public thread. */
  readonly type: 0 | 1 | 11;
  readonly guild_id: string | null;
  name: string;
  readonly recipient: FakeUser | null;
  readonly parent_id: string | null;
  readonly owner_id: string | null;
  /** Only of a thread; left out, it is open. */
  readonly thread?: FakeThread;
}

export interface FakeThread {
  isArchived: boolean;
  isLocked: boolean;
  autoArchiveMinutes: number;
  archivedAt: string;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly author: FakeUser;
  content: string;
  readonly timestamp: string;
  edited_timestamp: string | null;
  readonly nonce: string | number | null;
  readonly flags: number;
  readonly type: number;
  components: readonly unknown[];
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly mentions: readonly FakeUser[];
  /** The bot's own reactions. */
  readonly marks: Set<string>;
  /** Whatever a test adds: stickers, embeds, a poll. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly madeAt: number;
}

/** A button, a menu, a form or a command, and what the bot answered. */
export interface FakePress {
  readonly id: string;
  readonly token: string;
  readonly madeAt: number;
  /** 2: a command, 3: a component of a message, 5: a form. */
  readonly type: 2 | 3 | 5;
  readonly data: Readonly<Record<string, unknown>>;
  readonly user: FakeUser;
  /** The person's rights in this channel, as a number in words. */
  readonly permissions: string;
  readonly channelId: string;
  readonly message: FakeMessage | null;
  answeredWith: number | null;
  /** What only this person sees, or what stands in the channel: in order. */
  readonly replies: {
    readonly content: string;
    readonly isPrivate: boolean;
    readonly components: readonly unknown[];
  }[];
  /** The form that was opened. */
  modal: Readonly<Record<string, unknown>> | null;
}

export type NewPress = Pick<FakePress, "type" | "data" | "user" | "channelId"> &
  Partial<Pick<FakePress, "message" | "permissions">>;

/** An event on its way to whoever is connected. `isDirect` and `shows` decide what an intent lets through. */
export interface WorldEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isDirect: boolean;
  /** The bot sees the content without the privileged intent. */
  readonly showsContent: boolean;
  /** The intent that lets it through, where it is not the one for messages. */
  readonly intent?: number;
}

export type Right = "view" | "send" | "threads";

export interface World {
  readonly bot: FakeUser;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, FakeMessage[]>;
  readonly presses: Map<string, FakePress>;
  /** Users who do not take direct messages from the bot. */
  readonly blocked: Set<string>;
  /** Rights the bot lacks, by channel; a thread has those of its channel. */
  readonly denied: Map<string, Set<Right>>;
  /** Commands, by server. */
  readonly commands: Map<string, readonly Readonly<Record<string, unknown>>[]>;
  maxActiveThreads: number;
  nextId(): string;
  addUser(name: string, locale?: string): FakeUser;
  directChannel(user: FakeUser): FakeChannel;
  addChannel(channel: Omit<FakeChannel, "id"> & { readonly id?: string }): FakeChannel;
  post(fields: NewMessage): FakeMessage;
  press(user: FakeUser, message: FakeMessage, customId: string): FakePress;
  interact(press: NewPress): FakePress;
  emit(event: WorldEvent): void;
  listen(listener: (event: WorldEvent) => void): void;
}

export interface NewMessage {
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly content: string;
  readonly nonce?: string | number | null;
  readonly flags?: number;
  readonly type?: number;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly Readonly<Record<string, unknown>>[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

export function createWorld(botId: string): World {
  const listeners: ((event: WorldEvent) => void)[] = [];
  let lastId = 0n;
  const bot: FakeUser = { id: botId, username: "shopbot", global_name: null, bot: true, locale: "en-US" };
  const world: World = {
    bot,
    users: new Map([[bot.id, bot]]),
    channels: new Map(),
    messages: new Map(),
    presses: new Map(),
    blocked: new Set(),
    denied: new Map(),
    commands: new Map(),
    maxActiveThreads: 1_000,
    nextId() {
      const now = BigInt(Date.now() - DISCORD_EPOCH_MS) << 22n;
      lastId = now > lastId ? now : lastId + 1n;
      return lastId.toString();
    },
    addUser(name, locale = "en-US") {
      const known = [...world.users.values()].find((user) => user.username === name);
      if (known) return known;
      const user: FakeUser = { id: world.nextId(), username: name, global_name: name, bot: false, locale };
      world.users.set(user.id, user);
      return user;
    },
    directChannel(user) {
      const known = [...world.channels.values()].find((channel) => channel.recipient?.id === user.id);
      return (
        known ??
        world.addChannel({ type: 1, guild_id: null, name: "", recipient: user, parent_id: null, owner_id: null })
      );
    },
    addChannel(fields) {
      const channel: FakeChannel = { id: world.nextId(), ...fields };
      world.channels.set(channel.id, channel);
      world.messages.set(channel.id, world.messages.get(channel.id) ?? []);
      return channel;
    },
    post: (fields) => post(world, fields),
    press: (user, message, customId) =>
      world.interact({
        type: 3,
        data: { component_type: 2, custom_id: customId },
        user,
        message,
        channelId: message.channel_id,
      }),
    interact: (fields) => interact(world, fields),
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listen: (listener) => void listeners.push(listener),
  };
  return world;
}

function post(world: World, fields: NewMessage): FakeMessage {
  const message: FakeMessage = {
    id: world.nextId(),
    channel_id: fields.channel.id,
    author: fields.author,
    content: fields.content,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    nonce: fields.nonce ?? null,
    flags: fields.flags ?? 0,
    type: fields.type ?? 0,
    components: fields.components ?? [],
    attachments: fields.attachments ?? [],
    mentions: [...world.users.values()].filter((user) => fields.content.includes(`<@${user.id}>`)),
    marks: new Set(),
    extra: fields.extra ?? {},
    madeAt: Date.now(),
  };
  world.messages.get(fields.channel.id)?.push(message);
  announce(world, "MESSAGE_CREATE", message);
  return message;
}

/** Sends an event about that message, as it stands now. */
export function announce(world: World, name: string, message: FakeMessage): void {
  const channel = world.channels.get(message.channel_id);
  const guild = channel?.guild_id
    ? { guild_id: channel.guild_id, member: { roles: [], deaf: false, mute: false } }
    : {};
  const nonce = message.nonce === null ? {} : { nonce: message.nonce };
  world.emit({
    name,
    // The channel's type stands in events alone; discord.js drops a direct message without it.
    data: { ...showMessage(message), channel_type: channel?.type, ...nonce, ...guild },
    isDirect: channel?.type === 1,
    showsContent:
      channel?.type === 1 ||
      message.author.id === world.bot.id ||
      message.mentions.some((user) => user.id === world.bot.id),
  });
}

function interact(world: World, fields: NewPress): FakePress {
  const press: FakePress = {
    message: null,
    permissions: "0",
    ...fields,
    id: world.nextId(),
    token: randomUUID(),
    madeAt: Date.now(),
    answeredWith: null,
    replies: [],
    modal: null,
  };
  world.presses.set(press.id, press);
  const isDirect = world.channels.get(press.channelId)?.type === 1;
  world.emit({ name: "INTERACTION_CREATE", data: showPress(world, press), isDirect, showsContent: true });
  return press;
}
