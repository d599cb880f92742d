/** Sends one message, and says in our words what Telegram made of it; never throws. */
import type { Delivery, OutboundMessage } from "../../src/contracts/message.ts";
import type { CallOutcome } from "./client.ts";
import { isFields } from "./decode.ts";
import { encodeMessage, encodeTarget } from "./encode.ts";
import { judgeFailure, type Rejection } from "./judge-failure.ts";
import { sendFiles } from "./send-files.ts";
import type { TelegramContext } from "./wait-out.ts";

const SEND_LIMIT_MS = 15_000;

export async function send(
  { client, host }: Pick<TelegramContext, "client" | "host">,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const target = encodeTarget(message.to.threadKey);
  if (target === null) return { kind: "refused", reason: "invalid", detail: "not a thread of Telegram" };
  // Before anything is written an abort is harmless; afterwards nobody can say whether the message arrived.
  if (signal.aborted) return { kind: "retry", afterMs: 0, reason: "aborted" };
  if (message.files && message.files.length > 0) {
    const sent = await sendFiles({ client, host }, message, target, signal);
    if (sent === null) return { kind: "refused", reason: "invalid", detail: "file not kept any more" };
    return judgeSent(sent);
  }
  const heading = message.sources.length > 0 ? host.notice("sources", message.language) : "";
  const parameters = encodeMessage(message, target, heading);
  const limits = { timeoutMs: SEND_LIMIT_MS, signal };
  return judgeSent(await client.call((api, inner) => api.sendMessage(parameters, inner), limits));
}

/** Of an album, the first message names it. */
function judgeSent(outcome: CallOutcome<unknown>): Delivery {
  if (outcome.kind !== "ok") return judgeFailure(outcome, describeRefusal);
  const message: unknown = Array.isArray(outcome.result) ? outcome.result[0] : outcome.result;
  const externalId = isFields(message) ? message["message_id"] : null;
  if (Number.isSafeInteger(externalId)) return { kind: "delivered", externalId: String(externalId) };
  return { kind: "unknown", detail: "answer without a message id" };
}

/** The buyer, the chat or the topic is no longer there, in Telegram's own words. */
const GONE =
  /chat not found|user not found|user is deactivated|peer_id_invalid|can't initiate conversation|thread not found|topic_(closed|deleted)|topic closed|was kicked|have no rights|not enough rights/i;

function describeRefusal({ status, description }: Rejection): Delivery {
  if (GONE.test(description)) return { kind: "refused", reason: "gone", detail: description };
  return { kind: "refused", reason: status === 403 ? "blocked" : "invalid", detail: description };
}
