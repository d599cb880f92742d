/** The glossary: its file, the concepts found in a question, and what it and a learnt lexicon find across languages. */
import { describe, expect, it } from "vitest";
import type { Language } from "../../src/contracts/language.ts";
import { readTokens } from "../../src/knowledge/analyse-text.ts";
import { createConceptFinder } from "../../src/knowledge/lexicon/find-concepts.ts";
import { learnLexicon } from "../../src/knowledge/lexicon/learn-lexicon.ts";
import { parseGlossary } from "../../src/knowledge/lexicon/parse-glossary.ts";
import { articleWith, indexOf } from "./fixture-base.ts";

const TEXT = `concepts:
  refund:
    en: [refund, money back]
    es: [reembolso, devolución del dinero]
    de: [rückerstattung]
    zh: [退款]
    ko: [환불]
  warranty:
    en: [warranty]
    es: [garantía]
    zh: [保修]
    ko: [보증]
`;
const { glossary } = parseGlossary(TEXT);

describe("a glossary file", () => {
  it("is read as concept, language and terms", () => {
    expect(parseGlossary(TEXT).faults).toEqual([]);
    expect(glossary.get("refund")?.get("es")).toEqual(["reembolso", "devolución del dinero"]);
  });

  it.each([
    ["concepts:\n  Refund:\n    en: [refund]\n", 2, /lower case/],
    ["concepts:\n  refund:\n    xx: [refund]\n", 3, /not a language/],
    ["concepts:\n  refund:\n    en: refund\n", 3, /list/],
    ["concepts:\n  one:\n    en: [refund]\n  two:\n    en: [refund]\n", 5, /keep it in one/],
    ["refund:\n  en: [refund]\n", 1, /concepts:/],
    ["concepts:\n  refund:\n    en: [refund\n", 4, /not valid YAML/],
  ])("with a fault names its line (%j)", (text, line, message) => {
    const { faults } = parseGlossary(text);
    expect(faults[0]?.line).toBe(line);
    expect(faults[0]?.message).toMatch(message);
  });

  it("with a fault keeps what is sound", () => {
    expect(parseGlossary(`${TEXT}  Bad:\n    en: [x]\n`).glossary.size).toBe(2);
  });
});

describe("a concept", () => {
  const conceptsIn = (text: string, language: string) =>
    Array.from(createConceptFinder(glossary, language)(readTokens(text, language)).concepts);

  it.each<[string, string, readonly string[]]>([
    ["en", "Refunds? I want my MONEY back", ["refund"]],
    ["es", "la devolucion del dinero y la garantia", ["refund", "warranty"]],
    ["de", "Rueckerstattung bitte", ["refund"]],
    ["zh", "请问退款和保修", ["refund", "warranty"]],
    ["ko", "환불은 언제 되나요", ["refund"]],
    ["en", "my money", []],
  ])("is found in %s: %s", (language, text, concepts) => {
    expect(conceptsIn(text, language)).toEqual(concepts);
  });
});

describe("a lexicon learnt from translations", () => {
  it("gives a word the meaning that no other word explains better", () => {
    const texts = [
      { source: ["casa", "roja"], target: ["house", "red"] },
      { source: ["casa", "azul"], target: ["house", "blue"] },
      { source: ["puerta", "roja"], target: ["door", "red"] },
    ];
    const learning = learnLexicon(texts);
    let step = learning.next();
    while (!step.done) step = learning.next();
    expect(step.value.get("casa")?.[0]?.term).toBe("house");
    expect(step.value.get("puerta")?.[0]?.term).toBe("door");
  });
});

describe("an article that is not there in the buyer's language", () => {
  const articles = [
    articleWith({ key: "refunds", title: "Refunds", questions: ["where is my refund"], body: "Nine days." }),
    articleWith({ key: "warranty", title: "Warranty", questions: ["how long is the warranty"], body: "Two years." }),
    articleWith({ key: "hours", title: "Hours", questions: ["when are you open"], body: "From nine to five." }),
    articleWith({ key: "hours", language: "zh", title: "营业时间", questions: ["几点开门"], body: "九点到五点。" }),
  ];
  const first = (useGlossary: boolean, text: string, language: Language) => {
    const index = indexOf(articles);
    if (useGlossary) index.useGlossary(glossary);
    index.prepare();
    return index.search({ text, language, limit: 1 }).passages[0]?.passage.articleKey;
  };

  it("is found through the glossary, and not without it", () => {
    expect(first(true, "退款", "zh")).toBe("refunds");
    expect(first(true, "보증 기간", "ko")).toBe("warranty");
    expect(first(false, "退款", "zh")).not.toBe("refunds");
  });

  it("does not hide what the language has", () => {
    expect(first(true, "几点开门", "zh")).toBe("hours");
  });

  it("is forgotten when it is taken away in every language", () => {
    const index = indexOf(articles);
    index.useGlossary(glossary);
    index.prepare();
    index.remove(articles[0]?.articleKey ?? ("" as never), "en");
    index.prepare();
    const found = index.search({ text: "退款", language: "zh", limit: 5 });
    expect(found.passages.map(({ passage }) => String(passage.articleKey))).not.toContain("refunds");
  });
});
