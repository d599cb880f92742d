/** Sends one message and says what became of it. Never throws. */
import type { RESTPostAPIChannelMessageJSONBody } from "discord.js";
import { z } from "zod";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Delivery, OutboundMessage } from "../../src/contracts/message.ts";
import { assertNever } from "../../src/shared/assert-never.ts";
import { type DiscordClient, describeFault, type RestFault } from "./client.ts";
import { snowflakeAt } from "./decode.ts";
import { encodeMessage } from "./encode.ts";

/** Discord remembers a nonce for "a few minutes"; within this time a second send is certainly safe. */
const NONCE_SAFE_MS = 60_000;
const RETRY_MS = 2_000;
const UNAUTHORIZED_RETRY_MS = 60_000;
/** Clocks differ: look a little further back in the history than our own clock says. */
const CLOCK_SLACK_MS = 60_000;
const MAX_REMEMBERED = 2_000;

const SentMessage = z.object({
  id: z.string(),
  content: z.string(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  author: z.object({ id: z.string() }),
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

export async function sendMessage(parts: SendParts, message: OutboundMessage, signal: AbortSignal): Promise<Delivery> {
  if (signal.aborted) return { kind: "retry", afterMs: 0, reason: "aborted" };
  const bodies = await encodeMessage(message);
  let delivery: Delivery = { kind: "refused", reason: "invalid", detail: "empty" };
  for (const body of bodies) {
    delivery = await sendBody(parts, message.to.threadKey, body, signal);
    if (delivery.kind !== "delivered") return delivery;
  }
  return delivery;
}

async function sendBody(
  parts: SendParts,
  channelId: string,
  body: RESTPostAPIChannelMessageJSONBody,
  signal: AbortSignal,
): Promise<Delivery> {
  const { client, host, memory } = parts;
  const nonce = String(body.nonce);
  const triedAt = memory.doubts.get(nonce);
  try {
    if (triedAt !== undefined && host.clock.now() - triedAt > NONCE_SAFE_MS) {
      const sentId = await findSent(parts, channelId, body, signal);
      if (sentId !== null) return settle(memory, nonce, sentId);
    }
    remember(memory.doubts, nonce, triedAt ?? host.clock.now());
    return settle(memory, nonce, await client.createMessage(channelId, body, signal));
  } catch (error) {
    const fault = describeFault(error);
    const isClear = fault.kind === "rejected" || fault.kind === "rate-limited" || fault.kind === "not-sent";
    // This try certainly shows nothing; an earlier one still may.
    if (isClear && triedAt === undefined) memory.doubts.delete(nonce);
    return judge(host, fault);
  }
}

/** Looks in the channel whether an earlier try arrived after all; Discord has forgotten its nonce by now. */
async function findSent(
  parts: SendParts,
  channelId: string,
  body: RESTPostAPIChannelMessageJSONBody,
  signal: AbortSignal,
): Promise<string | null> {
  const { client, memory, botId } = parts;
  const nonce = String(body.nonce);
  const triedAt = memory.doubts.get(nonce) ?? 0;
  const history = await client.messagesAfter(channelId, snowflakeAt(triedAt - CLOCK_SLACK_MS), signal);
  const others = new Set(memory.delivered.values());
  for (const entry of history) {
    const parsed = SentMessage.safeParse(entry);
    if (!parsed.success || parsed.data.author.id !== botId || others.has(parsed.data.id)) continue;
    // The history may leave the nonce out; then the words tell.
    if (parsed.data.nonce === nonce || parsed.data.content === body.content?.trim()) return parsed.data.id;
  }
  return null;
}

function settle(memory: SendMemory, nonce: string, externalId: string): Delivery {
  memory.doubts.delete(nonce);
  remember(memory.delivered, nonce, externalId);
  return { kind: "delivered", externalId };
}

function judge(host: ChannelHost, fault: RestFault): Delivery {
  switch (fault.kind) {
    case "rate-limited":
      return {
        kind: "retry",
        afterMs: Math.ceil(fault.afterMs),
        reason: fault.isGlobal ? "rate-limit" : "channel-limit",
      };
    case "not-sent":
      return { kind: "retry", afterMs: RETRY_MS, reason: "unreachable" };
    // Both may have been carried out; the nonce, or after its time the history, keeps the next try from showing twice.
    case "server-error":
    case "no-answer":
      return { kind: "retry", afterMs: RETRY_MS, reason: fault.kind };
    case "rejected":
      return judgeRejection(host, fault.status, fault.code);
    default:
      return assertNever(fault);
  }
}

function judgeRejection(host: ChannelHost, status: number, code: number): Delivery {
  const detail = `discord ${status}/${code}`;
  switch (status) {
    case 401: {
      const hint = "Discord rejects DISCORD_BOT_TOKEN; copy the token again from the Bot page of the application.";
      host.log.error("discord-token-rejected", new AppError("ADAPTER_AUTH", hint, { status }));
      return { kind: "retry", afterMs: UNAUTHORIZED_RETRY_MS, reason: "unauthorized" };
    }
    case 403:
      return { kind: "refused", reason: "blocked", detail };
    case 404:
      return { kind: "refused", reason: "gone", detail };
    case 408:
    case 409:
      return { kind: "retry", afterMs: RETRY_MS, reason: detail };
    default:
      return { kind: "refused", reason: "invalid", detail };
  }
}

/** Forgets the oldest when there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= MAX_REMEMBERED) break;
    map.delete(oldest);
  }
}
