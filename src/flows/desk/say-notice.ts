/** A notice about a case that no turn asked for, in the buyer's language and fitted to their channel. */
import type { Conversation } from "../../contracts/conversation.ts";
import type { Language } from "../../contracts/language.ts";
import type { Choice, NewOutbound } from "../../contracts/message.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { composeOutbound } from "../../outbox/compose-outbound.ts";
import type { DeskPorts } from "./desk-ports.ts";

export interface Told {
  /** Names the cause, with the epoch behind it: told again in another one. */
  readonly name: string;
  /** What the assistant says is fenced: it is dropped when a person takes the conversation. */
  readonly speaker: "assistant" | "notice";
  readonly text: string;
  /** Left out: the conversation's. */
  readonly language?: Language;
  readonly choices: readonly Choice[];
}

/** Empty on a channel that is switched off. */
export function sayAbout(
  { ticketId, language }: Pick<Ticket, "ticketId" | "language">,
  conversation: Conversation,
  { name, ...told }: Told,
  ports: Pick<DeskPorts, "channels" | "ids">,
): readonly NewOutbound[] {
  const adapter = ports.channels.adapterOf(conversation.accountId);
  if (!adapter) return [];
  const cause = { kind: "notice", notice: `${name}-${conversation.epoch}`, inReplyTo: ticketId } as const;
  const utterance = { language: conversation.language ?? language, ...told, cause };
  return composeOutbound(utterance, adapter.capabilities, ports.ids);
}
