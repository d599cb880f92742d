/** How the fake Discord shows people, channels, messages and presses to a bot. */
import type { FakeChannel, FakeMessage, FakePress, FakeUser, World } from "./world.ts";

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
  const { author, mentions, nonce: _nonce, madeAt: _madeAt, marks: _marks, extra, ...shown } = message;
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

/** What was done: a button, a menu, a form or a command, as the event's type and data name it. */
export function showPress(world: World, press: FakePress): Record<string, unknown> {
  const { user, message } = press;
  const channel = world.channels.get(press.channelId);
  const who =
    channel?.type === 1
      ? { user: showUser(user) }
      : { member: { user: showUser(user), roles: [], permissions: press.permissions }, guild_id: channel?.guild_id };
  return {
    id: press.id,
    application_id: world.bot.id,
    type: press.type,
    token: press.token,
    version: 1,
    channel_id: press.channelId,
    ...(channel ? { channel: showChannel(channel) } : {}),
    app_permissions: permissionsOf(world, channel),
    locale: user.locale,
    entitlements: [],
    authorizing_integration_owners: {},
    context: channel?.type === 1 ? 1 : 0,
    data: press.data,
    ...(message ? { message: showMessage(message) } : {}),
    ...who,
  };
}

/** What the bot may do there: view, send, send in threads, open threads, read the history, add reactions. */
function permissionsOf(world: World, channel: FakeChannel | undefined): string {
  const denied = channel && world.denied.get(channel.parent_id ?? channel.id);
  const rights = { view: 1n << 10n, send: (1n << 11n) | (1n << 38n), threads: 1n << 35n } as const;
  let bits = (1n << 16n) | (1n << 6n);
  for (const [right, bit] of Object.entries(rights)) if (!denied?.has(right as keyof typeof rights)) bits |= bit;
  return bits.toString();
}

const FRESH = { isArchived: false, isLocked: false, autoArchiveMinutes: 1440, archivedAt: new Date(0).toISOString() };

export function showChannel(channel: FakeChannel): Record<string, unknown> {
  const { id, type } = channel;
  if (channel.recipient)
    return { id, type, flags: 0, last_message_id: null, recipients: [showUser(channel.recipient)] };
  if (type === 0) {
    const { name, guild_id, parent_id } = channel;
    return { id, type, flags: 0, last_message_id: null, name, guild_id, parent_id, position: 0, nsfw: false };
  }
  const { isArchived, isLocked, autoArchiveMinutes, archivedAt } = channel.thread ?? FRESH;
  return {
    id,
    type,
    flags: 0,
    last_message_id: null,
    guild_id: channel.guild_id,
    name: channel.name,
    parent_id: channel.parent_id,
    owner_id: channel.owner_id,
    thread_metadata: {
      archived: isArchived,
      archive_timestamp: archivedAt,
      auto_archive_duration: autoArchiveMinutes,
      locked: isLocked,
    },
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
  };
}
