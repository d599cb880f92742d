/** What a merchant may write in a knowledge file, and how a mistake is told. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { parseArticle } from "../../src/knowledge/parse-article.ts";
import { readArticles } from "./fixture-base.ts";

const parse = (text: string) => parseArticle("knowledge/en/a.md", "a" as ArticleKey, "en", text);
const articleOf = (text: string) => {
  const parsed = parse(text);
  if (parsed.kind === "faulty") throw new Error(JSON.stringify(parsed.faults));
  return parsed.article;
};
const faultsOf = (text: string) => {
  const parsed = parse(text);
  return parsed.kind === "faulty" ? parsed.faults : [];
};

describe("a knowledge file", () => {
  it("gives all its entries and its text", () => {
    const text = `---
title: How long shipping takes
questions:
  - How long does it take?
  - "When: roughly?"
url: https://shop.example/help
tags: [shipping, times]
reviewedUntil: 2027-01-31
---

Seven days.
`;
    expect(articleOf(text)).toEqual({
      articleKey: "a",
      language: "en",
      title: "How long shipping takes",
      questions: ["How long does it take?", "When: roughly?"],
      url: "https://shop.example/help",
      tags: ["shipping", "times"],
      reviewedUntil: "2027-01-31",
      body: "Seven days.",
      origin: "knowledge/en/a.md",
    });
  });

  it("needs only a title and a text", () => {
    const article = articleOf("---\ntitle: Short\n---\nText");
    expect(article).toMatchObject({ questions: [], url: null, tags: [], reviewedUntil: null, body: "Text" });
  });

  it("may come from Windows, with a byte order mark and its own line ends", () => {
    expect(articleOf("\ufeff---\r\ntitle: T\r\n---\r\nOne\r\nTwo").body).toBe("One\nTwo");
  });

  it("keeps a line of dashes inside the text", () => {
    expect(articleOf("---\ntitle: T\n---\nOne\n\n---\n\nTwo").body).toContain("---");
  });

  it("is read without a fault for every fixture", () => {
    expect(readArticles()).toHaveLength(56);
  });
});

describe("a mistake in a knowledge file", () => {
  const cases: [name: string, text: string, line: number, cure: RegExp][] = [
    ["no front matter", "Just text", 1, /three dashes/],
    ["front matter that never ends", "---\ntitle: T\nText", 1, /never ends/],
    ["no title", "---\nurl: https://a.example/\n---\nText", 2, /title is missing/],
    ["an empty title", "---\ntitle:\n---\nText", 2, /Write the title/],
    ["a title that is a number", "---\ntags: [a]\ntitle: 12\n---\nText", 3, /Write the title/],
    ["an unknown entry", "---\ntitle: T\nquestion: [a]\n---\nText", 3, /Unknown entry `question`.*questions/],
    ["an entry that JavaScript objects have by nature", "---\ntitle: T\nconstructor: x\n---\nText", 3, /Unknown entry/],
    ["questions that are no list", "---\ntitle: T\nquestions: how long?\n---\nText", 3, /list/],
    ["a question with an unquoted colon", "---\ntitle: T\nquestions:\n  - ok\n  - When: now\n---\nText", 5, /quotes/],
    ["an empty question", "---\ntitle: T\nquestions:\n  - ok\n  -\n---\nText", 5, /text/],
    ["an address without a scheme", "---\ntitle: T\nurl: shop.example\n---\nText", 3, /https/],
    ["an address that runs code", "---\ntitle: T\nurl: 'javascript:alert(1)'\n---\nText", 3, /https/],
    ["a date that is none", "---\ntitle: T\nreviewedUntil: 2027-02-30\n---\nText", 3, /YYYY-MM-DD/],
    ["a date in another order", "---\ntitle: T\nreviewedUntil: 31.01.2027\n---\nText", 3, /YYYY-MM-DD/],
    ["the same entry twice", "---\ntitle: T\ntags: [a]\ntitle: U\n---\nText", 4, /YAML/],
    ["broken YAML", "---\ntitle: T\ntags: [a\n---\nText", 3, /YAML/],
    ["a list instead of entries", "---\n- title\n---\nText", 2, /name: value/],
    ["nothing between the dashes", "---\n---\nText", 2, /name: value/],
    ["no text", "---\ntitle: T\n---\n\n", 4, /no text/],
    ["a text of nothing but a heading's marks", "---\ntitle: T\n---\n<!-- later -->", 4, /no text/],
  ];
  it.each(cases)("%s names the line and the cure", (_name, text, line, cure) => {
    const [fault] = faultsOf(text);
    expect(fault?.message).toMatch(cure);
    expect(fault?.line).toBe(line);
  });

  it("is told together with the other mistakes of the file", () => {
    const faults = faultsOf("---\nurl: x\ntags: y\nfoo: 1\n---\n");
    expect(faults.map(({ line }) => line)).toEqual([2, 2, 3, 4, 6]);
  });

  it("never makes the reader throw, whatever the file holds", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("---", "title: T", "tags: &a [*a]", "? {", "- x", "!!js x"),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const parsed = parse(["---", ...lines].join("\n"));
        if (parsed.kind === "faulty") {
          expect(parsed.faults.length).toBeGreaterThan(0);
          for (const fault of parsed.faults) expect(fault.line).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
