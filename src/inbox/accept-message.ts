/** Cleans and stores a buyer's message once. A redelivery, an empty message or a flood ends here. */
import type { ReceiveOutcome } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId, Instant, ShopId } from "../contracts/ids.ts";
import type { InboundMessage, Part } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import { cleanName, cleanText } from "../shared/clean-text.ts";

/** The end of the year 9999, beyond which dates have no common written form. */
const LAST_MOMENT = Date.UTC(9999, 11, 31);

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
  return {
    ...message,
    threadKey: cleanKey(message.threadKey),
    senderKey: cleanKey(message.senderKey),
    externalId: cleanKey(message.externalId),
    senderName,
    locale: message.locale === null ? null : cleanKey(message.locale) || null,
    sentAt: cleanMoment(message.sentAt),
    parts: [first, ...rest],
  };
}

/** The same key for the same key, always; PostgreSQL refuses NUL and halves of characters. */
function cleanKey(key: string): string {
  return key.toWellFormed().replaceAll("\0", "");
}

/** A platform's clock may say anything; a moment no calendar knows would fail the insert, and with it the message. */
function cleanMoment(sentAt: Instant): Instant {
  const isKnown = sentAt >= 0 && sentAt <= LAST_MOMENT;
  return isKnown ? sentAt : (0 as Instant);
}

function cleanPart(part: Part): Part | null {
  switch (part.kind) {
    case "text": {
      const text = cleanText(part.text).trim();
      return text === "" ? null : { ...part, text };
    }
    case "choice":
      return { ...part, choiceId: cleanKey(part.choiceId), label: cleanName(part.label) };
    case "image":
      return { ...part, externalKey: cleanKey(part.externalKey), altText: cleanName(part.altText) };
    case "file":
      return { ...part, externalKey: cleanKey(part.externalKey), name: cleanName(part.name) };
    case "voice":
      return { ...part, externalKey: cleanKey(part.externalKey) };
    case "location":
      return part;
  }
}
