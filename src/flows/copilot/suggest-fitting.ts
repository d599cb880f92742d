/** Macros, tags and articles that fit a case, without a model: one tap away, and always the same for the same case. */
import { findOrderNumber } from "../../commerce/rules/find-order-number.ts";
import type { SearchResult } from "../../contracts/answer.ts";
import type { ArticleHint, MacroHint } from "../../contracts/copilot.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { MAX_TAGS } from "../../contracts/ticket.ts";
import { rankTexts } from "../../knowledge/rank-texts.ts";
import { truncateText } from "../../shared/clean-text.ts";
import { rankMacros } from "../../tickets/rank-macros.ts";
import { rankTags } from "../../tickets/rank-tags.ts";
import { listMacros } from "../desk/macros.ts";
import type { CaseMaterial } from "./read-case.ts";

const MAX_SIMILAR = 300;
/** Reading one takes a fifth of a millisecond, and a page asks whenever something happens. */
const MAX_READ = 60;
const MAX_ARTICLES = 3;
const MAX_QUOTE_LENGTH = 500;
const SEARCHED = 12;
/** Below it what the search found has hardly more than a word in common with the question. */
const MIN_CONFIDENCE = 0.12;
const ANGRY = "angry";

/** Who is in danger is written to by a person, with words of their own. */
function isForOwnWordsOnly({ ticket }: CaseMaterial): boolean {
  return ticket.reason === "self-harm";
}

export async function suggestMacros(
  agent: Agent,
  found: CaseMaterial,
  ports: Pick<Ports, "macros" | "texts" | "copilot">,
): Promise<readonly MacroHint[]> {
  if (isForOwnWordsOnly(found)) return [];
  const [macros, uses] = await Promise.all([listMacros(agent, ports), ports.copilot.macroUses(agent.shopId)]);
  const { language, category } = found;
  const written = macros.flatMap(({ macroKey, names, texts }) => {
    const text = texts[language];
    return text === undefined ? [] : [{ key: macroKey, language, text: `${names[language] ?? ""}\n${text}` }];
  });
  const near = rankTexts(found.question ?? "", language, written);
  const nearness = new Map(near.map(({ key, score }) => [key, score]));
  return rankMacros(macros, { category, nearness, uses, hasOrder: hasOrder(found) }).map(({ macroKey, names }) => ({
    macroKey,
    names,
  }));
}

/** Proven, or named in so many letters and figures. */
function hasOrder({ order, said }: CaseMaterial): boolean {
  const named = said.some(
    ({ speaker, text }) => speaker === "buyer" && findOrderNumber(text, { expects: false })?.isClear,
  );
  return order !== null || named;
}

/** What similar cases got, and what triage would write for the buyer's last words. */
export async function suggestTags(
  { shop, ticket, language, question, category, isAngry }: CaseMaterial,
  { copilot }: Pick<Ports, "copilot">,
): Promise<readonly string[]> {
  if (ticket.tags.length >= MAX_TAGS) return [];
  const cases = await copilot.taggedCases(shop.shopId, ticket.ticketId, MAX_SIMILAR);
  const notes = cases.map((each) => ({ key: each, language: each.language, text: each.note }));
  // Words of another language are never near; of those the subject alone speaks.
  const readable = notes.filter((each) => each.language === language).slice(0, MAX_READ);
  const near = new Map(rankTexts(question ?? ticket.note, language, readable).map(({ key, score }) => [key, score]));
  const similar = cases.map((each) => ({ ...each, nearness: near.get(each) ?? 0 }));
  const ranked = rankTags(similar, { category, tags: ticket.tags });
  return isAngry && !ticket.tags.includes(ANGRY) ? [...new Set([ANGRY, ...ranked])] : ranked;
}

export function suggestArticles(found: CaseMaterial, { searchOf }: Pick<Ports, "searchOf">): readonly ArticleHint[] {
  const { question, language, shop } = found;
  if (question === null || isForOwnWordsOnly(found)) return [];
  const result = searchOf(shop.shopId).search({ text: question, language, limit: SEARCHED });
  if (result.verdict === "handoff" && result.confidence < MIN_CONFIDENCE) return [];
  return readHints(result).slice(0, MAX_ARTICLES);
}

/** One of each article: the stretch that answers best, then the best passages of others. */
function readHints({ extract, passages }: SearchResult): readonly ArticleHint[] {
  const stretches = [
    ...(extract ? [extract] : []),
    ...passages.map(({ passage }) => ({ passage, quote: passage.text })),
  ];
  const seen = new Set<string>();
  return stretches.flatMap(({ passage: { articleKey, language, title, url }, quote }) => {
    if (seen.has(articleKey)) return [];
    seen.add(articleKey);
    const isSafe = url !== null && /^https:\/\//iu.test(url);
    return [{ articleKey, language, title, quote: truncateText(quote, MAX_QUOTE_LENGTH), url: isSafe ? url : null }];
  });
}
