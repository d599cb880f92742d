/** What an agent sees of a case in their own language: translations, own words beside what was sent, the buyer's manner. */
import { AppError } from "../../contracts/errors.ts";
import type { MessageId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { ShopManner } from "../../contracts/manner.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { MessageTranslation, OwnWords } from "../../contracts/translation.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { readStory } from "../case/read-story.ts";
import { findManner, type MannerPorts } from "./manners.ts";
import { languageOfText, type Reader, type ReaderPorts, readerOf } from "./reading-languages.ts";
import { isTranslatable } from "./translate-messages.ts";

/** Older ones are made when somebody asks for one of them. */
const MAX_ASKED = 20;
/** Of a buyer whose language is read: they may have changed it just now. */
const MAX_LOOKED_AT = 3;

export interface CaseLanguages {
  readonly buyer: Language;
  readonly writes: Language;
  readonly readsBuyer: boolean;
  readonly isOff: boolean;
  readonly hasModel: boolean;
  readonly translations: readonly MessageTranslation[];
  readonly ownWords: ReadonlyMap<MessageId, OwnWords>;
  /** Words that this agent does not read and nobody has asked a translation of. */
  readonly isMissing: boolean;
  readonly manner: ShopManner | null;
}

type LanguagePorts = ReaderPorts & MannerPorts & Pick<Ports, "model" | "conversations">;

export async function readLanguages(
  agent: Agent,
  { ticket, messages, localeHint }: ReadCase,
  ports: LanguagePorts,
): Promise<CaseLanguages> {
  const { shopId, agentId } = agent;
  const reader = await readerOf(shopId, agentId, ports);
  const heard = messages.filter(isTranslatable);
  const spoken = messages.flatMap(({ speaker, messageId }) => (speaker === "agent" ? [messageId] : []));
  const buyer = ticket.language;
  const [found, ownWords, manner] = await Promise.all([
    ports.translations.find(
      shopId,
      heard.map(({ messageId }) => messageId),
      reader.writes,
    ),
    ports.translations.ownWords(shopId, spoken),
    findManner(shopId, { language: buyer, localeHint }, ports),
  ]);
  const known = new Set(found.map(({ messageId }) => messageId));
  const hasModel = ports.model !== null;
  const readsBuyer = reader.reads.has(buyer);
  // Telling languages apart costs time: where the conversation's tells enough, its messages are not looked at.
  const made = heard.filter(({ messageId }) => known.has(messageId));
  const foreign = new Set(readsBuyer ? findForeign(made, buyer, reader) : known);
  const last = heard.slice(readsBuyer ? -MAX_LOOKED_AT : -MAX_ASKED);
  const unmade = hasModel && !reader.isOff ? last.filter(({ messageId }) => !known.has(messageId)) : [];
  return {
    buyer,
    writes: reader.writes,
    readsBuyer,
    isOff: reader.isOff,
    hasModel,
    translations: found.filter(({ messageId }) => foreign.has(messageId)),
    ownWords,
    isMissing: findForeign(unmade, buyer, reader).length > 0,
    manner,
  };
}

export interface ReadCase {
  /** The conversation's language where it is known. */
  readonly ticket: { readonly language: Language };
  readonly messages: readonly TimelineMessage[];
  readonly localeHint: string | null;
}

/** What one agent wants made: the last words they do not read, or one message once more. Made by the job. */
export async function wantTranslations(
  agent: Agent,
  { ticketId, messageId }: { readonly ticketId: TicketId; readonly messageId?: MessageId | undefined },
  ports: ReaderPorts & Pick<Ports, "tickets" | "conversations" | "model" | "live">,
): Promise<{ readonly wanted: number }> {
  assertMay(agent, "tickets:work");
  const { shopId, agentId } = agent;
  const ticket = await ports.tickets.get(shopId, ticketId);
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  if (!ports.model) return { wanted: 0 };
  const { conversationId } = ticket;
  const reader = await readerOf(shopId, agentId, ports);
  const parts = await ports.tickets.partsOf(shopId, ticketId);
  const messages = await readStory(shopId, parts, 200, ports);
  const foreign = findForeign(messages.filter(isTranslatable), ticket.language, reader);
  if (messageId !== undefined && !foreign.includes(messageId)) {
    throw new AppError("NOT_FOUND", "This message is not one of this ticket's that you do not read.");
  }
  const asked = messageId === undefined ? foreign.slice(-MAX_ASKED) : [messageId];
  const wanted = await ports.translations.want(
    shopId,
    asked.map((each) => ({ messageId: each, language: reader.writes })),
    { again: messageId !== undefined },
  );
  if (wanted > 0) ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId });
  return { wanted };
}

function findForeign(
  messages: readonly TimelineMessage[],
  conversation: Language,
  { reads }: Reader,
): readonly MessageId[] {
  return messages
    .filter(({ text }) => !reads.has(languageOfText(text, conversation)))
    .map(({ messageId }) => messageId);
}
