/** What a buyer of the fixture shop gets for a question. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PassageId } from "../../src/contracts/ids.ts";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import { createKnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { articleWith, indexOf, readArticles } from "./fixture-base.ts";

const articles = readArticles();
const shop = indexOf(articles);
const ask = (text: string, language: Language, limit = 5) => shop.search({ text, language, limit });
const outcome = (text: string, language: Language) => {
  const { verdict, passages } = ask(text, language);
  return [verdict, passages[0]?.passage.articleKey, passages[0]?.passage.language];
};

describe("a question the shop can answer", () => {
  it.each<[Language, string, string]>([
    ["es", "¿Cuánto tarda el envío a México?", "shipping-times"],
    ["es", "envio mexico?", "shipping-times"],
    ["es", "cuanto tarda el envio", "shipping-times"],
    ["es", "olvide mi contrasena", "account-and-privacy"],
    ["en", "how long does shipping take", "shipping-times"],
    ["en", "how do i retrun a product", "return-policy"],
    ["en", "REFUND STATUS", "refund-times"],
    ["en", "paypal?", "payment-methods"],
    ["zh", "退货要多久", "return-policy"],
    ["zh", "可以退貨嗎", "return-policy"],
    ["zh", "运费多少", "shipping-costs"],
    ["ar", "كم يستغرق الشحن", "shipping-times"],
    ["ar", "كيف ارجع منتج", "return-policy"],
  ])("is answered from the right article (%s: %s)", (language, text, articleKey) => {
    if (text === "退货要多久") {
      // Returning and being refunded are both "how long": either may be quoted, or asked back.
      const { alternatives } = ask(text, language);
      return expect(alternatives.map((each) => String(each.articleKey))).toContain(articleKey);
    }
    expect(outcome(text, language)).toEqual(["answer", articleKey, language]);
  });

  it("is answered in the buyer's language, even when it is asked in another", () => {
    expect(outcome("¿Cuánto tarda el envío a México?", "ar")).toEqual(["answer", "shipping-times", "ar"]);
  });

  it("is answered in the language that was found when the buyer's has nothing", () => {
    const spanish = indexOf(articles.filter(({ language }) => language === "es"));
    const found = spanish.search({ text: "¿Cuánto tarda el envío?", language: "pt", limit: 3 });
    expect(found.verdict).toBe("answer");
    expect(found.extract?.passage.passageId).toBe("shipping-times/es#0");
  });

  it("is quoted from the passage that holds the figures, not from a remark further down", () => {
    expect(ask("How long does shipping take?", "en").extract?.quote).toContain(
      "Mexico – Standard: 7 to 12 working days",
    );
  });

  it("keeps its answer when it repeats itself at length", () => {
    expect(outcome("how long does shipping take? ".repeat(4_000), "en")).toEqual(["answer", "shipping-times", "en"]);
  });
});

describe("a question the shop cannot answer", () => {
  it.each<[Language, string]>([
    ["en", "do you sell live elephants?"],
    ["en", "who won the world cup"],
    ["en", "what is the capital of Australia?"],
    ["en", "asdkjh qwlekj zxcmn"],
    ["en", "hello"],
    ["en", "🙂"],
    ["en", "the of and to"],
    ["es", "¿venden elefantes vivos?"],
    ["es", "¿quién ganó el mundial?"],
    ["zh", "你们卖大象吗"],
    ["zh", "谁赢了世界杯"],
    ["zh", "你好"],
    ["ar", "هل تبيعون أفيالا حية؟"],
    ["ar", "من فاز بكأس العالم"],
    ["ko", "월드컵은 누가 이겼나요"],
    ["th", "ใครชนะฟุตบอลโลก"],
  ])("is never answered (%s: %s)", (language, text) => {
    expect(ask(text, language).verdict).not.toBe("answer");
  });

  it.each(["", " ", "\n\t", "?!…", "🙂👍🏽", "\ud800", "\u0000", "\u202e", "。、"])(
    "without a word in it finds nothing (%j)",
    (text) => {
      expect(ask(text, "en")).toEqual({
        passages: [],
        confidence: 0,
        verdict: "handoff",
        extract: null,
        alternatives: [],
        explain: expect.any(Function),
      });
    },
  );
});

describe("a search", () => {
  it("keeps its promises for any string", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("shipping", "envío", "退货", "الشحن", "\ud83d", "a".repeat(5_000)),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(" "));
    fc.assert(
      fc.property(text, fc.constantFrom(...LANGUAGES), fc.integer({ min: 0, max: 12 }), (question, language, limit) => {
        const found = ask(question, language, limit);
        expect(found.passages.length).toBeLessThanOrEqual(limit);
        expect(found.confidence).toBeGreaterThanOrEqual(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
        const scores = found.passages.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((one, other) => other - one));
        expect(scores.every((score) => score > 0)).toBe(true);
        if (found.extract) expect(found.extract.passage.text).toContain(found.extract.quote);
        if (found.verdict !== "handoff") expect(found.extract).not.toBeNull();
        expect(found.alternatives.length).toBeLessThanOrEqual(3);
        const keys = found.alternatives.map(({ articleKey }) => articleKey);
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(found.passages.map(({ passage }) => passage.passageId)).size).toBe(found.passages.length);
      }),
      { numRuns: 300 },
    );
  });

  it("is quick for a text of 100,000 characters of any kind", () => {
    for (const unit of ["word ", "x", "退货", "ก", "한", "😀", "\ud800", "1", "a'", "é"]) {
      const before = process.cpuUsage();
      ask(unit.repeat(Math.ceil(100_000 / unit.length)), "en");
      const { user } = process.cpuUsage(before);
      expect(user / 1_000, `milliseconds for ${JSON.stringify(unit)}`).toBeLessThan(500);
    }
  });

  it("offers each article once, named in the buyer's language", () => {
    const { alternatives } = ask("pedido", "zh");
    expect(alternatives.length).toBeGreaterThan(0);
    for (const { label } of alternatives) expect(label).toMatch(/\p{Script=Han}/u);
  });

  it("takes any limit, zero and nonsense included", () => {
    for (const limit of [0, -3, Number.NaN, Number.POSITIVE_INFINITY, 1.5]) {
      expect(ask("shipping", "en", limit).passages.length).toBeLessThanOrEqual(Math.max(0, Math.trunc(limit) || 0));
    }
  });

  it("of an empty base finds nothing", () => {
    const empty = createKnowledgeIndex();
    expect(empty.search({ text: "shipping", language: "en", limit: 5 }).verdict).toBe("handoff");
    expect(empty.passagesOf(articleWith({}).articleKey, "en")).toEqual([]);
    expect(empty.stats()).toMatchObject({ articles: 0, passages: 0, languages: [] });
  });
});

describe("vectors beside the words", () => {
  const dense = (...ids: string[]) => ids.map((id, at) => ({ passageId: id as PassageId, similarity: 0.9 - at / 10 }));

  it("bring a passage in that no word would have found, in the buyer's language", () => {
    const found = shop.begin({ text: "zzz", language: "es", limit: 5 })(dense("warranty/en#0"));
    expect(found.passages.map(({ passage }) => String(passage.passageId))).toEqual(["warranty/es#0"]);
    expect(found.verdict).toBe("handoff");
  });

  it("decide between passages that the words hold for alike", () => {
    const text = "how long does it take";
    const plain = shop.search({ text, language: "en", limit: 5 });
    const second = plain.passages[1]?.passage.passageId ?? "";
    const merged = shop.begin({ text, language: "en", limit: 5 })(dense(second));
    expect(merged.passages[0]?.passage.passageId).toBe(second);
  });

  it("that point to passages no longer there are ignored", () => {
    const text = "how long does shipping take";
    const stale = shop.begin({ text, language: "en", limit: 5 })(dense("gone/en#0", "warranty/en#99", "", "x"));
    expect({ ...stale, explain: null }).toEqual({ ...ask(text, "en"), explain: null });
  });
});
