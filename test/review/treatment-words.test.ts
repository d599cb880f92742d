/** What buyers say of how they were dealt with is heard in fifteen languages, and a share says how sure it is. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import type { ReviewCard } from "../../src/contracts/review.ts";
import { writeCsv } from "../../src/flows/review/write-csv.ts";
import { findTreatment } from "../../src/routing/find-treatment.ts";
import { estimateShare } from "../../src/shared/numbers/estimate-share.ts";
import { scoreReview } from "../../src/tickets/score-review.ts";
import { loadCues } from "../languages/load-texts.ts";

const book = loadCues();
const SENTENCES = parse(readFileSync(new URL("treatment-sentences.yaml", import.meta.url), "utf8")) as Readonly<
  Record<Language, Readonly<Record<string, readonly string[]>>>
>;

test.each(LANGUAGES)("in %s sentences nobody listed are heard as what they say", (language) => {
  const heard = Object.entries(SENTENCES[language]).flatMap(([subject, sentences]) =>
    sentences.map((sentence) => [subject, sentence, findTreatment(sentence, language, book) ?? "case"]),
  );
  expect(heard.filter(([wanted, , found]) => wanted !== found)).toEqual([]);
  expect(heard.length).toBeGreaterThanOrEqual(6);
});

test("a denied kindness is none, and what went wrong goes before a thank-you beside it", () => {
  expect(findTreatment("She was not friendly", "en", book)).toBe("unfriendly");
  expect(findTreatment("Thanks, but it is not solved", "en", book)).toBe("not-solved");
  expect(findTreatment("Who writes German in an English chat is unhöflich", "en", book)).toBe("unfriendly");
});

test("a share is honest about few, and never beyond none and all", () => {
  expect(estimateShare(0, 0)).toBeNull();
  // Wilson (1927) at 95 %, computed by hand with z = 1.959964.
  const half = estimateShare(5, 10);
  expect([half?.share, half?.from.toFixed(4), half?.to.toFixed(4)]).toEqual([0.5, "0.2366", "0.7634"]);
  expect(estimateShare(3, 3)).toMatchObject({ share: 1, to: 1 });
  expect(estimateShare(3, 3)?.from.toFixed(4)).toBe("0.4385");
  expect(estimateShare(0, 400)).toMatchObject({ share: 0, from: 0 });
  expect(estimateShare(0, 400)?.to).toBeLessThan(0.01);
});

test("a review comes to the marks by their weights; what does not apply counts for nothing", () => {
  const of = (key: string, weight: number) => ({ key, weight, name: null, hint: null });
  const card: ReviewCard = { version: 1, criteria: [of("correct", 3), of("tone", 1), of("process", 5)] };
  const mark = (key: string, given: "met" | "partly" | "not-met" | "not-applicable") => ({
    key,
    mark: given,
    comment: "",
  });
  expect(
    scoreReview(card, [mark("tone", "partly"), mark("correct", "met"), mark("process", "not-applicable")]),
  ).toEqual({
    kind: "scored",
    points: 87.5,
  });
  const none = card.criteria.map(({ key }) => mark(key, "not-applicable"));
  expect(scoreReview(card, none)).toEqual({ kind: "faulty", fault: "nothing-applies" });
  for (const marks of [
    none.slice(1),
    [...none.slice(1), mark("tone", "met")],
    [...none, mark("speed", "met")],
    none.map((each, at) => (at === 0 ? mark("speed", "met") : each)),
  ])
    expect(scoreReview(card, marks)).toEqual({ kind: "faulty", fault: "marks-do-not-fit" });
});

test("a spreadsheet never calculates what a stranger wrote, and gets every sign as it was", () => {
  const hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", ' "=1', 'ok, "quoted"\nnext', "plain", "٥"];
  const csv = writeCsv(
    ["n", "words"],
    hostile.map((words, at) => [at, words]),
  );
  expect(csv.startsWith("\uFEFFn,words\r\n")).toBe(true);
  const cells = [...csv.matchAll(/^\d+,(?:"((?:[^"]|"")*)"|([^\r\n]*))\r$/gmu)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
  );
  expect(cells).toEqual(hostile.map((words, at) => (at < 7 ? `'${words}` : words)));
  expect(writeCsv(["a"], [[null]])).toBe("\uFEFFa\r\n\r\n");
});
