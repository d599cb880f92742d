/** The scores of a shard as one would compute them from the texts, with no index at all: what the fast path must equal. */
import type { Article } from "../../src/contracts/answer.ts";
import { countTerms, type Field, foldTokens, readTokens, type WeightedTerm } from "../../src/knowledge/analyse-text.ts";
import type { Shard } from "../../src/knowledge/ranking/build-shard.ts";
import { bankScore, fuse, joinEvidence, readQuestion } from "../../src/knowledge/ranking/score-shard.ts";
import { splitArticle } from "../../src/knowledge/split-article.ts";

interface Counts {
  readonly words: ReadonlyMap<string, number>;
  readonly grams: ReadonlyMap<string, number>;
}

interface Reading {
  readonly article: Article;
  readonly passages: readonly Counts[];
  readonly questions: readonly Counts[];
  /** All questions together. */
  readonly bank: Counts;
}

/** Per article key: what `scoreShard` gives as `entries`. The reading of the question is the shard's own. */
export function scorePlainly(shard: Shard, articles: readonly Article[], text: string): Map<string, number> {
  const question = readQuestion(shard, readTokens(text, shard.language));
  const entries = articles.map((article) => readOnce(article, question.isFolded));
  const score = (documents: readonly Counts[], settings: Settings) => {
    const by = (kind: Field, terms: readonly WeightedTerm[]) =>
      scoreTexts(
        documents.map((counts) => counts[kind]),
        terms,
        settings,
      );
    const [words, grams] = [by("words", question.words), by("grams", question.grams)];
    return words.map((value, at) => fuse(value, grams[at] ?? 0));
  };
  const passages = score(
    entries.flatMap((entry) => entry.passages),
    { k1: 0.9, b: 0.75 },
  );
  const questions = score(
    entries.flatMap((entry) => entry.questions),
    { k1: 1.2, b: 0.5 },
  );
  const banks = score(
    entries.map(({ bank }) => bank),
    { k1: 1.2, b: 0.5 },
  );
  const scores = new Map<string, number>();
  for (const [at, { article, ...own }] of entries.entries()) {
    const passage = Math.max(0, ...passages.splice(0, own.passages.length));
    const nearest = Math.max(0, ...questions.splice(0, own.questions.length));
    scores.set(
      article.articleKey,
      joinEvidence(passage, bankScore(banks[at] ?? 0, nearest), article.questions.length > 0),
    );
  }
  return scores;
}

/** Articles never change; reading them anew for each question is most of the work. */
const plainReadings = new WeakMap<Article, Reading>();
const foldedReadings = new WeakMap<Article, Reading>();

function readOnce(article: Article, isFolded: boolean): Reading {
  const readings = isFolded ? foldedReadings : plainReadings;
  const known = readings.get(article);
  if (known) return known;
  const { language, title, tags } = article;
  const read = (written: string) => {
    const tokens = readTokens(written, language);
    return isFolded ? foldTokens(tokens, language) : tokens;
  };
  const count = (tokens: ReturnType<typeof read>): Counts => ({
    words: countTerms(tokens, language, "words"),
    grams: countTerms(tokens, language, "grams"),
  });
  const asked = [title, ...(tags.length > 0 ? [tags.join(" ")] : []), ...article.questions].map(read);
  const reading = {
    article,
    passages: splitArticle(article).map(({ headings, text }) => count(read([...headings, text].join("\n")))),
    questions: asked.map(count),
    bank: count(asked.flat()),
  };
  readings.set(article, reading);
  return reading;
}

interface Settings {
  readonly k1: number;
  readonly b: number;
}

function scoreTexts(
  documents: readonly ReadonlyMap<string, number>[],
  terms: readonly WeightedTerm[],
  { k1, b }: Settings,
): number[] {
  const lengths = documents.map((counts) => Array.from(counts.values()).reduce((sum, each) => sum + each, 0));
  const average = lengths.reduce((sum, each) => sum + each, 0) / documents.length;
  const worths = terms.map(({ term, weight }) => {
    const held = Math.max(0.5, documents.filter((counts) => counts.has(term)).length);
    return weight * Math.log(1 + (documents.length - held + 0.5) / (held + 0.5));
  });
  const whole = worths.reduce((sum, worth) => sum + worth, 0);
  return documents.map((counts, at) =>
    terms.reduce((sum, { term }, place) => {
      const found = counts.get(term) ?? 0;
      const norm = k1 * (1 - b + (b * (lengths[at] ?? 0)) / average);
      return sum + (found === 0 ? 0 : (((worths[place] ?? 0) / whole) * (k1 + 1) * found) / (found + norm));
    }, 0),
  );
}
