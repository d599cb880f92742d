/** A case as whoever helps its agent needs it: what was said, what is asked and not answered, what is known of the buyer. */
import type { KnownValue } from "../../assistant/guard/find-personal.ts";
import type { Order } from "../../contracts/commerce.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent, Shop } from "../../contracts/stores.ts";
import { TICKET_STATUSES, type TicketCategory, type TicketSummary } from "../../contracts/ticket.ts";
import { asksSomething } from "../../routing/asks-something.ts";
import { findSubjects } from "../../routing/find-subjects.ts";
import { matchCues } from "../../routing/match-cues.ts";
import { triageMessage } from "../../tickets/triage-message.ts";
import { routeOnce } from "../ask-once.ts";
import { findVoice } from "../case/open-case.ts";
import { readStory } from "../case/read-story.ts";
import { isTap } from "../rate-answer.ts";
import { ordersSeenBy, valuesOf } from "../tools/open-tools.ts";

export type CasePorts = Pick<
  Ports,
  "shops" | "tickets" | "conversations" | "tools" | "commerce" | "desk" | "texts" | "clock"
>;

export interface CaseMaterial {
  readonly shop: Shop;
  readonly ticket: TicketSummary;
  readonly conversation: Conversation;
  /** The buyer's. */
  readonly language: Language;
  /** What people and a model may read, oldest first; nothing of a case that only a person may read. */
  readonly said: readonly TimelineMessage[];
  readonly lastSeq: number;
  /** The buyer's last words that ask for something. */
  readonly question: string | null;
  /** No person has answered them. */
  readonly isOpen: boolean;
  /** Of these words, otherwise the ticket's. */
  readonly category: TicketCategory;
  readonly isAngry: boolean;
  /** The one at stake, as far as the buyer may see it. */
  readonly order: Order | null;
  readonly known: readonly KnownValue[];
  readonly otherCases: number;
}

const MAX_MESSAGES = 60;
const MAX_RELATED = 20;
/** Further back the buyer may have spoken of something else. */
const MAX_LOOKED_BACK = 6;
const MAX_QUESTION_PARTS = 3;
const MAX_QUESTION_LENGTH = 2_000;

/** Null: there is no such ticket in this shop. */
export async function readCase(shopId: ShopId, ticketId: TicketId, ports: CasePorts): Promise<CaseMaterial | null> {
  const [ticket] = await ports.tickets.list(shopId, { statuses: TICKET_STATUSES, ticketId, limit: 1 });
  if (!ticket) return null;
  const [conversation, parts] = await Promise.all([findVoice(ticket, ports), ports.tickets.partsOf(shopId, ticketId)]);
  const [shop, timeline, principal, related] = await Promise.all([
    ports.shops.get(shopId),
    readStory(shopId, parts, MAX_MESSAGES, ports),
    conversation && ports.tools.principal(shopId, conversation.conversationId),
    ports.desk.relatedTo(shopId, ticketId, MAX_RELATED),
  ]);
  if (!shop || !conversation) return null;
  const orders = principal ? await ordersSeenBy(principal, { ports }) : [];
  // What broke its worker three times is read by nobody but a person.
  const said = ticket.reason === "failed-repeatedly" ? [] : timeline.filter(isReadable);
  const language = conversation.language ?? ticket.language;
  const asked = findQuestion(said, ports);
  const name = ticket.contactName === null ? [] : [{ kind: "name" as const, value: ticket.contactName }];
  return {
    shop,
    ticket,
    conversation,
    language,
    said,
    lastSeq: timeline.at(-1)?.seq ?? 0,
    ...asked,
    ...sortWords(asked.question ?? "", { ticket, language }, ports),
    order: orders[0] ?? null,
    known: [...name, ...orders.flatMap(valuesOf)],
    otherCases: related.length,
  };
}

/** For an agent. Throws NOT_FOUND. */
export async function findCase(agent: Agent, ticketId: TicketId, ports: CasePorts): Promise<CaseMaterial> {
  const found = await readCase(agent.shopId, ticketId, ports);
  if (!found) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return found;
}

/** What never reached the buyer was not said; a tap says nothing, and a proof is for no model. */
function isReadable(message: TimelineMessage): boolean {
  const { delivery, isProof, text } = message;
  return (
    delivery !== "cancelled" && delivery !== "refused" && isProof !== true && !isTap(message) && text.trim() !== ""
  );
}

interface Asked {
  readonly question: string | null;
  readonly isOpen: boolean;
}

/** Since a person last wrote; before that it was answered, and is shown as what the case was about. */
function findQuestion(said: readonly TimelineMessage[], ports: Pick<Ports, "texts" | "clock">): Asked {
  const answeredAt = said.findLastIndex(({ speaker }) => speaker === "agent");
  const since = lastAsked(said.slice(answeredAt + 1), ports);
  if (since !== null) return { question: since, isOpen: true };
  return { question: lastAsked(said.slice(0, answeredAt + 1), ports), isOpen: false };
}

/** "A person, please" asks for nothing that could be answered; the words before it do. */
function lastAsked(said: readonly TimelineMessage[], ports: Pick<Ports, "texts" | "clock">): string | null {
  const own = said.flatMap((message, at) => (message.speaker === "buyer" ? [{ text: message.text, at }] : []));
  const asking = own.slice(-MAX_LOOKED_BACK).filter(({ text }) => asksForSomething(text, ports));
  const last = asking.at(-1);
  if (!last) return null;
  // Typed in a row, they are one question; what we said in between has dealt with what stands before it.
  const from = said.findLastIndex(({ speaker }, at) => at < last.at && speaker !== "buyer");
  const parts = asking.filter(({ at }) => at > from).slice(-MAX_QUESTION_PARTS);
  return parts
    .map(({ text }) => text.trim())
    .join("\n")
    .slice(0, MAX_QUESTION_LENGTH);
}

function asksForSomething(text: string, ports: Pick<Ports, "texts" | "clock">): boolean {
  const route = routeOnce(text, ports);
  if (route.kind === "answer" || route.kind === "show-article") return true;
  if (route.kind !== "open-ticket" || route.reason === "not-text") return false;
  return route.reason !== "buyer-asked" || isMoreThanACall(text, ports);
}

/** "Can I talk to a person?" has a question mark, too. */
function isMoreThanACall(text: string, { texts }: Pick<Ports, "texts">): boolean {
  const clauses = text.split(/[.!?。！？؟\n]+/u).filter((clause) => clause.trim() !== "");
  return clauses.some(
    (clause) => !matchCues(clause, texts.cues).cues.has("person") && asksSomething(clause, texts.cues),
  );
}

function sortWords(
  words: string,
  { ticket, language }: { readonly ticket: TicketSummary; readonly language: Language },
  { texts }: Pick<Ports, "texts">,
): { readonly category: TicketCategory; readonly isAngry: boolean } {
  const { cues } = matchCues(words, texts.cues);
  const { subjects, moods } = findSubjects(words, language, texts.cues);
  const { category } = triageMessage({ cues, subjects, moods, reason: "buyer-asked" });
  return { category: category === "other" ? ticket.category : category, isAngry: moods.size > 0 };
}
