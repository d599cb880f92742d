/** The assistant's door: which Answer a buyer gets, with and without a model. */
import { describe, expect, it } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { LanguageModel, VectorIndex } from "../../src/contracts/language-model.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRig, fixSearch, passage, said, scriptModel } from "./rig.ts";

describe("without a model", () => {
  it("a buyer gets the passage's own words in their language, with the proof beside them", async () => {
    const { answer, record } = await createRig().ask("¿Cuánto tarda el envío a México?", "es");
    expect(answer).toMatchObject({ kind: "answered", language: "es", writtenBy: "extract" });
    if (answer.kind !== "answered") return;
    expect(answer.text).toContain("7 a 12 días");
    expect(answer.citations[0]).toMatchObject({ articleKey: "shipping-times", quote: answer.text });
    const steps = [{ step: "extract", outcome: "answered" }];
    expect(record).toEqual({ promptVersion: null, model: null, fault: null, steps });
  });

  it("two stretches of an article are one answer, each with its proof", async () => {
    const [first, second] = [passage("Cards are refunded in 9 days."), passage("Wallets are refunded in 3 days.")];
    const extract = { passage: first, quote: first.text, also: { passage: second, quote: second.text } };
    const rig = createRig({ searchOf: () => fixSearch({ confidence: 0.9, verdict: "answer", extract }) });
    const { answer } = await rig.ask("How long does a refund take?", "en");
    expect(answer).toMatchObject({
      text: "Cards are refunded in 9 days.\n\nWallets are refunded in 3 days.",
      citations: [{ quote: first.text }, { quote: second.text }],
    });
  });

  it("knowledge that exists in another language only is quoted and said to be so", async () => {
    const rig = createRig();
    const { answer } = await rig.ask("ignored", "es", { articleKey: "warranty" as ArticleKey });
    expect(answer).toMatchObject({ kind: "answered", language: "es" });
    if (answer.kind !== "answered") return;
    expect(answer.text).toContain("inglés");
    expect(answer.text).toContain("24 months");
    expect(answer.citations[0].quote).toContain("24 months");
    expect(answer.text.endsWith(answer.citations[0].quote)).toBe(true);
  });

  it("the button of an article answers from that article and in the buyer's language", async () => {
    const rig = createRig();
    for (const [language, quote] of [
      ["en", /30 days/],
      ["es", /30 días/],
    ] as const) {
      const { answer } = await rig.ask("exprés", language, { articleKey: "returns" as ArticleKey });
      expect(answer.kind === "answered" && answer.citations[0].articleKey).toBe("returns");
      expect(answer.kind === "answered" && answer.text).toMatch(quote);
    }
  });

  it("the button of an article that is gone hands over", async () => {
    const { answer } = await createRig().ask("x", "en", { articleKey: "gone" as ArticleKey });
    expect(answer).toMatchObject({ kind: "handoff", reason: "no-passage-found" });
  });

  it("what the shop knows nothing of goes to a person", async () => {
    const { answer } = await createRig().ask("zxqv wvut kjhg", "en");
    expect(answer).toMatchObject({ kind: "handoff", reason: "no-passage-found" });
  });

  it("an unclear question is asked back twice, then a person takes over", async () => {
    const choices = [{ articleKey: "returns" as ArticleKey, label: "Returns" }];
    const unclear = fixSearch({ confidence: 0.4, verdict: "clarify", alternatives: choices });
    const rig = createRig({ searchOf: () => unclear });
    for (const clarifyCount of [0, 1]) {
      expect((await rig.ask("it?", "en", { clarifyCount })).answer).toMatchObject({ kind: "clarify", choices });
    }
    const { answer } = await rig.ask("it?", "en", { clarifyCount: 2 });
    expect(answer).toMatchObject({ kind: "handoff", reason: "unclear-twice" });
  });
});

describe("with a model", () => {
  const GOOD = "ANSWER\nEl envío estándar a México tarda de 7 a 12 días hábiles [1]. El exprés tarda 3 días [2].";

  it("a proven reply is the answer, renumbered in the order of its proofs, with quotes from the passages", async () => {
    const model = scriptModel((messages) => {
      const numbers = [...(messages[1]?.text ?? "").matchAll(/<<passage (\d+)>>\n([^<]*)/g)];
      const standard = numbers.find((match) => match[2]?.includes("7 a 12"))?.[1];
      return `ANSWER\nEl envío estándar a México tarda de 7 a 12 días hábiles [${standard}].`;
    });
    const rig = createRig({ model });
    const { answer, record } = await rig.ask("¿Cuánto tarda el envío a México?", "es");
    expect(answer).toMatchObject({
      kind: "answered",
      text: "El envío estándar a México tarda de 7 a 12 días hábiles [1].",
      language: "es",
      writtenBy: "model",
    });
    expect(answer.kind === "answered" && answer.citations).toHaveLength(1);
    expect(answer.kind === "answered" && answer.citations[0].quote).toContain("7 a 12");
    expect(record).toMatchObject({ model: "scripted", fault: null });
    expect(record.promptVersion).toMatch(/^answer:[0-9a-f]{12}\+answer-task:[0-9a-f]{12}\+voice:[0-9a-f]{12}$/);
    expect(record.steps).toEqual([{ step: "model", outcome: "written" }]);
    expect(model.tasks).toEqual(["answer"]);
  });

  it("drafts show complete sentences only, and grow to the answer", async () => {
    const text = "Standard delivery takes 7 days. Express delivery takes 3 days. Parcels are insured by the carrier.";
    const one = fixSearch({ passages: [{ passage: passage(text), score: 1 }], verdict: "answer" });
    const reply = text.replaceAll(".", " [1].");
    const rig = createRig({ searchOf: () => one, model: scriptModel(() => `ANSWER\n${reply}`) });
    const { answer } = await rig.ask("How long?", "en");
    expect(rig.drafts).toEqual([
      "Standard delivery takes 7 days [1].",
      "Standard delivery takes 7 days [1]. Express delivery takes 3 days [1].",
    ]);
    expect(answer).toMatchObject({ kind: "answered", text: reply });
  });

  it("a reply that fails a check gets one stricter try", async () => {
    const model = scriptModel((_messages, call) =>
      call === 1
        ? "ANSWER\nEl envío a México tarda 99 días [1]."
        : "ANSWER\nPuede devolver un artículo en un plazo de 30 días [1].",
    );
    const rig = createRig({ model });
    const { answer, record } = await rig.ask("¿Cómo devuelvo un artículo?", "es");
    expect(answer).toMatchObject({ kind: "answered", writtenBy: "model" });
    expect(model.prompts).toHaveLength(2);
    expect(model.prompts[1]?.at(-1)?.text).toContain("number-not-in-passage");
    expect(record.promptVersion?.split("+").map((each) => each.split(":")[0])).toEqual([
      "answer",
      "answer-task",
      "voice",
      "answer-again",
    ]);
    expect(record.steps.map(({ outcome }) => outcome)).toEqual(["number-not-in-passage", "written"]);
  });

  const bad: [string, string, string][] = [
    ["no proof", "ANSWER\nEl envío a México tarda de 7 a 12 días hábiles.", "uncited"],
    ["a second sentence without proof", `${GOOD.replace("[2]", "[1]")} Todo saldrá bien.`, "uncited"],
    ["a passage that does not exist", "ANSWER\nEl envío tarda de 7 a 12 días [9].", "unknown-passage"],
    ["a wrong number", "ANSWER\nEl envío a México tarda de 5 a 12 días hábiles [1].", "number-not-in-passage"],
    ["a foreign link", "ANSWER\nEl envío estándar a México: https://evil.example/x [1].", "foreign-link"],
    ["a Markdown link", "ANSWER\nEl [envío](https://shop.example/es/shipping-times) a México tarda [1].", "markup"],
    [
      "the wrong language",
      "ANSWER\nStandard delivery to Mexico takes from 7 to 12 business days [1].",
      "wrong-language",
    ],
    [
      "one sentence of many in the wrong language",
      "ANSWER\nEl envío estándar a México tarda de 7 a 12 días hábiles [1]. El envío a México tarda de 7 a 12 días [1]. Delivery to Mexico takes 7 days, and that is all we know [1]. El envío estándar a México tarda 7 días [1].",
      "wrong-language",
    ],
    ["the canary", "ANSWER\nEl envío estándar a México tarda de 7 a 12 días DRG-{} [1].", "canary"],
    ["nothing", "ANSWER\n", "empty"],
    ["another matter", "ANSWER\nSu cuenta bancaria será bloqueada mañana temprano [1].", "unsupported"],
  ];
  it.each(bad)("a reply with %s is replaced by the passage's own words", async (_name, reply, fault) => {
    const model = scriptModel((messages) =>
      reply.replace("DRG-{}", /DRG-[0-9a-f]{8}/.exec(messages[0]?.text ?? "")?.[0] ?? "?"),
    );
    const rig = createRig({ model });
    const { answer, record } = await rig.ask("¿Cuánto tarda el envío a México?", "es");
    expect(answer).toMatchObject({ kind: "answered", writtenBy: "extract" });
    expect(record).toMatchObject({ fault, model: "scripted" });
    expect(model.prompts).toHaveLength(2);
    for (const draft of rig.drafts) expect(draft).not.toMatch(/evil|5 a 12|DRG|cuenta/);
  });

  it("a model that cannot answer is believed: the buyer may choose, and is not sent a guess", async () => {
    const model = scriptModel(() => "CANNOT");
    const { answer, record } = await createRig({ model }).ask("¿Cuánto tarda el envío a México?", "es");
    expect(answer.kind).not.toBe("answered");
    expect(record.fault).toBe("model-cannot");
    expect(model.prompts).toHaveLength(1);
  });

  it.each(["timeout", "rate-limited", "refused", "broken", "empty", "circuit-open"] as const)(
    "a model that is unavailable (%s) is not asked twice, and the passage answers",
    async (reason) => {
      const model = scriptModel(() => ({ kind: "unavailable", reason }));
      const { answer, record } = await createRig({ model }).ask("¿Cuánto tarda el envío a México?", "es");
      expect(answer).toMatchObject({ kind: "answered", writtenBy: "extract" });
      expect(record).toMatchObject({ fault: `model-${reason}`, model: null });
      expect(model.prompts).toHaveLength(1);
    },
  );

  it("nothing found and no model: the agent is told which of the two was missing", async () => {
    const weak = fixSearch({ passages: [{ passage: passage("Something about something."), score: 1 }] });
    const down = createRig({
      searchOf: () => weak,
      model: scriptModel(() => ({ kind: "unavailable", reason: "broken" })),
    });
    expect((await down.ask("what?", "en")).answer).toMatchObject({ kind: "handoff", reason: "model-unavailable" });
    const liar = createRig({ searchOf: () => weak, model: scriptModel(() => "ANSWER\nYes, for sure.") });
    expect((await liar.ask("what?", "en")).answer).toMatchObject({ kind: "handoff", reason: "citation-check-failed" });
    const honest = createRig({ searchOf: () => weak, model: scriptModel(() => "CANNOT") });
    expect((await honest.ask("what?", "en")).answer).toMatchObject({ kind: "handoff", reason: "no-passage-found" });
  });

  it("where nothing at all is found no answer is asked for", async () => {
    const model = scriptModel(() => GOOD);
    await createRig({ model }).ask("zxqv wvut kjhg", "en");
    expect(model.prompts).toHaveLength(0);
  });
});

describe("time", () => {
  const hanging: LanguageModel = {
    complete: () => new Promise(() => {}),
  };

  it("a model that never answers costs 9.5 seconds at most, then the passage answers", async () => {
    const clock = createHandClock();
    const rig = createRig({ model: hanging, clock });
    const startedAt = clock.now();
    const pending = rig.ask("¿Cuánto tarda el envío a México?", "es");
    await clock.advance(9_499);
    expect(await Promise.race([pending, Promise.resolve("still waiting")])).toBe("still waiting");
    await clock.advance(1);
    const { answer, record } = await pending;
    expect(answer).toMatchObject({ kind: "answered", writtenBy: "extract" });
    expect(record.fault).toBe("model-timeout");
    expect(clock.now() - startedAt).toBe(9_500);
    expect(clock.sleepers()).toBe(0);
  });

  it("an embedder that hangs costs 1.5 seconds and the search by meaning, no more", async () => {
    const clock = createHandClock();
    const embedder = { model: "m", embed: () => new Promise<null>(() => {}) };
    const vectors = { search: () => Promise.resolve([]) } as unknown as VectorIndex;
    const rig = createRig({ clock, embedder, vectors });
    const pending = rig.ask("¿Cuánto tarda el envío a México?", "es");
    await clock.advance(1_500);
    expect((await pending).answer.kind).toBe("answered");
    expect(clock.sleepers()).toBe(0);
  });

  it("no second try is begun when too little time is left for it", async () => {
    const clock = createHandClock();
    const model = scriptModel(async () => {
      await clock.sleep(8_000);
      return { kind: "text", text: "ANSWER\nNo proof at all.", model: "slow" };
    });
    const pending = createRig({ model, clock }).ask("¿Cuánto tarda el envío a México?", "es");
    await clock.advance(8_000);
    expect((await pending).record.fault).toBe("uncited");
    expect(model.prompts).toHaveLength(1);
  });

  it("an abort ends the waiting at once", async () => {
    const controller = new AbortController();
    const rig = createRig({ model: hanging });
    const startedAt = performance.now();
    const pending = rig.ask("¿Cuánto tarda el envío a México?", "es", { signal: controller.signal });
    controller.abort();
    await pending;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("what the model is told", () => {
  it("gets the memory, the passages and the question, each in its own fence, and no personal data", async () => {
    const model = scriptModel(() => "CANNOT");
    await createRig({ model }).ask("¿Y el envío exprés? Soy ana@mail.example", "es", {
      recent: [
        said("buyer", "¿Cuánto tarda el envío?", 1),
        said("assistant", "Tarda de 7 a 12 días [1].", 2),
        { ...said("assistant", "¡De nada!", 3), notice: "thanks-reply" },
        said("buyer", "¿Y el envío exprés? Soy ana@mail.example", 4),
      ],
    });
    const [rules, task] = model.prompts[0] ?? [];
    expect(rules?.role).toBe("system");
    expect(rules?.text).toContain("Spanish (es)");
    expect(rules?.text).not.toContain("{{");
    expect(task?.text).toContain(
      "<<conversation>>\nbuyer: ¿Cuánto tarda el envío?\nshop: Tarda de 7 a 12 días.\n<<end conversation>>",
    );
    expect(task?.text).toContain("<<message>>\n¿Y el envío exprés? Soy [email 1]\n<<end message>>");
    expect(task?.text).toMatch(/<<passage 1>>\nPlazos de entrega/);
    expect(task?.text).not.toContain("ana@");
  });

  it("logs what was decided without a word of the buyer", async () => {
    const rig = createRig();
    await rig.ask("¿Cuánto tarda el envío a México?", "es");
    expect(rig.lines.map((line) => line.event)).toEqual(["answer-decided"]);
    expect(JSON.stringify(rig.lines)).not.toMatch(/México|envío/);
  });
});
