/** What the fake Discord knows: people, channels, messages and presses. Nothing in it depends on a client being there. */
import { randomUUID } from "node:crypto";

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
  readonly name: string;
  readonly recipient: FakeUser | null;
  readonly parent_id: string | null;
  readonly owner_id: string | null;
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
  readonly components: readonly unknown[];
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly mentions: readonly FakeUser[];
  /** Whatever a test adds: stickers, embeds, a poll. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly madeAt: number;
}

export interface FakePress {
  readonly id: string;
  readonly token: string;
  readonly madeAt: number;
  answeredWith: number | null;
}

/** An event on its way to whoever is connected. `isDirect` and `shows` decide what an intent lets through. */
export interface WorldEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isDirect: boolean;
  /** The bot sees the content without the privileged intent. */
  readonly showsContent: boolean;
}

export interface World {
  readonly bot: FakeUser;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, FakeMessage[]>;
  readonly presses: Map<string, FakePress>;
  /** Users who do not take direct messages from the bot. */
  readonly blocked: Set<string>;
  nextId(): string;
  addUser(name: string, locale?: string): FakeUser;
  directChannel(user: FakeUser): FakeChannel;
  addChannel(channel: Omit<FakeChannel, "id"> & { readonly id?: string }): FakeChannel;
  post(fields: NewMessage): FakeMessage;
  press(user: FakeUser, message: FakeMessage, customId: string): FakePress;
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
    press(user, message, customId) {
      const press: FakePress = { id: world.nextId(), token: randomUUID(), madeAt: Date.now(), answeredWith: null };
      world.presses.set(press.id, press);
      const channel = world.channels.get(message.channel_id);
      world.emit({
        name: "INTERACTION_CREATE",
        data: showPress(world, { user, message, customId, press }),
        isDirect: channel?.type === 1,
        showsContent: true,
      });
      return press;
    },
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

export function showUser(user: FakeUser): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    global_name: user.global_name,
    discriminator: user.bot ? "0001" : "0",
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
    ...(user.bot ? { bot: true } : {}),
  };
}

/** As REST answers it. Like Discord's, the history holds no nonce: only the answer to the send and the event do. */
export function showMessage(message: FakeMessage): Record<string, unknown> {
  const { author, mentions, nonce: _nonce, madeAt: _madeAt, extra, ...shown } = message;
  return {
    ...shown,
    author: showUser(author),
    mentions: mentions.map(showUser),
    mention_roles: [],
    mention_everyone: false,
    embeds: [],
    pinned: false,
    tts: false,
    ...extra,
  };
}

interface PressParts {
  readonly user: FakeUser;
  readonly message: FakeMessage;
  readonly customId: string;
  readonly press: FakePress;
}

function showPress(world: World, { user, message, customId, press }: PressParts): Record<string, unknown> {
  const channel = world.channels.get(message.channel_id);
  const who =
    channel?.type === 1
      ? { user: showUser(user) }
      : { member: { user: showUser(user), roles: [] }, guild_id: channel?.guild_id };
  return {
    id: press.id,
    application_id: world.bot.id,
    type: 3,
    token: press.token,
    version: 1,
    channel_id: message.channel_id,
    locale: user.locale,
    data: { component_type: 2, custom_id: customId },
    message: showMessage(message),
    ...who,
  };
}
