/** What is said to the buyer of a case, fitted to their channel and in their language. */
import type { Conversation } from "../../contracts/conversation.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Language } from "../../contracts/language.ts";
import type { NewOutbound } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { composeOutbound, type Utterance } from "../../outbox/compose-outbound.ts";

export interface SpokenCase {
  readonly ticket: Pick<Ticket, "ticketId" | "number" | "language">;
  readonly conversation: Conversation;
}

type SayPorts = Pick<Ports, "channels" | "texts" | "ids">;

/** What a buyer is told when their case ends for now: named after the epoch, so that it can end again. */
export function closing(found: SpokenCase, ports: SayPorts, notice: string): readonly NewOutbound[] {
  const { ticket, conversation } = found;
  const language = languageOf(found);
  return sayIfOn(found, ports, {
    cause: { kind: "notice", notice: `${notice}-${conversation.epoch}`, inReplyTo: ticket.ticketId },
    speaker: "notice",
    text: ports.texts.notice(notice, language, { number: ticket.number }),
    language,
  });
}

/** Throws NOT_ALLOWED when the buyer cannot be reached. */
export function say(found: SpokenCase, ports: SayPorts, utterance: Utterance): readonly NewOutbound[] {
  const adapter = ports.channels.adapterOf(found.conversation.accountId);
  if (!adapter) throw new AppError("NOT_ALLOWED", "The channel of this buyer is switched off; switch it on to reply.");
  return composeOutbound(utterance, adapter.capabilities, ports.ids);
}

/** A channel that is switched off is no reason to keep a ticket open: the change is made, and nobody is told. */
export function sayIfOn(found: SpokenCase, ports: SayPorts, utterance: Utterance): readonly NewOutbound[] {
  return ports.channels.adapterOf(found.conversation.accountId) ? say(found, ports, utterance) : [];
}

export function languageOf(found: SpokenCase): Language {
  return found.conversation.language ?? found.ticket.language;
}
