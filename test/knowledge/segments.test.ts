/** Segments: the fast scores are the plain ones, whatever came, went, was merged, or was written to disk and read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { countTerms, readTokens } from "../../src/knowledge/analyse-text.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { changeShard, emptyShard, joinSegments, type Shard } from "../../src/knowledge/ranking/build-shard.ts";
import { glanceAtShard, prepareGlances } from "../../src/knowledge/ranking/glance-at-shard.ts";
import { NOTHING_LEFT_OUT, scoreShard } from "../../src/knowledge/ranking/score-shard.ts";
import { weighTerms } from "../../src/knowledge/analyse-text.ts";
import { decodeSegment, encodeSegment } from "../../src/knowledge/segments/encode-segment.ts";
import { mergeSegments } from "../../src/knowledge/segments/merge-segments.ts";
import { splitArticle } from "../../src/knowledge/split-article.ts";
import { indexOf, readArticles } from "./fixture-base.ts";
import { scorePlainly } from "./plain-scorer.ts";

const knowledge = readArticles(new URL("../../knowledge/", import.meta.url).pathname);
const languages = ["en", "es", "de", "vi", "th", "zh", "ja", "ko", "ar", "tr"] as const;
const of = (language: string) => knowledge.filter((article) => article.language === language);

function put(shard: Shard, articles: readonly Article[]): Shard {
  const entries = articles.map(
    (article) => [article.articleKey, { article, passages: splitArticle(article) }] as const,
  );
  return changeShard(shard, new Map(entries));
}

function drain<Outcome>(steps: Generator<void, Outcome>): Outcome {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function scoresOf(shard: Shard, text: string): Map<string, number> {
  const { entries } = scoreShard(shard, readTokens(text, shard.language), NOTHING_LEFT_OUT);
  return new Map(shard.keys.flatMap((key, at) => (key === null ? [] : [[key, entries[at] ?? 0]])));
}

function expectPlain(shard: Shard, articles: readonly Article[], text: string): void {
  const plain = scorePlainly(shard, articles, text);
  const fast = scoresOf(shard, text);
  expect([...fast.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
  for (const [key, score] of plain) expect(fast.get(key), `${key}: ${text}`).toBeCloseTo(score, 4);
}

/** A question of the shop, or something made of two of them, with or without its accents. */
function asked(language: string): fc.Arbitrary<string> {
  const questions = of(language).flatMap((article) => article.questions);
  const one = fc.constantFrom(...questions);
  const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "");
  return fc.oneof(
    one,
    one.map(bare),
    fc.tuple(one, one).map(([first, second]) => first.slice(0, first.length / 2) + second.slice(second.length / 2)),
  );
}

describe.each(languages)("the fast scores (%s)", (language) => {
  const articles = of(language);
  const whole = put(emptyShard(language), articles);

  it("are those that the texts give without any index", () => {
    fc.assert(
      fc.property(asked(language), (text) => expectPlain(whole, articles, text)),
      { numRuns: 8 },
    );
  });

  it("stay the same in pieces, after changes, merged, and read back from bytes", () => {
    const [first, second, third] = [articles.slice(0, 20), articles.slice(20, 32), articles.slice(32)];
    const changed = second.slice(0, 4).map((article) => ({ ...article, body: `${article.body}\n\n${first[0]?.body}` }));
    const gone = new Map(first.slice(3, 9).map((article) => [article.articleKey, null]));
    const pieces = changeShard(put(put(put(put(emptyShard(language), first), second), third), changed), gone);
    const left = [...first.slice(0, 3), ...first.slice(9), ...second.slice(4), ...third, ...changed];
    expect(pieces.segments.length).toBe(4);
    const merged = joinSegments(language, [drain(mergeSegments(language, pieces.segments))]);
    const read = joinSegments(
      language,
      pieces.segments.map((segment) => decodeSegment(join(encodeSegment(segment, []))).segment),
    );
    fc.assert(
      fc.property(asked(language), (text) => {
        for (const shard of [pieces, merged, read]) expectPlain(shard, left, text);
      }),
      { numRuns: 3 },
    );
  });

  it("bound what a glance sees exactly, unless it is sure to stay below the bar", () => {
    const gone = changeShard(whole, new Map(articles.slice(0, 5).map((article) => [article.articleKey, null])));
    fc.assert(
      fc.property(asked(language), fc.double({ min: 0, max: 2, noNaN: true }), (text, bar) => {
        const grams = weighTerms(readTokens(text, language), language, "grams");
        for (const shard of [whole, gone]) {
          const exact = glanceAtShard(shard, prepareGlances(grams), 0);
          const glance = glanceAtShard(shard, prepareGlances(grams), bar);
          if (exact >= bar) expect(glance).toBe(exact);
          else expect(glance).toBeLessThan(bar);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("rest on words being analysed one by one", () => {
    for (const { body } of articles.slice(0, 10)) {
      const tokens = readTokens(body, language);
      for (const kind of ["words", "grams"] as const) {
        const together = countTerms(tokens, language, kind);
        const alone = new Map<string, number>();
        for (const token of tokens) {
          for (const [term, count] of countTerms([token], language, kind))
            alone.set(term, (alone.get(term) ?? 0) + count);
        }
        expect(alone).toEqual(together);
      }
    }
  });
});

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

describe("an index that is filled in steps", () => {
  const english = of("en");
  const first = (index: KnowledgeIndex, text: string) =>
    index.search({ text, language: "en", limit: 3 }).passages[0]?.passage.articleKey;

  it("answers between the steps from what there was, and afterwards from all of it", () => {
    const index = indexOf(english.slice(0, 10));
    for (const article of english.slice(10)) index.put(article);
    const question = english[20]?.questions[0] ?? "";
    const steps = index.applyGently();
    steps.next();
    expect(first(index, question)).not.toBe(english[20]?.articleKey);
    drain(steps);
    expect(first(index, question)).toBe(english[20]?.articleKey);
  });

  it("takes the latest of two changes, and one that comes while the first is on its way", () => {
    const index = indexOf(english);
    const [article] = english;
    if (!article) throw new Error("no article");
    index.put({ ...article, body: "We rent zeppelins." });
    const steps = index.applyGently();
    steps.next();
    index.put({ ...article, body: "We rent gondolas." });
    drain(steps);
    const read = () => index.passagesOf(article.articleKey, "en").map(({ text }) => text);
    expect(read()).toEqual(["We rent gondolas."]);
  });

  it("merges small segments while articles come and go, and loses none of it", () => {
    const index = createKnowledgeIndex();
    for (const article of english.slice(0, 30)) {
      index.put(article);
      drain(index.applyGently());
    }
    expect(index.state().segments.length).toBe(30);
    const merging = index.tidyGently();
    for (let step = 0; step < 3; step += 1) merging.next();
    const [gone] = english;
    index.remove(gone?.articleKey as ArticleKey, "en");
    for (const article of english.slice(30)) index.put(article);
    drain(index.applyGently());
    drain(merging);
    drain(index.tidyGently());
    expect(index.state().segments.length).toBeLessThan(8);
    expect(index.passagesOf(gone?.articleKey as ArticleKey, "en")).toEqual([]);
    const fresh = indexOf(english.slice(1));
    expect(index.stats()).toEqual(fresh.stats());
    for (const { questions } of english.slice(1)) {
      const query = { text: questions[0] ?? "", language: "en", limit: 10 } as const;
      const keys = (from: KnowledgeIndex) => from.search(query).passages.map(({ passage }) => passage.passageId);
      expect(keys(index)).toEqual(keys(fresh));
    }
  });
});
