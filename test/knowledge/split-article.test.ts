/** How an article becomes passages that can be quoted. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitArticle } from "../../src/knowledge/split-article.ts";
import { splitSentences } from "../../src/knowledge/split-sentences.ts";
import { articleWith, readArticles } from "./fixture-base.ts";

const split = (body: string, language: "en" | "zh" | "th" | "es" = "en") =>
  splitArticle(articleWith({ body, language }));
const sentence = (word: string, words: number) =>
  `The ${Array.from({ length: words - 1 }, () => word).join(" ")}.`.replace(" .", ".");
const countWords = (text: string) =>
  Array.from(new Intl.Segmenter("en", { granularity: "word" }).segment(text)).filter((each) => each.isWordLike).length;

describe("a passage", () => {
  it("carries its id, title, address and heading path", () => {
    const long = Array.from({ length: 8 }, () => sentence("word", 10)).join(" ");
    const article = articleWith({
      key: "returns",
      url: "https://a.example/",
      title: "Returns",
      body: `# Returns\n\n## Europe\n\n### Costs\n\n${long}\n\n## Asia\n\n${long}`,
    });
    expect(
      splitArticle(article).map(({ passageId, headings, title, url }) => ({ passageId, headings, title, url })),
    ).toEqual([
      { passageId: "returns/en#0", headings: ["Europe", "Costs"], title: "Returns", url: "https://a.example/" },
      { passageId: "returns/en#1", headings: ["Asia"], title: "Returns", url: "https://a.example/" },
    ]);
  });

  it("is what a reader would see: no marks, no addresses, no tags", () => {
    const [passage] = split(
      "**Free** [returns](https://x.example/a) within `30` days.<br>Ask us ![a box](b.png) &amp; more <b>now</b>. <!-- no -->",
    );
    expect(passage?.text).toBe("Free returns within 30 days.\nAsk us a box & more now.");
  });

  it("shows lists and tables as lines that can be understood alone", () => {
    const [passage] = split(
      "Steps:\n\n1. Write.\n2. Send.\n\n- one\n  - two\n\n| To | Days | Price |\n|---|---|---|\n| Mexico | 7 | 5 USD |\n| Spain | 3 | |\n",
    );
    expect(passage?.text).toBe(
      "Steps:\n\n1. Write.\n2. Send.\n\n- one\n- two\n\nMexico – Days: 7; Price: 5 USD\nSpain – Days: 3",
    );
  });

  it("joins wrapped Chinese lines without a space", () => {
    expect(split("我们支持\n退货。", "zh")[0]?.text).toBe("我们支持退货。");
  });

  it("takes a short section in rather than leave it alone, with its heading as a line", () => {
    const passages = split("We ship in two days.\n\n## Holidays\n\nThen it takes longer.");
    expect(passages.map(({ text, headings }) => ({ text, headings }))).toEqual([
      { text: "We ship in two days.\n\nHolidays\n\nThen it takes longer.", headings: [] },
    ]);
  });

  it("has at most 150 words and is not much shorter than its neighbours", () => {
    const sizes = split(Array.from({ length: 32 }, () => sentence("word", 10)).join(" ")).map(({ text }) =>
      countWords(text),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(320);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(150);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(60);
  });

  it("keeps a sentence whole that is longer than a passage should be", () => {
    const long = sentence("word", 200);
    expect(split(`${sentence("a", 80)} ${long} ${sentence("b", 80)}`).some(({ text }) => text.includes(long))).toBe(
      true,
    );
  });

  it("is never cut inside a sentence, and nothing of the text is lost", () => {
    const text = fc
      .array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 })
      .map((sizes) => sizes.map((size, at) => sentence(`w${at}`, size)));
    fc.assert(
      fc.property(text, (sentences) => {
        const passages = split(sentences.join(" "));
        expect(passages.map((passage) => passage.text).join(" ")).toBe(sentences.join(" "));
        const words = sentences.reduce((sum, each) => sum + countWords(each), 0);
        expect(passages.length).toBeGreaterThanOrEqual(words / 150);
      }),
      { numRuns: 100 },
    );
  });

  it("cuts Thai where a sentence may end, not beside a number", () => {
    const text =
      "เราจัดส่งสินค้าทุกวันจันทร์ถึงวันศุกร์ตั้งแต่เช้าจนถึงเย็น การจัดส่งใช้เวลา 7 ถึง 12 วันทำการหลังจากที่คุณสั่งซื้อสินค้า กรุณารออีเมลจากเรา";
    const pieces = splitSentences(text, "th").map(({ from, to }) => text.slice(from, to));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.some((piece) => piece.includes("ใช้เวลา 7 ถึง 12 วัน"))).toBe(true);
    expect(pieces.join(" ")).toBe(text);
  });

  it("comes out the same every time, for every fixture, and none is empty", () => {
    for (const article of readArticles()) {
      const passages = splitArticle(article);
      expect(passages).toEqual(splitArticle(article));
      expect(passages.length).toBeGreaterThan(0);
      for (const { text } of passages) expect(text.trim()).not.toBe("");
    }
  });

  it("never makes the splitter throw, whatever the Markdown", () => {
    const mark = fc.constantFrom(
      "# ",
      "\n",
      "|",
      "---|---",
      "- ",
      "1. ",
      "> ",
      "```",
      "[a](",
      "![",
      "<b",
      "*",
      "\\",
      "\ud800",
      "我。",
      "ก ข",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(mark, fc.string({ unit: "binary" }))), (parts) => void split(parts.join(""))),
      { numRuns: 500 },
    );
  });
});
