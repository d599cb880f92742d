/** A large base that behaves like a real one: the shipped articles of each language, recombined, with words of their own. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import { parseArticle } from "../../src/knowledge/parse-article.ts";

const KNOWLEDGE = new URL("../../knowledge/", import.meta.url).pathname;
/** Of ten words with content, so many are replaced by words that few other articles have. */
const REPLACED = 0.2;
/** New words per article: vocabulary grows with the base. */
const OWN_WORDS = 6;

export interface ArticleMaker {
  /** The same numbers give the same article; `at` counts articles, each in every language. */
  make(at: number, language: Language): Article;
}

export function createArticleMaker(): ArticleMaker {
  const shipped = new Map(LANGUAGES.map((language) => [language, readShipped(language)]));
  const words = new Map(LANGUAGES.map((language) => [language, wordsOf(shipped.get(language) ?? [], language)]));
  return {
    make(at, language) {
      const sources = shipped.get(language) ?? [];
      const draw = createDraw(at * 31 + LANGUAGES.indexOf(language));
      const first = sources[at % sources.length];
      const second = sources[draw(sources.length)];
      if (!first || !second) throw new Error(`no articles in ${language}`);
      const own = makeWords(words.get(language) ?? [], draw);
      const change = (text: string) => replaceWords(text, language, { own, draw });
      const paragraphs = first.body.split("\n\n");
      const borrowed = second.body.split("\n\n");
      const body = paragraphs.map((text, place) => (draw(3) === 0 ? (borrowed[place] ?? text) : text));
      return {
        ...first,
        articleKey: `made-${at}` as ArticleKey,
        title: `${first.title} ${own[0]}`,
        questions: first.questions.map(change),
        tags: [...first.tags, own[1] ?? ""],
        body: body.map(change).join("\n\n"),
        origin: `made/${at}`,
      };
    },
  };
}

/** Everything that ships. */
export function readShippedArticles(): Article[] {
  return LANGUAGES.flatMap(readShipped);
}

function readShipped(language: Language): Article[] {
  const folder = join(KNOWLEDGE, language);
  return readdirSync(folder).flatMap((name) => {
    const key = name.replace(/\.md$/u, "") as ArticleKey;
    const parsed = parseArticle(
      `knowledge/${language}/${name}`,
      key,
      language,
      readFileSync(join(folder, name), "utf8"),
    );
    return parsed.kind === "article" ? [parsed.article] : [];
  });
}

/** A small fixed generator: every run measures the same base. */
export function createDraw(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const segmenters = new Map<Language, Intl.Segmenter>();

function segmentsOf(text: string, language: Language): Intl.SegmentData[] {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, known);
  return Array.from(known.segment(text));
}

function wordsOf(articles: readonly Article[], language: Language): string[] {
  const words = new Set<string>();
  for (const { body } of articles) {
    for (const { segment, isWordLike } of segmentsOf(body, language)) if (isWordLike) words.add(segment);
  }
  return Array.from(words);
}

/** The head of one word and the tail of another: new, in the right letters, and with grams that occur elsewhere. */
function makeWords(words: readonly string[], draw: (below: number) => number): string[] {
  const pick = () => words[draw(words.length)] ?? "";
  return Array.from({ length: OWN_WORDS }, () => {
    const [head, tail] = [pick(), pick()];
    return head.slice(0, Math.ceil(head.length / 2)) + tail.slice(Math.floor(tail.length / 2));
  });
}

function replaceWords(
  text: string,
  language: Language,
  { own, draw }: { readonly own: readonly string[]; readonly draw: (below: number) => number },
): string {
  return segmentsOf(text, language)
    .map(({ segment, isWordLike }) =>
      isWordLike && segment.length > 1 && draw(100) < REPLACED * 100 ? (own[draw(own.length)] ?? segment) : segment,
    )
    .join("");
}
