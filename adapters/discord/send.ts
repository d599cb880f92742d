/** Sends one message and says what became of it. Never throws. */
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { Delivery, KeptPart, OutboundMessage } from "../../src/contracts/message.ts";
import { describeFault, type SentFile } from "./client.ts";
import { createOnce, type OneMessage, type SendParts } from "./create-once.ts";
import { encodeMessage } from "./encode.ts";
import { judgeFault, RETRY_MS, UNAUTHORIZED_RETRY_MS } from "./judge-fault.ts";

export async function sendMessage(parts: SendParts, message: OutboundMessage, signal: AbortSignal): Promise<Delivery> {
  if (signal.aborted) return { kind: "retry", afterMs: 0, reason: "aborted" };
  const bodies = await encodeMessage(message);
  const files = await loadFiles(parts.host, message.files ?? []);
  if (files === null) return { kind: "refused", reason: "invalid", detail: "file not kept any more" };
  let delivery: Delivery = { kind: "refused", reason: "invalid", detail: "empty" };
  for (const [index, body] of bodies.entries()) {
    // The files stand under the last of the words.
    const one = { channelId: message.to.threadKey, body, files: index === bodies.length - 1 ? files : [] };
    delivery = await sendOne(parts, one, signal);
    if (delivery.kind !== "delivered") return delivery;
  }
  return delivery;
}

/** Null when the bytes are gone: the buyer's data were erased. */
async function loadFiles(host: ChannelHost, files: readonly KeptPart[]): Promise<readonly SentFile[] | null> {
  try {
    return await Promise.all(files.map(async (file) => ({ name: file.name, bytes: await host.files.load(file) })));
  } catch (error) {
    host.log.error("discord-file-not-loaded", error);
    return null;
  }
}

async function sendOne(parts: SendParts, message: OneMessage, signal: AbortSignal): Promise<Delivery> {
  try {
    return { kind: "delivered", externalId: await createOnce(parts, message, signal) };
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
