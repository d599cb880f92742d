/** The answer without a model: the passage's own words, a question back, or a person. */
import type { Answer, Citation, Extract, KnowledgeSearch, Passage, SearchResult } from "../contracts/answer.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { Texts } from "../contracts/texts.ts";
import { citePassage } from "./reply/cite-passages.ts";
import { splitSentences } from "./reply/split-sentences.ts";

interface Asked {
  readonly question: string;
  readonly language: Language;
  /** How often in a row the buyer has been asked back already. */
  readonly clarifyCount: number;
}

/** A third question back would only be the buyer's patience spent. */
const MAX_CLARIFY = 2;
const MAX_QUOTE_LENGTH = 600;

export function extractAnswer(found: SearchResult, asked: Asked, texts: Pick<Texts, "notice">): Answer {
  const { confidence } = found;
  if (found.verdict === "answer" && found.extract) return quoteAnswer(found.extract, asked.language, confidence, texts);
  return found.verdict === "handoff"
    ? { kind: "handoff", language: asked.language, reason: "no-passage-found", confidence }
    : askBack(found, asked);
}

/** The question back, while there is something to choose from and the buyer has not been asked too often. */
export function askBack(found: SearchResult, { language, clarifyCount }: Asked): Answer {
  const { confidence } = found;
  const [first, ...others] = found.alternatives;
  if (!first) return { kind: "handoff", language, reason: "no-passage-found", confidence };
  if (clarifyCount >= MAX_CLARIFY) return { kind: "handoff", language, reason: "unclear-twice", confidence };
  return { kind: "clarify", language, choices: [first, ...others], confidence };
}

/** The buyer pressed the button of an article: the stretch of it that fits what was asked, or its beginning. */
export function answerFromArticle(
  articleKey: ArticleKey,
  asked: Asked,
  search: KnowledgeSearch,
  texts: Pick<Texts, "notice">,
): Answer {
  const passages = passagesInBestLanguage(articleKey, asked.language, search);
  const [first] = passages;
  // The article was removed between the question and the press of the button.
  if (!first) return { kind: "handoff", language: asked.language, reason: "no-passage-found", confidence: 0 };
  const found = search.search({ text: asked.question, language: first.language, limit: 20 });
  const isOfArticle = (passage: Passage): boolean =>
    passage.articleKey === articleKey && passage.language === first.language;
  // The buyer has said it: this is the article.
  if (found.extract && isOfArticle(found.extract.passage)) return quoteAnswer(found.extract, asked.language, 1, texts);
  const ranked = found.passages.find(({ passage }) => isOfArticle(passage))?.passage ?? first;
  return quoteAnswer({ passage: ranked, quote: quoteBeginning(ranked), also: null }, asked.language, 1, texts);
}

function passagesInBestLanguage(
  articleKey: ArticleKey,
  language: Language,
  search: KnowledgeSearch,
): readonly Passage[] {
  // English next, because most people who buy abroad read some of it.
  for (const each of new Set<Language>([language, "en", ...LANGUAGES])) {
    const passages = search.passagesOf(articleKey, each);
    if (passages.length > 0) return passages;
  }
  return [];
}

function quoteAnswer(
  { passage, quote, also }: Extract,
  language: Language,
  confidence: number,
  texts: Pick<Texts, "notice">,
): Answer {
  const citations: [Citation, ...Citation[]] = also
    ? [citeSection(passage, quote), citeSection(also.passage, also.quote)]
    : [citePassage(passage, quote)];
  const quotes = citations.map((citation) => citation.quote).join("\n\n");
  const text = passage.language === language ? quotes : `${sayForeign(passage.language, language, texts)}\n\n${quotes}`;
  return { kind: "answered", text, language, citations, confidence, writtenBy: "extract" };
}

/** Two of one article are told apart by their headings. */
function citeSection(passage: Passage, quote: string): Citation {
  const title = [passage.title, passage.headings.at(-1)].filter((part) => part !== undefined).join(" › ");
  return { ...citePassage(passage, quote), title };
}

function sayForeign(found: Language, wanted: Language, texts: Pick<Texts, "notice">): string {
  const name = new Intl.DisplayNames([wanted], { type: "language" }).of(found) ?? found;
  return texts.notice("only-in-language", wanted, { language: name });
}

/** Whole sentences from the start, a stretch of the passage word for word. */
function quoteBeginning(passage: Passage): string {
  if (passage.text.length <= MAX_QUOTE_LENGTH) return passage.text;
  let end = 0;
  for (const sentence of splitSentences(passage.text, passage.language)) {
    const next = passage.text.indexOf(sentence, end) + sentence.length;
    if (end > 0 && next > MAX_QUOTE_LENGTH) break;
    end = next;
  }
  return passage.text.slice(0, end).trim();
}
