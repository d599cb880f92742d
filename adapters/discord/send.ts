/** Sends one message and says what became of it. Never throws. */
import type { RESTPostAPIChannelMessageJSONBody } from "discord.js";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { Delivery, OutboundMessage } from "../../src/contracts/message.ts";
import { describeFault } from "./client.ts";
import { createOnce, type SendParts } from "./create-once.ts";
import { encodeMessage } from "./encode.ts";
import { judgeFault, RETRY_MS, UNAUTHORIZED_RETRY_MS } from "./judge-fault.ts";

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
  try {
    return { kind: "delivered", externalId: await createOnce(parts, { channelId, body }, signal) };
  } catch (error) {
    return judgeFault(describeFault(error), (status, code) => judgeRejection(parts.host, status, code));
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
