/** Puts a message into a channel once, whatever becomes of the answers: by its nonce, and after its time by the history. */
import type { RESTPostAPIChannelMessageJSONBody } from "discord.js";
import { z } from "zod";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import { type DiscordClient, describeFault, type SentFile } from "./client.ts";
import { snowflakeAt } from "./decode.ts";

/** Discord remembers a nonce for "a few minutes"; within this time a second send is certainly safe. */
const NONCE_SAFE_MS = 60_000;
/** Clocks differ: look a little further back in the history than our own clock says. */
const CLOCK_SLACK_MS = 60_000;
const MAX_REMEMBERED = 2_000;

const SentMessage = z.object({
  id: z.string(),
  content: z.string(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  author: z.object({ id: z.string() }),
  attachments: z.array(z.object({ size: z.number() })).nullish(),
});

/** What this process knows of its recent sends; both by the nonce. */
export interface SendMemory {
  /** When a send whose outcome nobody knows was first tried. */
  readonly doubts: Map<string, Instant>;
  /** Ids of messages that are surely ours and surely another send's. */
  readonly delivered: Map<string, string>;
}

export function createSendMemory(): SendMemory {
  return { doubts: new Map(), delivered: new Map() };
}

export interface SendParts {
  readonly host: ChannelHost;
  readonly client: DiscordClient;
  readonly botId: string;
  readonly memory: SendMemory;
}

export interface OneMessage {
  readonly channelId: string;
  readonly body: RESTPostAPIChannelMessageJSONBody;
  readonly files?: readonly SentFile[];
}

/** Resolves with the id of the message that stands there now; throws what the client throws. */
export async function createOnce(parts: SendParts, message: OneMessage, signal: AbortSignal): Promise<string> {
  const { client, host, memory } = parts;
  const { channelId, body, files } = message;
  const nonce = String(body.nonce);
  const triedAt = memory.doubts.get(nonce);
  try {
    if (triedAt !== undefined && host.clock.now() - triedAt > NONCE_SAFE_MS) {
      const sentId = await findSent(parts, message, signal);
      if (sentId !== null) return settle(memory, nonce, sentId);
    }
    remember(memory.doubts, nonce, triedAt ?? host.clock.now());
    return settle(memory, nonce, await client.createMessage(channelId, body, signal, files));
  } catch (error) {
    const fault = describeFault(error);
    const isClear = fault.kind === "rejected" || fault.kind === "rate-limited" || fault.kind === "not-sent";
    // This try certainly shows nothing; an earlier one still may.
    if (isClear && triedAt === undefined) memory.doubts.delete(nonce);
    throw error;
  }
}

/** Looks in the channel whether an earlier try arrived after all; Discord has forgotten its nonce by now. */
async function findSent(
  parts: SendParts,
  { channelId, body, files = [] }: OneMessage,
  signal: AbortSignal,
): Promise<string | null> {
  const sizes = files.map(({ bytes }) => bytes.byteLength).join();
  const { client, memory, botId } = parts;
  const nonce = String(body.nonce);
  const triedAt = memory.doubts.get(nonce) ?? 0;
  const history = await client.messagesAfter(channelId, snowflakeAt(triedAt - CLOCK_SLACK_MS), signal);
  const others = new Set(memory.delivered.values());
  for (const entry of history) {
    const parsed = SentMessage.safeParse(entry);
    if (!parsed.success || parsed.data.author.id !== botId || others.has(parsed.data.id)) continue;
    // The history may leave the nonce out; then the words and the files tell.
    const words = body.content?.trim() ?? "";
    const isAlike =
      parsed.data.content === words && (parsed.data.attachments ?? []).map(({ size }) => size).join() === sizes;
    if (parsed.data.nonce === nonce || (`${words}${sizes}` !== "" && isAlike)) return parsed.data.id;
  }
  return null;
}

function settle(memory: SendMemory, nonce: string, externalId: string): string {
  memory.doubts.delete(nonce);
  remember(memory.delivered, nonce, externalId);
  return externalId;
}

/** Forgets the oldest when there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= MAX_REMEMBERED) break;
    map.delete(oldest);
  }
}
