/**
 * Which channels of a server are the team's, and below which of them a thread stands. Kept across restarts: an event
 * names only the thread it happened in, and nothing of the team's may be taken for a buyer's word.
 */
import { z } from "zod";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";

const STATE_KEY = "staff-places";
const MAX_PARENTS = 20_000;

const Stored = z.record(z.string().regex(/^\d{1,20}$/), z.string());
const Thread = z.object({ id: z.string(), parent_id: z.string().nullish() });
const Guild = z.object({ id: z.string(), threads: z.array(Thread).nullish() });

export type Found =
  /** `threadKey` is null in the channel itself. */
  | { readonly kind: "desk"; readonly placeKey: string; readonly threadKey: string | null }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unknown" };

export interface DeskPlaces {
  isEmpty(): boolean;
  /** Channels of that server, or of all. */
  list(guildId?: string): readonly string[];
  guilds(): readonly string[];
  find(channelId: string): Found;
  /** Null for a channel that is no thread. */
  learn(channelId: string, parentId: string | null): void;
  /** Takes from an event of the gateway which thread stands where. */
  observe(event: string, data: unknown): void;
  /** Resolves when it is kept. */
  add(placeKey: string, guildId: string): Promise<void>;
  /** What other processes have added. */
  refresh(): Promise<void>;
}

export async function openDeskPlaces(host: ChannelHost): Promise<DeskPlaces> {
  const places = new Map<string, string>();
  const parents = new Map<string, string | null>();
  const refresh = async () => {
    for (const [placeKey, guildId] of await loadPlaces(host)) places.set(placeKey, guildId);
  };
  const learn = (channelId: string, parentId: string | null) => {
    parents.delete(channelId);
    parents.set(channelId, parentId);
    for (const oldest of parents.keys()) {
      if (parents.size <= MAX_PARENTS) break;
      parents.delete(oldest);
    }
  };
  await refresh();
  return {
    isEmpty: () => places.size === 0,
    list: (guildId) => [...places].filter(([, guild]) => (guildId ?? guild) === guild).map(([placeKey]) => placeKey),
    guilds: () => [...new Set(places.values())],
    find(channelId) {
      if (places.has(channelId)) return { kind: "desk", placeKey: channelId, threadKey: null };
      const parent = parents.get(channelId);
      if (parent === undefined) return places.size === 0 ? { kind: "elsewhere" } : { kind: "unknown" };
      if (parent === null || !places.has(parent)) return { kind: "elsewhere" };
      return { kind: "desk", placeKey: parent, threadKey: channelId };
    },
    learn,
    observe(event, data) {
      if (event === "THREAD_CREATE" || event === "THREAD_UPDATE") {
        const thread = Thread.safeParse(data);
        if (thread.success) learn(thread.data.id, thread.data.parent_id ?? null);
      } else if (event === "GUILD_CREATE") {
        const guild = Guild.safeParse(data);
        for (const thread of guild.data?.threads ?? []) learn(thread.id, thread.parent_id ?? null);
      }
    },
    async add(placeKey, guildId) {
      if (places.get(placeKey) === guildId) return;
      await savePlace(host, placeKey, guildId);
      places.set(placeKey, guildId);
    },
    refresh,
  };
}

/** From whatever process, at whatever moment: what the others keep stays. */
export async function savePlace(host: ChannelHost, placeKey: string, guildId: string): Promise<void> {
  if ((await loadPlaces(host)).get(placeKey) === guildId) return;
  await host.state.put(STATE_KEY, placeKey, guildId);
}

async function loadPlaces(host: ChannelHost): Promise<Map<string, string>> {
  const stored = Stored.safeParse(await host.state.load(STATE_KEY));
  return new Map(Object.entries(stored.data ?? {}));
}
