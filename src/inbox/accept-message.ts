/** Cleans and stores a buyer's message once. A redelivery, an empty message or a flood ends here. */
import type { ReceiveOutcome } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId, ShopId } from "../contracts/ids.ts";
import type { InboundMessage, Part } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import { cleanName, cleanText } from "../shared/clean-text.ts";

export interface InboundAccount {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
}

/** Durable when it resolves with "stored". Throws only when the database does not answer. */
export async function acceptMessage(
  account: InboundAccount,
  message: InboundMessage,
  ports: Pick<Ports, "inbox" | "doorbell" | "metrics">,
): Promise<ReceiveOutcome> {
  const cleaned = cleanMessage(message);
  const outcome: ReceiveOutcome = cleaned
    ? await ports.inbox.accept(account.shopId, account.accountId, cleaned)
    : { kind: "refused", reason: "empty", retryAfterMs: 0 };
  ports.metrics.count("inbound_messages_total", {
    outcome: outcome.kind === "refused" ? outcome.reason : outcome.kind,
  });
  if (outcome.kind === "stored") ports.doorbell.ringTurns(account.shopId);
  return outcome;
}

function cleanMessage(message: InboundMessage): InboundMessage | null {
  const [first, ...rest] = message.parts.map(cleanPart).filter((part) => part !== null);
  if (!first) return null;
  const senderName = message.senderName === null ? null : cleanName(message.senderName) || null;
  return { ...message, senderName, parts: [first, ...rest] };
}

function cleanPart(part: Part): Part | null {
  switch (part.kind) {
    case "text": {
      const text = cleanText(part.text).trim();
      return text === "" ? null : { ...part, text };
    }
    case "choice":
      return { ...part, label: cleanName(part.label) };
    case "image":
      return { ...part, altText: cleanName(part.altText) };
    case "file":
      return { ...part, name: cleanName(part.name) };
    case "voice":
    case "location":
      return part;
  }
}
