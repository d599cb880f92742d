/** Articles are missing for the question they answer, and there again for the next. */
import { describe, expect, it } from "vitest";
import type { Article } from "../../src/contracts/answer.ts";
import type { Language } from "../../src/contracts/language.ts";
import { readGoldenLines } from "../../src/eval/questions/read-golden-lines.ts";
import { withholdArticles } from "../../src/eval/questions/withhold-articles.ts";
import { articleWith, indexOf } from "../knowledge/fixture-base.ts";

const TEXTS: readonly (readonly [key: string, language: Language, body: string])[] = [
  ["returns", "en", "You can return what you bought within 30 days."],
  ["returns", "de", "Sie können Ihre Ware innerhalb von 30 Tagen zurückgeben."],
  ["gifts", "en", "We wrap presents in paper of your choice."],
  ["gifts", "de", "Wir packen Geschenke in Papier Ihrer Wahl ein."],
];
const ARTICLES: readonly Article[] = TEXTS.map(([key, language, body]) =>
  articleWith({ key, language, body, title: key }),
);

const { questions } = readGoldenLines(
  ["returns", "gifts"]
    .map((gold) => ({ id: gold, lang: "de", query: gold, type: "answerable", expect: "answer", gold: [gold] }))
    .map((line) => JSON.stringify(line))
    .join("\n"),
);
const [aboutReturns, aboutGifts] = questions;

function heldFor(what: "question" | "language") {
  const index = indexOf(ARTICLES);
  const searchFor = withholdArticles(index, ARTICLES, { questions, what });
  return (question: typeof aboutReturns) => {
    if (!question) throw new Error("no question was read");
    const search = searchFor(question);
    return TEXTS.filter(
      ([key, language]) => search.passagesOf(articleWith({ key }).articleKey, language).length > 0,
    ).map(([key, language]) => `${key}/${language}`);
  };
}

describe("withheld", () => {
  it("for a question, only its own article in its own language is missing, and back for the next", () => {
    const held = heldFor("question");
    expect(held(aboutReturns)).toEqual(["returns/en", "gifts/en", "gifts/de"]);
    expect(held(aboutGifts)).toEqual(["returns/en", "returns/de", "gifts/en"]);
    expect(held(aboutReturns)).toEqual(["returns/en", "gifts/en", "gifts/de"]);
  });

  it("for a language, all that its questions ask for is missing", () => {
    const held = heldFor("language");
    expect(held(aboutReturns)).toEqual(["returns/en", "gifts/en"]);
    expect(held(aboutGifts)).toEqual(["returns/en", "gifts/en"]);
  });
});
