/** The world of the fake Discord, empty but for the bot. */
import { randomUUID } from "node:crypto";
import { showMessage, showPress } from "./show.ts";
import type {
  FakeChannel,
  FakeMessage,
  FakePress,
  FakeUser,
  NewMessage,
  NewPress,
  World,
  WorldEvent,
} from "./world.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;

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
