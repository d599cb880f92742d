/** Loaders of public sets on invented lines in their form, the figures on worked examples, and the real sets if there. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asArticle } from "../../src/eval/sets/as-article.ts";
import { askIndex, indexDocuments, type SetReply } from "../../src/eval/sets/ask-index.ts";
import { addTypos, dropAccents } from "../../src/eval/sets/distort-text.ts";
import { createDraw, drawItems } from "../../src/eval/sets/draw-items.ts";
import { measureIntents } from "../../src/eval/sets/measure-intents.ts";
import { answeredAtCoverage, drawRiskCurve, separation } from "../../src/eval/sets/measure-separation.ts";
import { measureSquad } from "../../src/eval/sets/measure-squad.ts";
import { readBanking, readClinc } from "../../src/eval/sets/read-intents.ts";
import { readDocuments, readQuestions } from "../../src/eval/sets/read-question-folder.ts";
import { readSquadSets } from "../../src/eval/sets/read-squad.ts";
import { scoreGroups, scoreReplies } from "../../src/eval/sets/score-replies.ts";
import { splitArticle } from "../../src/knowledge/split-article.ts";

/** Beside the project, never in it: the sets have their own licence. */
const XQUAD = readSquadSets(new URL("../../../shared/data/xquad", import.meta.url).pathname, null);

const reply = (fields: Partial<SetReply>): SetReply => ({
  rank: 1,
  confidence: 0.5,
  isAnswered: true,
  isAnswerable: true,
  ...fields,
});

describe("the figures of a ranking", () => {
  it("count a right document at its rank, and nothing for one that is missing", () => {
    const figures = scoreReplies([1, 2, 11, null].map((rank) => reply({ rank })));
    expect([figures.acc1, figures.r5, figures.mrr10]).toEqual([25, 50, 37.5]);
    expect(figures.ndcg10).toBeCloseTo((100 * (1 + 1 / Math.log2(3))) / 4, 2);
    expect([figures.auroc, figures.strangersAt90, figures.strangersAnswered]).toEqual([null, null, null]);
  });

  it("take the ranking from what has an answer, and refusals from what has none", () => {
    const figures = scoreReplies([
      reply({ confidence: 0.9 }),
      reply({ rank: 2, confidence: 0.8 }),
      reply({ rank: null, confidence: 0.85, isAnswerable: false }),
      reply({ rank: null, confidence: 0.1, isAnswerable: false, isAnswered: false }),
    ]);
    expect(figures).toMatchObject({ asked: 4, acc1: 50, answeredRight: 50, auroc: 75, strangersAnswered: 50 });
  });

  it("stand in a row a group and one for all", () => {
    const groups = new Map([
      ["en", [reply({})]],
      ["th", [reply({ rank: 3 }), reply({ rank: null })]],
    ]);
    expect(scoreGroups(groups)).toMatchObject({ en: { acc1: 100 }, th: { acc1: 0 }, all: { asked: 3, acc1: 33.33 } });
  });
});

describe("the separation of a confidence", () => {
  it("is one when every positive lies above every negative, a half when it says nothing", () => {
    expect(separation([0.9, 0.8], [0.7, 0.1])).toBe(1);
    expect(separation([0.5, 0.5], [0.5])).toBe(0.5);
    expect(separation([0.1], [0.9])).toBe(0);
    expect(separation([], [0.9])).toBeNull();
  });

  it("puts the bar where the wanted share of positives passes, equal ones included", () => {
    const positives = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
    expect(answeredAtCoverage(positives, [0.25, 0.2, 0.15, 0.05], 0.9)).toBe(0.5);
  });

  it("draws risk over coverage from the most sure to the least", () => {
    const weigh = (confidence: number, isRight: boolean, isAnswerable = true) => ({
      confidence,
      isRight,
      isAnswerable,
    });
    const curve = drawRiskCurve([weigh(0.2, true), weigh(0.9, true), weigh(0.5, false, false), weigh(0.2, false)]);
    expect(curve.map(({ coverage }) => coverage)).toEqual([1 / 3, 1 / 3, 1]);
    expect(curve.map(({ risk }) => risk)).toEqual([0, 0.5, 0.5]);
  });
});

describe("distorted questions", () => {
  it("lose their accents and nothing else", () => {
    expect(dropAccents("Đơn hàng của tôi ở đâu?")).toBe("Don hang cua toi o dau?");
    expect(dropAccents("Siparişim nerede, ığ?")).toBe("Siparisim nerede, ig?");
    expect(dropAccents("订单 คำสั่ง".normalize("NFC"))).toContain("订单");
  });

  it("are misspelled the same way every time, in about half of the longer words", () => {
    const words = Array.from({ length: 400 }, (_, at) => `question${at}`);
    const typed = addTypos(words.join(" "), createDraw(7)).split(" ");
    const changed = typed.filter((word, at) => word !== words[at]).length;
    expect(changed / words.length).toBeGreaterThan(0.42);
    expect(changed / words.length).toBeLessThan(0.58);
    expect(addTypos(words.join(" "), createDraw(7)).split(" ")).toEqual(typed);
    expect(addTypos("is it my cup", createDraw(1))).toBe("is it my cup");
  });

  it("draw each item once", () => {
    const drawn = drawItems([1, 2, 3, 4, 5], 3, createDraw(3));
    expect(new Set(drawn).size).toBe(3);
    expect(new Set(drawItems([1, 2], 8, createDraw(3)))).toEqual(new Set([1, 2]));
  });
});

describe("a set of sentences with classes", () => {
  const banking = readBanking(
    'text,category\n"Where is the parcel, please?",parcel\nWhat does a refund cost?,refund\n"Is my\nparcel late?",parcel\n',
    "text,category\nParcel is late,parcel\nRefund cost?,refund\n",
  );

  it("is read from CSV with quotes, commas and line breaks in the text", () => {
    expect(banking.train.map(({ text }) => text)).toContain("Is my parcel late?");
    expect(banking.test).toEqual([
      { text: "Parcel is late", intent: "parcel" },
      { text: "Refund cost?", intent: "refund" },
    ]);
  });

  it("is read from JSON with its strangers, and refused when a part is missing", () => {
    const pairs = [["where is it", "parcel"]];
    const set = readClinc(JSON.stringify({ train: pairs, test: pairs, oos_test: [["how old is the moon", "oos"]] }));
    expect(set).toMatchObject({ test: [{ intent: "parcel" }], strangers: ["how old is the moon"] });
    expect(readClinc(JSON.stringify({ train: pairs, test: pairs }))).toBeNull();
    expect(readClinc("no json")).toBeNull();
  });

  it("finds the class whose examples are closest, once for all or once a draw", () => {
    const all = measureIntents(banking, { language: "en", examples: null });
    expect(Array.from(all.keys())).toEqual(["en"]);
    expect(all.get("en")?.map(({ rank }) => rank)).toEqual([1, 1]);
    expect(Array.from(measureIntents(banking, { language: "en", examples: 1 }).keys())).toHaveLength(3);
  });
});

describe("a folder of one's own", () => {
  it("is read with numbers as keys, one gold or several, and faulty lines named", () => {
    const documents = readDocuments('{"id":7,"body":"We ship daily."}\n\n{"key":"x"}\n{oops\n', "en");
    expect(documents.items).toMatchObject([{ key: "7", language: "en", text: "We ship daily." }]);
    expect(documents.faultyLines).toEqual([3, 4]);
    const lines = ['{"query":"q","gold":"a"}', '{"question":"r","gold":[1,"b"],"lang":"de"}', '{"query":"s"}'];
    const questions = readQuestions(lines.join("\n"), "en");
    expect(questions.items.map(({ gold, language }) => [gold, language])).toEqual([
      [["a"], "en"],
      [["1", "b"], "de"],
    ]);
    expect(questions.faultyLines).toEqual([3]);
  });

  it("knows a document that is not the one, and a question that nothing answers", () => {
    const index = indexDocuments([
      { key: "ship", language: "en", text: "We ship parcels every day from Rotterdam." },
      { key: "pay", language: "en", text: "You can pay with a card or by bank transfer." },
    ]);
    const ask = (gold: readonly string[]) =>
      askIndex(index, { language: "en", text: "do you ship parcels daily", gold });
    expect(ask(["ship"])).toMatchObject({ rank: 1, isAnswerable: true });
    expect(ask(["pay"]).rank).not.toBe(1);
    expect(ask([])).toMatchObject({ rank: null, isAnswerable: false });
  });

  it("keeps a plain text as it is, whatever Markdown would read into it", () => {
    const text = "# 3 * 4 = 12; [a](b) <b> 1. one - two_three_";
    const passages = splitArticle(asArticle({ key: "k", language: "en", text }));
    expect(passages.map((passage) => passage.text)).toEqual([text]);
  });
});

describe("a set in the SQuAD form", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dragoman-squad-"));
    const qas = (...questions: string[]) => questions.map((question) => ({ question }));
    const paragraphs = [
      { context: "The lighthouse was built of basalt in 1871.", qas: qas("When was the lighthouse built?") },
      {
        context: "Cafés close at noon.",
        qas: [...qas("When do cafés close?"), { question: "?", is_impossible: true }],
      },
    ];
    writeFileSync(join(folder, "own.en.json"), JSON.stringify({ data: [{ paragraphs }] }));
    writeFileSync(join(folder, "notes.txt"), "not a set");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["as-written", "with-typos", "without-accents"] as const)("is found with questions typed %s", (typed) => {
    const sets = readSquadSets(folder, null) ?? [];
    for (const isMerged of [false, true]) {
      const groups = measureSquad(sets, { isMerged, typed });
      expect(groups.get("en")?.map(({ rank }) => rank)).toEqual([1, 1]);
    }
  });

  it("is not there when its folder is not", () => {
    expect(readSquadSets(join(folder, "none"), null)).toBeNull();
  });
});

describe.skipIf(XQUAD === null)("on XQuAD the index", () => {
  // Four scripts stand for the twelve languages; `dragoman eval --set xquad` measures them all.
  it("finds the right passage in en, tr, ar and zh", () => {
    const sets = (XQUAD ?? []).filter(({ language }) => ["en", "tr", "ar", "zh"].includes(language));
    const rows = scoreGroups(measureSquad(sets, { isMerged: false, typed: "as-written" }));
    expect(Object.keys(rows)).toHaveLength(5);
    for (const [language, row] of Object.entries(rows)) expect(row.ndcg10, language).toBeGreaterThanOrEqual(95);
    expect(rows.all?.ndcg10).toBeGreaterThanOrEqual(96.3);
  }, 60_000);
});
