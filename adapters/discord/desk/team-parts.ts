/** What both halves of the team's side share: the one that hears and the one that posts. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { DiscordClient } from "../client.ts";
import type { SendMemory } from "../create-once.ts";
import type { DeskClient } from "./desk-client.ts";

export interface TeamParts {
  readonly host: ChannelHost;
  readonly client: DiscordClient;
  readonly desk: DeskClient;
  readonly botId: string;
  readonly memory: SendMemory;
  /** The bot's own rights by channel, as the last `/desk` there said: for whoever looks whether a place can be a desk. */
  readonly rights: Map<string, bigint>;
}
