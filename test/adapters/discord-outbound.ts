/** Outbound messages for the Discord tests, each with an id of its own. */
import type { ConversationId, OutboundId } from "../../src/contracts/ids.ts";
import type { Address, OutboundMessage } from "../../src/contracts/message.ts";

let count = 0;

export function outbound(to: Address, fields: Partial<OutboundMessage> = {}): OutboundMessage {
  count += 1;
  return {
    outboundId: count.toString(16).padStart(40, "0") as OutboundId,
    to,
    conversationId: "00000000-0000-4000-8000-000000000003" as ConversationId,
    speaker: "assistant",
    speakerName: null,
    text: "hello",
    language: "en",
    choices: [],
    sources: [],
    isMaybeDuplicate: false,
    ...fields,
  };
}
