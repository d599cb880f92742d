/** How the index follows its articles, one by one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Article } from "../../src/contracts/answer.ts";
import { createKnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { splitArticle } from "../../src/knowledge/split-article.ts";
import { articleWith, indexOf, readArticles } from "./fixture-base.ts";

const articles = readArticles();
const english = articles.filter(({ language }) => language === "en");

describe("the index", () => {
  it("finds an article from the moment it is put, and no more once it is removed", () => {
    const index = indexOf(english);
    const found = () =>
      index.search({ text: "giraffe rental", language: "en", limit: 3 }).passages[0]?.passage.articleKey;
    expect(found()).not.toBe("giraffes");
    index.put(articleWith({ key: "giraffes", title: "Giraffe rental", body: "Giraffes are rented by the week." }));
    expect(found()).toBe("giraffes");
    index.remove(articleWith({ key: "giraffes" }).articleKey, "en");
    expect(found()).not.toBe("giraffes");
  });

  it("forgets the old text of an article that is replaced", () => {
    const index = createKnowledgeIndex();
    index.put(articleWith({ body: "We sell umbrellas." }));
    index.put(articleWith({ body: "We sell parasols." }));
    const search = (text: string) =>
      index.search({ text, language: "en", limit: 3 }).passages.map(({ passage }) => passage.text);
    expect(search("parasols")).toEqual(["We sell parasols."]);
    expect(search("umbrellas")).toEqual([]);
    expect(index.stats()).toMatchObject({ articles: 1, passages: 1 });
  });

  it("tells the passages of an article in order, with the ids that splitting gives them", () => {
    const index = indexOf(articles);
    for (const article of articles)
      expect(index.passagesOf(article.articleKey, article.language)).toEqual(splitArticle(article));
  });

  it("ignores the removal of what is not there", () => {
    const index = indexOf(english);
    index.remove(articleWith({ key: "nothing" }).articleKey, "ko");
    expect(index.stats()).toMatchObject({ entries: english.length, languages: ["en"] });
  });

  it("is after any changes the same as one built from what is left", () => {
    const change = fc.record({
      at: fc.nat(english.length - 1),
      keep: fc.boolean(),
      body: fc.constantFrom("Shipping takes a week.", "Refunds: no.", "Pay with shells."),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const index = indexOf(english);
        const left = new Map<string, Article>(english.map((article) => [article.articleKey, article]));
        for (const { at, keep, body } of changes) {
          const article = english[at];
          if (!article) continue;
          left.delete(article.articleKey);
          if (keep) {
            const changed = { ...article, body };
            left.set(article.articleKey, changed);
            index.put(changed);
          } else {
            index.remove(article.articleKey, article.language);
          }
          index.prepare();
        }
        const fresh = indexOf(Array.from(left.values()));
        expect(index.stats()).toEqual(fresh.stats());
        for (const text of ["how long does shipping take", "refund", "pay with shells"]) {
          const query = { text, language: "en", limit: 100 } as const;
          expect({ ...index.search(query), explain: null }).toEqual({ ...fresh.search(query), explain: null });
        }
      }),
      { numRuns: 40 },
    );
  });

  it("builds 60 articles in 15 languages in well under a second of processor time a language, and stays small", () => {
    const many = Array.from({ length: 60 }, (_, at) => {
      const base = english[at % english.length] ?? articleWith({});
      return { ...base, articleKey: `${base.articleKey}-${at}` as Article["articleKey"], title: `${base.title} ${at}` };
    });
    const before = process.cpuUsage();
    const index = indexOf(many);
    const { user } = process.cpuUsage(before);
    expect(index.stats().articles).toBe(60);
    expect(user / 1_000).toBeLessThan(1_500);
  });
});

describe("the confidence", () => {
  it("of a small base is the one that ships with the program", () => {
    expect(indexOf(articles).stats().isFitted).toBe(false);
  });

  it("of a large base is fitted to it, and still answers what it knows and not what it does not", () => {
    const topics = Array.from({ length: 60 }, (_, at) => {
      const thing = `${["red", "blue", "green", "black", "white", "tiny"][at % 6]} ${NOUNS[Math.floor(at / 6)]}`;
      return articleWith({
        key: `thing-${at}`,
        title: `About the ${thing}`,
        questions: [
          `What does the ${thing} weigh?`,
          `How heavy is the ${thing}?`,
          `Is the ${thing} heavy?`,
          `${thing} weight`,
        ],
        body: `The ${thing} weighs ${at} grams.`,
      });
    });
    const index = indexOf(topics);
    expect(index.stats().isFitted).toBe(true);
    expect(index.search({ text: "how much does the blue lantern weigh", language: "en", limit: 1 })).toMatchObject({
      verdict: "answer",
      extract: { quote: expect.stringContaining("blue lantern") },
    });
    expect(index.search({ text: "who won the world cup", language: "en", limit: 1 }).verdict).not.toBe("answer");
  });
});

const NOUNS = ["lantern", "kettle", "bicycle", "blanket", "mirror", "hammer", "guitar", "basket", "pillow", "camera"];
