/** How golden questions are read, judged and scored. */
import { describe, expect, it } from "vitest";
import type { GoldenQuestion, GoldenReply } from "../../src/eval/questions/golden-question.ts";
import { holdsText } from "../../src/eval/questions/holds-text.ts";
import { judgeReply } from "../../src/eval/questions/judge-reply.ts";
import { readGoldenLines } from "../../src/eval/questions/read-golden-lines.ts";
import { scoreGolden } from "../../src/eval/questions/score-golden.ts";

const line = (fields: object) =>
  JSON.stringify({
    id: "1",
    lang: "en",
    query: "q",
    type: "answerable",
    expect: "answer",
    gold: ["kb/a#x"],
    ...fields,
  });
function questionWith(fields: object): GoldenQuestion {
  const { questions, faults } = readGoldenLines(line(fields));
  if (questions[0] === undefined) throw new Error(faults[0]?.message);
  return questions[0];
}
const replyWith = (fields: Partial<GoldenReply>): GoldenReply => ({
  kind: "answered",
  text: "",
  articleKeys: ["a"],
  route: "answer",
  ranked: ["a"],
  quote: "",
  confidence: 0.5,
  detected: "en",
  writtenBy: "extract",
  ...fields,
});
const judge = (fields: object, reply: Partial<GoldenReply>) => judgeReply(questionWith(fields), replyWith(reply));
const scoreOf = (...pairs: readonly (readonly [fields: object, reply: Partial<GoldenReply>])[]) =>
  scoreGolden(pairs.map(([fields, reply]) => judge(fields, reply))).en;

const UNANSWERABLE = { type: "near-miss", expect: "escalate", gold: [] };
const FOR_PERSON = { type: "person", expect: "escalate", gold: [] };
const SMALL_TALK = { type: "smalltalk", expect: "notice", gold: [] };

describe("a golden question", () => {
  it("ends as expected when answered from a named article with the required text", () => {
    expect(judge({ mustContain: ["30"] }, { text: "within 30 days" })).toMatchObject({
      isAnsweredRight: true,
      saysFacts: true,
      asExpected: true,
    });
  });

  it.each<[string, object, Partial<GoldenReply>]>([
    ["from another article", {}, { articleKeys: ["b"] }],
    ["first from another article, and also from the right one", {}, { articleKeys: ["b", "a"] }],
    ["without the required text", { mustContain: ["30"] }, { text: "within 14 days" }],
    ["with forbidden text", { mustNotContain: ["sorry"] }, { text: "Sorry" }],
    ["although nothing can answer it", UNANSWERABLE, {}],
    ["although it asks for a person", FOR_PERSON, {}],
    ["although it is only a greeting", SMALL_TALK, {}],
  ])("does not end as expected when answered %s", (_name, fields, reply) => {
    expect(judge(fields, reply).asExpected).toBe(false);
  });

  it("that nothing answers may be asked back or handed over", () => {
    expect(judge(UNANSWERABLE, { kind: "clarify" }).asExpected).toBe(true);
    expect(judge(UNANSWERABLE, { kind: "handoff" }).asExpected).toBe(true);
  });

  it("that asks for a person must get one by its route, not for want of an article", () => {
    expect(judge(FOR_PERSON, { kind: "handoff", route: "answer" }).asExpected).toBe(false);
    expect(judge(FOR_PERSON, { kind: "handoff", route: "open-ticket" }).asExpected).toBe(true);
  });

  it("has the rank of its first right article, whatever was sent", () => {
    const reply = { kind: "handoff", articleKeys: [], ranked: ["x", "c", "a"] } as const;
    expect(judge({ gold: ["a", "c"] }, reply).rank).toBe(2);
    expect(judge({ gold: ["z"] }, reply).rank).toBeNull();
  });

  it("that is written wrongly is named by its line", () => {
    const faulty = ["{oops", line({ type: "x" }), "[1]", line({ id: 3 }), line({ gold: [] }), line({ split: "train" })];
    const { questions, faults } = readGoldenLines(`${line({})}\n\n${faulty.join("\n")}\n`);
    expect(questions).toHaveLength(1);
    expect(faults.map((fault) => fault.line)).toEqual([3, 4, 5, 6, 7, 8]);
  });
});

describe("a required text", () => {
  it.each([
    ["خلال ٣٠ يومًا", "30"],
    ["ภายใน ๑๔ วัน", "14"],
    ["３０日以内", "30"],
    ["costs €1.000 at most", "1000"],
    ["1 000 ₽", "1000"],
    ["12,50 €", "12.50"],
    ["in 8 to 16 days.", "16"],
    ["for 24-48 hours", "48"],
    ["as a pdf file", "PDF"],
  ])("is found in %s", (text, part) => {
    expect(holdsText(text, part)).toBe(true);
  });

  it.each([
    ["15 days", "5"],
    ["500 points", "50"],
    ["12.50 EUR", "12"],
    ["12,5 EUR", "5"],
    ["2024", "24"],
    ["no number", "7"],
  ])("is not found in %s when it is %s", (text, part) => {
    expect(holdsText(text, part)).toBe(false);
  });
});

describe("the figures", () => {
  it("count what was answered, and of that what was right", () => {
    const row = scoreOf(
      [{ id: "1" }, {}],
      [{ id: "2" }, { articleKeys: ["b"], ranked: ["b", "a"] }],
      [{ id: "3" }, { kind: "clarify", articleKeys: ["c", "a"], ranked: ["c", "a"] }],
      [{ id: "4" }, { kind: "handoff", articleKeys: [], ranked: [] }],
    );
    expect(row).toMatchObject({ asked: 4, rightFirst: 25, rightInThree: 75, answered: 50, answeredRight: 50 });
    expect(row?.offeredRight).toBe(25);
  });

  it("tell the fact in the quote from the fact in what was sent", () => {
    const row = scoreOf(
      [{ mustContain: ["30"] }, { quote: "30 days", text: "30 days" }],
      [{ mustContain: ["30"] }, { kind: "handoff", quote: "30 days" }],
      [{ mustContain: ["30"] }, { quote: "soon", text: "soon" }],
      [{}, { quote: "anything", text: "anything" }],
    );
    expect(row).toMatchObject({ factInQuote: 66.7, factInAnswer: 50 });
  });

  it("count false alarms over what can be answered, and recognition over what asks for a person", () => {
    const row = scoreOf(
      [{}, { kind: "handoff", route: "open-ticket" }],
      [{}, {}],
      [{ type: "multi", gold: ["a", "b"] }, { articleKeys: ["b"] }],
      [FOR_PERSON, { kind: "handoff", route: "open-ticket" }],
      [
        { ...FOR_PERSON, type: "complaint" },
        { kind: "handoff", route: "answer" },
      ],
    );
    expect(row).toMatchObject({ falseAlarms: 33.3, personRecognised: 100, complaintRecognised: 0 });
    expect(row).toMatchObject({ handoverRecognised: 50, multiAnsweredRight: 100, multiCovered: 50 });
  });

  it("count each kind of question that must not be answered", () => {
    const wrongly = { kind: "answered" } as const;
    const row = scoreOf(
      [UNANSWERABLE, wrongly],
      [{ ...UNANSWERABLE, type: "off-topic" }, { kind: "clarify" }],
      [{ ...UNANSWERABLE, type: "injection" }, { kind: "handoff" }],
      [{ ...UNANSWERABLE, type: "injection" }, wrongly],
      [SMALL_TALK, { kind: "notice" }],
    );
    expect(row).toMatchObject({ unanswerableAnswered: 50, nearMissAnswered: 100, offTopicAnswered: 0 });
    expect(row).toMatchObject({ injectionAnswered: 50, abuseAnswered: null, smalltalkNoticed: 100 });
  });

  it("measure lengths in characters as people count them", () => {
    const row = scoreOf([{}, { text: "ab" }], [{}, { text: "🛍️🛍️🛍️" }], [{}, { text: "x".repeat(40) }]);
    expect(row).toMatchObject({ medianLength: 6, maxLength: 40 });
  });

  it("stand in a row a language and one for all", () => {
    const judged = ["en", "th", "th"].map((lang) => judge({ lang }, {}));
    const rows = scoreGolden(judged);
    expect(Object.keys(rows)).toEqual(["en", "th", "all"]);
    expect([rows.en?.asked, rows.th?.asked, rows.all?.asked]).toEqual([1, 2, 3]);
  });

  it("say nothing where nothing was asked", () => {
    expect(scoreOf([SMALL_TALK, { kind: "notice" }])).toMatchObject({ rightFirst: null, auroc: null, maxLength: null });
  });
});
