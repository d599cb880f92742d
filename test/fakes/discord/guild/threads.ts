/** Threads and commands of a server at the fake Discord: opened on a message, archived, woken, renamed, deleted. */
import {
  fieldOf,
  inChannel,
  inMessage,
  lacks,
  ok,
  refusal,
  type RestAnswer,
  type RestCall,
  type RouteLine,
  type RouteParts,
} from "../rest-call.ts";
import { showChannel } from "../show.ts";
import type { FakeChannel, FakeMessage, World } from "../world.ts";

const GUILDS = 1 << 0;
const MAX_NAME_LENGTH = 100;
const DAY_IN_MINUTES = 1440;
/** Discord takes two new names of a thread within ten minutes. */
const MAX_RENAMES = 2;
const RENAME_WINDOW_MS = 600_000;
const opened = new WeakSet<FakeMessage>();
const renames = new WeakMap<FakeChannel, number[]>();

export const THREAD_ROUTES: readonly RouteLine[] = [
  ["POST", /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, openThread],
  ["PATCH", /^\/channels\/(\d+)$/, changeThread],
  ["GET", /^\/users\/@me\/guilds$/, ({ world }) => ok(guildsOf(world).map(showGuild))],
  ["GET", /^\/guilds\/(\d+)\/threads\/active$/, ({ world }, _, [id]) => ok(activeThreads(world, id ?? ""))],
  ["PUT", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, putCommands],
];

export function guildsOf(world: World): readonly string[] {
  return [...new Set([...world.channels.values()].flatMap((channel) => channel.guild_id ?? []))];
}

function openThread(parts: RouteParts, { body }: RestCall, ids: readonly string[]): RestAnswer {
  const { world } = parts;
  return inMessage(parts, ids, (message) => {
    const parent = world.channels.get(message.channel_id);
    const name = fieldOf(body, "name");
    if (!parent?.guild_id) return refusal(400, 50_024, "Cannot execute action on this channel type");
    if (lacks(world, parent, "threads")) return refusal(403, 50_013, "Missing Permissions");
    if (!isName(name)) return refusal(400, 50_035, "Invalid Form Body");
    // Whether Discord lets a message have a second thread when its first was deleted, it does not say.
    if (opened.has(message)) {
      return refusal(400, 160_004, "A thread has already been created for this message");
    }
    if (isFull(world, parent.guild_id)) {
      return refusal(400, 160_006, "Maximum number of active threads reached");
    }
    opened.add(message);
    const minutes = Number(fieldOf(body, "auto_archive_duration") ?? DAY_IN_MINUTES);
    const thread = world.addChannel({
      id: message.id,
      type: 11,
      name,
      recipient: null,
      guild_id: parent.guild_id,
      parent_id: parent.id,
      owner_id: world.bot.id,
      thread: { isArchived: false, isLocked: false, autoArchiveMinutes: minutes, archivedAt: new Date().toISOString() },
    });
    tell(world, "THREAD_CREATE", { ...showChannel(thread), newly_created: true });
    return { status: 201, body: showChannel(thread) };
  });
}

function changeThread(parts: RouteParts, { body }: RestCall, [id]: readonly string[]): RestAnswer {
  const { world } = parts;
  return inChannel(parts, id, (channel) => {
    const { thread } = channel;
    if (!thread) return refusal(400, 50_024, "Cannot execute action on this channel type");
    const name = fieldOf(body, "name");
    const archived = fieldOf(body, "archived");
    const locked = fieldOf(body, "locked");
    // Whoever opened a thread may archive it; to lock it wants the right to manage threads.
    if (locked !== undefined) return refusal(403, 50_013, "Missing Permissions");
    if (thread.isArchived && archived !== false) return refusal(400, 50_083, "Thread is archived");
    if (archived === false && thread.isArchived && isFull(world, channel.guild_id)) {
      return refusal(400, 160_006, "Maximum number of active threads reached");
    }
    if (name !== undefined && name !== channel.name) {
      if (!isName(name)) return refusal(400, 50_035, "Invalid Form Body");
      const limited = countRename(channel);
      if (limited !== null) return limited;
      channel.name = name;
    }
    if (typeof archived === "boolean") setArchived(world, channel, archived);
    else tell(world, "THREAD_UPDATE", showChannel(channel));
    return ok(showChannel(channel));
  });
}

function countRename(channel: FakeChannel): RestAnswer | null {
  const recent = (renames.get(channel) ?? []).filter((at) => at > Date.now() - RENAME_WINDOW_MS);
  const [oldest] = recent;
  if (recent.length < MAX_RENAMES || oldest === undefined) {
    renames.set(channel, [...recent, Date.now()]);
    return null;
  }
  const seconds = (oldest + RENAME_WINDOW_MS - Date.now()) / 1_000;
  const headers = { "retry-after": seconds.toFixed(3), "x-ratelimit-scope": "shared" };
  return {
    status: 429,
    headers,
    body: { message: "The resource is being rate limited.", retry_after: seconds, global: false },
  };
}

function putCommands({ world }: RouteParts, { body }: RestCall, [appId, guildId]: readonly string[]): RestAnswer {
  if (!guildsOf(world).includes(guildId ?? "")) return refusal(403, 50_001, "Missing Access");
  const commands = (Array.isArray(body) ? body : []) as readonly Readonly<Record<string, unknown>>[];
  if (commands.some(({ name }) => typeof name !== "string" || !/^[-_\p{L}\p{N}]{1,32}$/u.test(name))) {
    return refusal(400, 50_035, "Invalid Form Body");
  }
  const shown = commands.map((command) => ({
    type: 1,
    nsfw: false,
    ...command,
    default_member_permissions: rightsInWords(command["default_member_permissions"]),
    id: world.nextId(),
    application_id: appId,
    guild_id: guildId,
    version: world.nextId(),
  }));
  world.commands.set(guildId ?? "", shown);
  return ok(shown);
}

/** Discord takes a number and answers with words. */
function rightsInWords(rights: unknown): string | null {
  return typeof rights === "number" || typeof rights === "string" ? String(rights) : null;
}

/** A word in an archived thread opens it again. */
export function wakeThread(world: World, channel: FakeChannel): void {
  if (channel.thread?.isArchived) setArchived(world, channel, false);
}

export function setArchived(world: World, channel: FakeChannel, isArchived: boolean): void {
  if (!channel.thread) return;
  channel.thread.isArchived = isArchived;
  channel.thread.archivedAt = new Date().toISOString();
  tell(world, "THREAD_UPDATE", showChannel(channel));
}

/** By hand, by somebody with the right to; a channel takes its threads with it. */
export function deleteChannel(world: World, channelId: string): void {
  const channel = world.channels.get(channelId);
  if (!channel) return;
  for (const thread of [...world.channels.values()].filter((one) => one.parent_id === channelId)) {
    deleteChannel(world, thread.id);
  }
  world.channels.delete(channelId);
  const { id, guild_id, parent_id, type } = channel;
  tell(world, channel.thread ? "THREAD_DELETE" : "CHANNEL_DELETE", { id, guild_id, parent_id, type });
}

function isFull(world: World, guildId: string | null): boolean {
  return activeIn(world, guildId).length >= world.maxActiveThreads;
}

function activeIn(world: World, guildId: string | null): readonly FakeChannel[] {
  return [...world.channels.values()].filter(
    ({ guild_id, thread }) => guild_id === guildId && thread?.isArchived === false,
  );
}

function activeThreads(world: World, guildId: string): unknown {
  const threads = activeIn(world, guildId).map((thread) => ({
    ...showChannel(thread),
    last_message_id: world.messages.get(thread.id)?.at(-1)?.id ?? null,
  }));
  return { threads, members: [], has_more: false };
}

/** What comes behind READY, for a bot that asks for servers. */
export function showGuildState(world: World, id: string): Record<string, unknown> {
  const channels = [...world.channels.values()].filter(({ guild_id, thread }) => guild_id === id && !thread);
  return { ...showGuild(id), channels: channels.map(showChannel), threads: activeIn(world, id).map(showChannel) };
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length >= 1 && name.length <= MAX_NAME_LENGTH;
}

function tell(world: World, name: string, data: Readonly<Record<string, unknown>>): void {
  world.emit({ name, data, isDirect: false, showsContent: true, intent: GUILDS });
}

function showGuild(id: string): Record<string, unknown> {
  return { id, name: "the shop", icon: null, banner: null, owner: false, permissions: "0", features: [] };
}
