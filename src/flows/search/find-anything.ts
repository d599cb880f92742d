/** One search over everything a shop has: what fits, by kind, each with the words that fit. */
import type { Article } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type {
  FindOptions,
  FoundContact,
  FoundConversation,
  FoundNote,
  SearchGroup,
  SearchHit,
  SearchKind,
  Snippet,
} from "../../contracts/search.ts";
import type { Agent } from "../../contracts/stores.ts";
import { countHits, cutSnippet, markHits, readText } from "../../knowledge/finding/mark-hits.ts";
import { readSearchQuery, type SearchQuery, wantedWords } from "../../knowledge/finding/read-search-query.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { foldDigits } from "../../shared/contact-keys.ts";
import { findMacros } from "./find-macros.ts";

export type FindPorts = Pick<Ports, "search" | "knowledge" | "macros" | "texts">;

export interface SearchRequest {
  readonly query: string;
  readonly kinds: readonly SearchKind[];
  /** Of each kind. */
  readonly limit: number;
}

/** "T-12", "#12", "№ 12", "12": what agents and buyers call a ticket. */
const TICKET_NUMBER = /^\s*(?:t-?|#|№)?\s*(\d{1,9})\s*$/iu;

interface Asked extends FindOptions {
  readonly agent: Agent;
  readonly text: string;
  readonly query: SearchQuery;
  readonly ports: FindPorts;
}

/** Only kinds that have something; in the order of `SEARCH_KINDS`. */
export async function findAnything(
  agent: Agent,
  { query: text, kinds, limit }: SearchRequest,
  ports: FindPorts,
): Promise<readonly SearchGroup[]> {
  const query = readSearchQuery(text);
  // One more than is shown tells whether there are more.
  const asked: Asked = { agent, text, query, words: wantedWords(query), limit: limit + 1, ports };
  const groups = await Promise.all(
    kinds.map(async (kind) => {
      const hits = await findOfKind(kind, asked);
      return { kind, hits: hits.slice(0, limit), hasMore: hits.length > limit };
    }),
  );
  return groups.filter(({ hits }) => hits.length > 0);
}

async function findOfKind(kind: SearchKind, asked: Asked): Promise<readonly SearchHit[]> {
  const { agent, query, text, words, limit, ports } = asked;
  const { shopId } = agent;
  switch (kind) {
    case "ticket":
      return findTicket(asked);
    case "order":
      return ports.search.findOrders(shopId, text, limit);
    case "contact":
      return (await ports.search.findContacts(shopId, { words, limit })).map((found) => viewContact(found, query));
    case "conversation":
      return (await ports.search.findConversations(shopId, { words, limit })).map((found) => viewTalk(found, query));
    case "note":
      return (await ports.search.findNotes(shopId, { words, limit })).map((found) => viewNote(found, query));
    case "article":
      return findArticles(asked);
    case "macro":
      return (await findMacros(agent, query, ports)).slice(0, limit);
    default:
      return assertNever(kind);
  }
}

async function findTicket({ agent, text, ports }: Asked): Promise<readonly SearchHit[]> {
  const [, number] = TICKET_NUMBER.exec(foldDigits(text)) ?? [];
  const ticket = number === undefined ? null : await ports.search.findTicket(agent.shopId, Number(number));
  return ticket === null ? [] : [ticket];
}

function viewContact({ name, handles, ...contact }: FoundContact, query: SearchQuery): SearchHit {
  const count = (text: string) => countHits(readText(text, null), query);
  const handle = handles.toSorted((one, other) => count(other) - count(one))[0];
  return {
    ...contact,
    kind: "contact",
    name: markHits(name ?? "", query, null),
    handle: markHits(handle ?? "", query, null),
  };
}

function viewNote(
  { noteId, ticketId, ticketNumber, agentName, contactName, text, at }: FoundNote,
  query: SearchQuery,
): SearchHit {
  const snippet = cutSnippet(text, query, null);
  return { kind: "note", noteId, ticketId, ticketNumber, agentName, contactName, snippet, at };
}

/** The newest of the lines that say the most of what was looked for. */
function viewTalk({ said, contactName, language, ...talk }: FoundConversation, query: SearchQuery): SearchHit {
  const countIn = ({ text }: { readonly text: string }) => countHits(readText(text, language), query);
  let [best] = said;
  let most = best ? countIn(best) : 0;
  for (const line of said.slice(1)) {
    if (most >= query.tokens.length) break;
    const count = countIn(line);
    if (count > most) [best, most] = [line, count];
  }
  const snippet: Snippet = best ? cutSnippet(best.text, query, language) : [];
  return {
    ...talk,
    kind: "conversation",
    contactName: markHits(contactName ?? "", query, null),
    speaker: best?.speaker ?? null,
    snippet,
    at: best?.at ?? talk.at,
  };
}

async function findArticles({ agent, query, words, limit, ports }: Asked): Promise<readonly SearchHit[]> {
  const found = await ports.search.findArticles(agent.shopId, { words, limit });
  const byLanguage = Map.groupBy(found, ({ language }) => language);
  const loaded = await Promise.all(
    Array.from(byLanguage, ([language, all]) =>
      ports.knowledge.loadSome(
        agent.shopId,
        language,
        all.map(({ articleKey }) => articleKey),
      ),
    ),
  );
  const articles = new Map(loaded.flat().map(({ article }) => [nameOf(article), article]));
  return found.flatMap((one) => {
    const article = articles.get(nameOf(one));
    return article ? [viewArticle(article, query)] : [];
  });
}

function viewArticle({ articleKey, language, title, questions, tags, body }: Article, query: SearchQuery): SearchHit {
  const lines = [plain(body), ...questions, tags.join(", ")];
  const count = (text: string) => countHits(readText(text, language), query);
  const [best = ""] = lines.toSorted((one, other) => count(other) - count(one));
  return {
    kind: "article",
    articleKey,
    language,
    title: markHits(title, query, language),
    snippet: cutSnippet(best, query, language),
  };
}

/** Without the marks of Markdown; the addresses of links are no words. */
function plain(markdown: string): string {
  return markdown.replace(/\]\([^)]*\)/gu, "]").replace(/[#*_`>|[\]]+/gu, "");
}

function nameOf({ articleKey, language }: { readonly articleKey: string; readonly language: Language }): string {
  return `${articleKey}/${language}`;
}
