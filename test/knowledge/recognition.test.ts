/** The classifier over example questions: what it knows, what is strange to it, and that it outlives a restart. */
import { describe, expect, it } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { readTokens } from "../../src/knowledge/analyse-text.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { makeStrange } from "../../src/knowledge/ranking/make-strange.ts";
import { decodeRecogniser, encodeRecogniser } from "../../src/knowledge/recognition/encode-recogniser.ts";
import { readFeatures } from "../../src/knowledge/recognition/read-features.ts";
import { type Recogniser, recognise } from "../../src/knowledge/recognition/recogniser.ts";
import { trainRecogniser } from "../../src/knowledge/recognition/train-recogniser.ts";
import { articleWith, indexOf, readArticles } from "./fixture-base.ts";

const shipped = readArticles(new URL("../../knowledge/", import.meta.url).pathname);
const LANGUAGES = ["en", "th", "vi", "ko", "ar"] as const;
const of = (language: string) => shipped.filter((article) => article.language === language);
const featuresOf = (text: string, language: string) => readFeatures(readTokens(text, language), language);

function drain<Outcome>(steps: Generator<void, Outcome>): Outcome {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Of all questions but every fifth. */
function train(language: string): Recogniser {
  const lessons = of(language).map(({ articleKey, questions }) => ({
    articleKey,
    questions: questions.filter((_, at) => at % 5 !== 0).map((text) => featuresOf(text, language)),
  }));
  const recogniser = drain(trainRecogniser(lessons));
  if (recogniser === null) throw new Error("nothing was learnt");
  return recogniser;
}

describe.each(LANGUAGES)("a classifier (%s)", (language) => {
  const recogniser = train(language);
  const unheard = of(language).flatMap(({ articleKey, questions }) =>
    questions.filter((_, at) => at % 5 === 0).map((text) => ({ articleKey, text })),
  );

  it("gives questions that it has not seen to their article far more often than chance", () => {
    const right = unheard.filter(({ articleKey, text }) => {
      const { shares } = recognise(recogniser, featuresOf(text, language));
      return recogniser.keys[shares.indexOf(Math.max(...shares))] === articleKey;
    });
    // One in 42 is chance; ten times as many is what a dozen questions an article teach in the poorest of these languages.
    expect(right.length / unheard.length).toBeGreaterThan(10 / 42);
  });

  it("knows less of a question when half of its words are of no language", () => {
    const familiarityOf = (text: string) => recognise(recogniser, featuresOf(text, language)).familiarity;
    const stranger = unheard.filter(({ text }) => familiarityOf(makeStrange(text, language)) < familiarityOf(text));
    expect(stranger.length / unheard.length).toBeGreaterThan(0.6);
  });
});

describe("a classifier", () => {
  it("reads a question alike with and without accents", () => {
    expect(featuresOf("tra cứu đơn hàng", "vi")).toEqual(featuresOf("tra cuu don hang", "vi"));
  });

  it("is the same after it was bytes", () => {
    const recogniser = train("en");
    const pieces = encodeRecogniser(recogniser);
    const bytes = new Uint8Array(Buffer.concat(pieces));
    expect(decodeRecogniser(bytes)).toEqual(recogniser);
  });

  it("is not trained where there is too little to learn from", () => {
    const questions = ["how long does it take", "when will it come"].map((text) => featuresOf(text, "en"));
    const lessons = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ articleKey: `a${at}` as ArticleKey, questions }));
    expect(drain(trainRecogniser(lessons(9)))).toBeNull();
    expect(drain(trainRecogniser(lessons(20)))).toBeNull();
  });
});

describe("an index with classifiers", () => {
  const ask = (index: KnowledgeIndex, text: string) => index.search({ text, language: "en", limit: 1 });
  const namesOf = (index: KnowledgeIndex, text: string) =>
    ask(index, text)
      .explain?.()
      .evidence.map(({ name }) => name);

  it("has them again after a restart, without training", () => {
    const index = indexOf(of("en"));
    const restarted = createKnowledgeIndex();
    restarted.restore(index.state());
    expect(restarted.state().recognisers.get("en")).toBe(index.state().recognisers.get("en"));
    const question = of("en")[3]?.questions[1] ?? "";
    expect(ask(restarted, question).confidence).toBe(ask(index, question).confidence);
    expect(namesOf(restarted, question)).toContain("familiarity");
  });

  it("trains anew when what it was saved with is not whole, and when an article has changed", () => {
    const index = indexOf(of("en"));
    const restarted = createKnowledgeIndex();
    restarted.restore({ ...index.state(), recognisers: new Map() });
    expect(restarted.isTidy()).toBe(false);
    expect(restarted.state().recognisers.has("en")).toBe(false);
    drain(restarted.tidyGently());
    expect(restarted.state().recognisers.get("en")).toEqual(index.state().recognisers.get("en"));
    restarted.remove(of("en")[0]?.articleKey as ArticleKey, "en");
    drain(restarted.applyGently());
    expect(restarted.state().recognisers.has("en")).toBe(false);
  });

  it("judges an article that came after the training by what else speaks for it", () => {
    const index = indexOf(of("en"));
    const question = "do you rent zeppelins for weddings";
    index.put(
      articleWith({
        key: "zeppelins",
        title: "Zeppelins",
        questions: [question],
        body: "We rent zeppelins for weddings.",
      }),
    );
    drain(index.applyGently());
    const names = namesOf(index, question);
    expect(names).toContain("word-match");
    expect(names).not.toContain("familiarity");
    drain(index.tidyGently());
    expect(namesOf(index, question)).toContain("familiarity");
  });
});
