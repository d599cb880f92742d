/** The scripted model reads our real prompts and replies in the forms that our real checks and readers ask for. */
import { describe, expect, it } from "vitest";
import { createScriptedModel } from "../../src/eval/scripted/create-scripted-model.ts";
import { type AnswerKey, createAnswerKeys } from "../../src/eval/scripted/create-answer-key.ts";
import { createSlip } from "../../src/eval/scripted/create-slip.ts";
import type { GoldenQuestion } from "../../src/eval/questions/golden-question.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { fenceText } from "../../src/assistant/prompt/fence-text.ts";
import type { ModelTask } from "../../src/contracts/language-model.ts";

const PASSAGES = [
  fenceText("passage 1", "Returns\nYou can return unused items within 30 days. We pay the way back."),
  fenceText("passage 2", "Delivery\nParcels to Mexico take 8 to 16 days. Express is not offered there."),
].join("\n\n");

async function ask(message: string, task: ModelTask = "answer", key: AnswerKey | null = null): Promise<string> {
  const text = `${PASSAGES}\n\n${fenceText("message", message)}`;
  const reply = await createScriptedModel(key).complete([{ role: "user", text }], {
    signal: AbortSignal.timeout(1_000),
    task,
  });
  return reply.kind === "text" ? reply.text : reply.reason;
}

describe("the scripted model", () => {
  it("answers with sentences of one passage, word for word and numbered", async () => {
    expect(await ask("how many days do parcels to Mexico take")).toBe(
      "ANSWER\nParcels to Mexico take 8 to 16 days [2]. Express is not offered there [2].",
    );
  });

  it("says that it cannot when nothing of the question stands in the passages", async () => {
    expect(await ask("whistling competition on Jupiter")).toBe("CANNOT");
  });

  it("judges each passage, and sees several questions in one message", async () => {
    const judged: unknown = JSON.parse(await ask("return unused items within 30 days", "rerank"));
    expect(judged).toEqual({ 1: "yes", 2: "no" });
    const understood: unknown = JSON.parse(await ask("How long is delivery? Can I return it?", "understand"));
    expect(understood).toMatchObject({ questions: ["How long is delivery?", "Can I return it?"] });
  });

  it("is silent where it has no rule", async () => {
    expect(await ask("write questions", "suggest")).toBe("empty");
  });
});

const questionOf = (id: string, fields: Partial<GoldenQuestion>): GoldenQuestion => ({
  id,
  lang: "en",
  query: `question ${id}`,
  type: "answerable",
  gold: [],
  mustContain: [],
  mustNotContain: [],
  expect: "answer",
  tags: [],
  split: null,
  ...fields,
});
const GOLDEN = [
  questionOf("en-1", { query: "send it back", gold: ["returns"] }),
  questionOf("en-2", { query: "days to Mexico", gold: ["delivery"], mustContain: ["8"] }),
  questionOf("en-3", { query: "whistling lessons", type: "near-miss" }),
  questionOf("es-1", { lang: "es", query: "¿cuántos días a México?", gold: ["delivery"], mustContain: ["8"] }),
  questionOf("es-2", { lang: "es", query: "¿clases de silbido?", type: "near-miss" }),
  questionOf("es-3", { lang: "es", query: "¿pago con cabras?", gold: ["goats"] }),
];
const ARTICLES = [
  { articleKey: "returns" as ArticleKey, title: "Returns" },
  { articleKey: "delivery" as ArticleKey, title: "Delivery" },
];
const keysWith = (rate: number, seed = 1) =>
  createAnswerKeys({ questions: GOLDEN, articles: ARTICLES, slip: createSlip(rate, seed) });
const golden = (id: string) => GOLDEN.find((each) => each.id === id) ?? questionOf(id, {});
const askAs = async (id: string, task: ModelTask, rate = 0): Promise<unknown> =>
  JSON.parse(await ask(golden(id).query, task, keysWith(rate)(golden(id))));

describe("with the key to a golden question, the scripted model", () => {
  it("puts the question into the words of the nearest one that is asked in English", async () => {
    expect(await askAs("es-1", "understand")).toMatchObject({
      standalone: "¿cuántos días a México?",
      translation: "days to Mexico",
    });
    expect(await askAs("es-2", "understand")).toMatchObject({ translation: "whistling lessons" });
    expect(await askAs("es-3", "understand")).toMatchObject({ translation: "" });
    expect(await askAs("en-1", "understand")).toMatchObject({ standalone: "send it back", translation: "" });
  });

  it("knows which of the passages it is shown answers, and which holds the fact that is asked for", async () => {
    expect(await askAs("es-1", "rerank")).toEqual({ 1: "no", 2: "yes" });
    expect(await askAs("es-2", "rerank")).toEqual({ 1: "no", 2: "no" });
    const wanting = { ...golden("es-1"), mustContain: ["99"] };
    const judged: unknown = JSON.parse(await ask(wanting.query, "rerank", keysWith(0)(wanting)));
    expect(judged).toEqual({ 1: "no", 2: "partly" });
  });

  it("misunderstands and misjudges when it errs, each time the same", async () => {
    const misunderstood = await askAs("es-1", "understand", 1);
    expect(misunderstood).not.toMatchObject({ standalone: "¿cuántos días a México?" });
    expect(await askAs("es-1", "understand", 1)).toEqual(misunderstood);
    expect(await askAs("es-1", "rerank", 1)).not.toMatchObject({ 2: "yes" });
    expect(await askAs("es-1", "rerank", 1)).toEqual(await askAs("es-1", "rerank", 1));
  });

  it("errs as often as is stated, elsewhere with another seed", () => {
    const places = Array.from({ length: 5_000 }, (_, at) => at);
    const slipsOf = (seed: number) => {
      const slip = createSlip(0.1, seed);
      return places.filter((at) => slip("rerank", "g-001-en", at) !== null);
    };
    expect(slipsOf(1).length / places.length).toBeCloseTo(0.1, 1);
    expect(Math.abs(slipsOf(1).length - 500)).toBeLessThan(100);
    expect(slipsOf(1)).toEqual(slipsOf(1));
    expect(slipsOf(2)).not.toEqual(slipsOf(1));
  });
});
