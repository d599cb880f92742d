/** Calls of the team's half: threads, edits, marks, answers to presses, commands. Throws what the client throws. */
import { Routes } from "discord.js";
import { z } from "zod";
import type { DiscordClient } from "../client.ts";
import type { Press } from "./press.ts";

/** The longest Discord has: a case that is open should not vanish over a weekend. */
const ONE_WEEK_IN_MINUTES = 10_080;

const Channel = z.object({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().nullish(),
  parent_id: z.string().nullish(),
  name: z.string().nullish(),
  last_message_id: z.string().nullish(),
  thread_metadata: z.object({ archived: z.boolean() }).nullish(),
});
export type DeskChannel = z.infer<typeof Channel>;

const Guilds = z.array(z.object({ id: z.string() }));
const ActiveThreads = z.object({ threads: z.array(Channel) });

export interface DeskClient {
  channel(channelId: string, signal: AbortSignal): Promise<DeskChannel>;
  /** Opens the thread of a message; its id is the message's id. */
  openThread(channelId: string, messageId: string, name: string, signal: AbortSignal): Promise<void>;
  changeThread(threadId: string, change: ThreadChange, signal: AbortSignal): Promise<void>;
  editMessage(channelId: string, messageId: string, body: unknown, signal: AbortSignal): Promise<void>;
  mark(channelId: string, messageId: string, emoji: string, signal: AbortSignal): Promise<void>;
  unmark(channelId: string, messageId: string, emoji: string, signal: AbortSignal): Promise<void>;
  /** The first answer to a press. */
  answer(press: Press, body: unknown): Promise<void>;
  /** What the person is shown instead of the first answer. */
  changeAnswer(press: Press, body: unknown): Promise<void>;
  guilds(signal: AbortSignal): Promise<readonly string[]>;
  putCommands(applicationId: string, guildId: string, commands: unknown, signal: AbortSignal): Promise<void>;
  activeThreads(guildId: string, signal: AbortSignal): Promise<readonly DeskChannel[]>;
}

export interface ThreadChange {
  readonly name?: string;
  readonly archived?: boolean;
}

export function createDeskClient(client: DiscordClient): DeskClient {
  return {
    async channel(channelId, signal) {
      return Channel.parse(await client.call("GET", Routes.channel(channelId), { signal }));
    },
    async openThread(channelId, messageId, name, signal) {
      const body = { name, auto_archive_duration: ONE_WEEK_IN_MINUTES };
      await client.call("POST", Routes.threads(channelId, messageId), { body, signal });
    },
    async changeThread(threadId, change, signal) {
      await client.call("PATCH", Routes.channel(threadId), { body: change, signal });
    },
    async editMessage(channelId, messageId, body, signal) {
      await client.call("PATCH", Routes.channelMessage(channelId, messageId), { body, signal });
    },
    async mark(channelId, messageId, emoji, signal) {
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await client.call("PUT", route, { signal });
    },
    async unmark(channelId, messageId, emoji, signal) {
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await client.call("DELETE", route, { signal });
    },
    async answer(press, body) {
      await client.call("POST", Routes.interactionCallback(press.id, press.token), { body, auth: false });
    },
    async changeAnswer(press, body) {
      await client.call("PATCH", Routes.webhookMessage(press.applicationId, press.token), { body, auth: false });
    },
    async guilds(signal) {
      return Guilds.parse(await client.call("GET", Routes.userGuilds(), { signal })).map(({ id }) => id);
    },
    async putCommands(applicationId, guildId, commands, signal) {
      const route = Routes.applicationGuildCommands(applicationId, guildId);
      await client.call("PUT", route, { body: commands, signal });
    },
    async activeThreads(guildId, signal) {
      return ActiveThreads.parse(await client.call("GET", Routes.guildActiveThreads(guildId), { signal })).threads;
    },
  };
}
