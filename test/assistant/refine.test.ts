/** The calls beside the answer: made only when they can change it, bounded, and harmless whatever comes back. */
import { describe, expect, it } from "vitest";
import { findPassages } from "../../src/assistant/find-passages.ts";
import type { ArticleKey, Instant, PassageId } from "../../src/contracts/ids.ts";
import type { ScoredPassage, SearchResult } from "../../src/contracts/answer.ts";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRig, fixSearch, passage, said, SHOP, scriptModel } from "./rig.ts";

const CLEAR = "How long does delivery to Mexico take?";
const TALK = [said("buyer", CLEAR, 1), said("assistant", "From 7 to 12 business days [1].", 2)];
const followUp = { recent: [...TALK, said("buyer", "And how much is it?", 3)] };
const understood = (standalone: string, more: object = {}) =>
  JSON.stringify({ standalone, translation: "", questions: [], ...more });

/** Ten passages of ten articles, none of which the words are sure of. */
const DOUBTFUL: readonly ScoredPassage[] = Array.from({ length: 10 }, (_, at) => ({
  passage: passage(`Passage number ${at + 1} says that lamps of kind ${at + 1} are sold in pairs.`, {
    passageId: `article-${at + 1}/en#0` as PassageId,
    articleKey: `article-${at + 1}` as ArticleKey,
    title: `Article ${at + 1}`,
  }),
  score: 10 - at,
}));
const doubt = (more: Partial<SearchResult> = {}) =>
  fixSearch({
    passages: DOUBTFUL,
    confidence: 0.3,
    verdict: "clarify",
    alternatives: [{ articleKey: "article-1" as ArticleKey, label: "Article 1" }],
    ...more,
  });
const firstPassage = (prompt: string | undefined) => /<<passage 1>>\n(.*)\n/.exec(prompt ?? "")?.[1];

describe("a clear question", () => {
  it("costs one call and no vector, also within a conversation", async () => {
    const model = scriptModel(() => "ANSWER\nStandard delivery to Mexico takes 7 to 12 business days [1].");
    const embedder = {
      model: "m",
      embed: () => Promise.reject(new Error("nobody asked for a vector")),
    };
    const rig = createRig({ model, embedder });
    for (const recent of [[], TALK]) {
      const { answer } = await rig.ask(CLEAR, "en", { recent });
      expect(answer).toMatchObject({ kind: "answered", writtenBy: "model" });
    }
    expect(model.tasks).toEqual(["answer", "answer"]);
  });
});

describe("a question that hangs on the conversation", () => {
  it("is made whole for the search, and the model still reads the buyer's own words", async () => {
    const model = scriptModel(() => "ANSWER\nStandard delivery to Mexico costs 9.90 € [1].", {
      understand: () => understood("How much does standard delivery to Mexico cost?"),
    });
    const { answer, record } = await createRig({ model }).ask("And how much is it?", "en", followUp);
    expect(answer).toMatchObject({ kind: "answered", citations: [{ articleKey: "shipping-times" }] });
    expect(record.promptVersion).toMatch(/^understand:[0-9a-f]{12}\+(rerank:[0-9a-f]{12}\+)?answer:/);
    expect(record.steps[0]).toEqual({ step: "understand", outcome: "answered" });
    const task = model.prompts[0]?.[1]?.text;
    expect(task).toContain("<<message>>\nAnd how much is it?\n<<end message>>");
    expect(firstPassage(task)).toBe("Delivery times");
    expect(model.small[0]?.[0]?.text).toContain(`buyer: ${CLEAR}`);
  });

  it("several questions at once bring the passages of each", async () => {
    const model = scriptModel(() => "CANNOT", {
      understand: () =>
        understood("How do I return it and how can I pay?", {
          questions: ["How do I return an article?", "How can I pay?", "How long is the warranty on lamps?"],
        }),
    });
    await createRig({ model }).ask("that, and the other two?", "en", followUp);
    const task = model.prompts[0]?.[1]?.text ?? "";
    for (const title of ["Returns", "Payment", "Warranty"]) expect(task).toContain(`>>\n${title}\n`);
  });

  it("a translation finds what the buyer's own language does not have, and shows it in it where it does", async () => {
    const model = scriptModel(() => "CANNOT", {
      understand: () => understood("طريقة الإرجاع لو سمحت", { translation: "How do I return an article?" }),
    });
    await createRig({ model }).ask("ممكن أرجعه؟", "ar", {
      recent: [said("buyer", "مرحبا", 1), said("assistant", "أهلا", 2)],
    });
    expect(firstPassage(model.prompts[0]?.[1]?.text)).toBe("Returns");
  });
});

describe("what comes instead of an understanding", () => {
  const strange: [string, string, string][] = [
    ["nonsense", "lorem ipsum dolor", "nonsense"],
    ["half an object", '{"standalone": "How much does', "nonsense"],
    ["an object of something else", '{"answer": 42}', "nonsense"],
    ["a list", "[1, 2, 3]", "nonsense"],
    ["numbers for words", '{"standalone": 7, "questions": "no"}', "nonsense"],
    ["ten megabytes", `{"standalone": "${"a ".repeat(5_000_000)}"}`, "nonsense"],
    ["another language", understood("¿Cuánto cuesta el envío estándar a México para este pedido?"), "wrong-language"],
    ["nothing to search with", understood("?!"), "wrong-language"],
    ["a refusal", "I'm sorry, but I can't help with that.", "nonsense"],
  ];
  it.each(strange)("%s: the plain question is searched for and answered", async (_name, reply, outcome) => {
    const model = scriptModel(() => "ANSWER\nStandard delivery to Mexico costs 9.90 € [1].", {
      understand: () => reply,
    });
    const { answer, record } = await createRig({ model }).ask("How much is delivery?", "en", { recent: TALK });
    expect(record.steps[0]).toEqual({ step: "understand", outcome });
    expect(answer.kind).toBe("answered");
  });

  it("silence costs a second and a half, no more", async () => {
    const clock = createHandClock();
    const answering = scriptModel(() => "ANSWER\nStandard delivery to Mexico costs 9.90 € [1].");
    const model: LanguageModel = {
      complete: (messages, options) =>
        options.task === "understand" ? new Promise(() => {}) : answering.complete(messages, options),
    };
    const pending = createRig({ model, clock }).ask("How much is delivery?", "en", { recent: TALK });
    await clock.advance(1_500);
    const { record } = await pending;
    expect(record.steps[0]).toEqual({ step: "understand", outcome: "timeout" });
    expect(clock.sleepers()).toBe(0);
  });

  it("fences and braces around the object do not hide it", async () => {
    const model = scriptModel(() => "CANNOT", {
      understand: () => `Sure!\n\`\`\`json\n${understood("How can I pay?")}\n\`\`\``,
    });
    const { record } = await createRig({ model }).ask("and that?", "en", followUp);
    expect(record.steps[0]?.outcome).toBe("answered");
    expect(firstPassage(model.prompts[0]?.[1]?.text)).toBe("Payment");
  });
});

describe("a second look at ten passages", () => {
  const verdicts = (labels: Readonly<Record<number, string>>, rest = "no") =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at + 1, labels[at + 1] ?? rest])));
  const orderAfter = async (reply: string) => {
    const model = scriptModel(() => "CANNOT", { rerank: () => reply });
    const rig = createRig({ model, searchOf: () => doubt() });
    const { record, answer } = await rig.ask("which lamps are sold in pairs, then?", "en");
    const titles = [...(model.prompts[0]?.[1]?.text ?? "").matchAll(/<<passage \d+>>\nArticle (\d+)/g)];
    const step = record.steps.find((each) => each.step === "rerank");
    return { order: titles.map((match) => Number(match[1])), outcome: step?.outcome, tasks: model.tasks, answer };
  };
  const KEPT = [1, 2, 3, 4, 5, 6, 7, 8];

  it("puts first what answers, then what answers in part, and leaves the rest in its order", async () => {
    const { order, outcome, tasks, answer } = await orderAfter(verdicts({ 9: "yes", 4: "partly", 10: "Yes" }));
    expect(order).toEqual([9, 10, 4, 1, 2, 3, 5, 6]);
    expect(outcome).toBe("answered");
    expect(tasks).toEqual(["understand", "rerank", "answer"]);
    expect(answer.kind === "clarify" && answer.choices.map((each) => each.articleKey)).toEqual([
      "article-9",
      "article-10",
      "article-4",
    ]);
  });

  it("when none answers no answer is written, and the buyer is asked", async () => {
    const { outcome, tasks, answer } = await orderAfter(verdicts({}));
    expect(outcome).toBe("none");
    expect(tasks).toEqual(["understand", "rerank"]);
    expect(answer.kind).toBe("clarify");
  });

  const strange: [string, string][] = [
    ["nonsense", "the third one I think"],
    ["half an object", '{"1": "yes", "2": "no", "3":'],
    ["an empty object", "{}"],
    ["too few verdicts", '{"9": "yes", "3": "no"}'],
    ["words that are no verdicts", verdicts({}, "maybe")],
    ["passages that do not exist", '{"11": "yes", "99": "no"}'],
    ["a list", '["yes","no"]'],
    ["ten megabytes", verdicts({}, "x".repeat(1_000_000))],
    ["nothing", ""],
  ];
  it.each(strange)("keeps the order on %s", async (_name, reply) => {
    const { order, outcome } = await orderAfter(reply);
    expect(order).toEqual(KEPT);
    expect(outcome).toBe("nonsense");
  });

  it("is left out when the words were sure, or when too little time is left", async () => {
    const sure = scriptModel(() => "CANNOT");
    await createRig({ model: sure, searchOf: () => doubt({ verdict: "answer" }) }).ask("which lamps?", "en");
    expect(sure.tasks).toEqual(["answer"]);
    const late = scriptModel(() => "CANNOT");
    const { ports } = createRig({ model: late, searchOf: () => doubt() });
    const question = "which lamps are sold in pairs, then?";
    const finding = { shopId: SHOP, question, hidden: question, language: "en", history: [] } as const;
    const deadlineAt = (ports.clock.now() + 3_000) as Instant;
    await findPassages({ ...finding, deadlineAt, signal: new AbortController().signal }, ports);
    expect(late.tasks).toEqual(["understand"]);
  });
});
