/** How the widget reads a text of ours: the small part of Markdown it knows, and where links may lead. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAllowLink } from "../../adapters/web-widget/client/panel/allow-link.ts";
import { type Inline, readText } from "../../adapters/web-widget/client/panel/read-text.ts";

const allowLink = createAllowLink(["shop.example", "127.0.0.1:3000"]);
const inlinesOf = (text: string) =>
  readText(text, allowLink).flatMap((block) => (block.kind === "paragraph" ? block.inlines : block.items.flat()));
const shown = (inline: Inline) => (inline.kind === "citation" ? `[${inline.number}]${inline.after}` : inline.text);

describe("A text", () => {
  test("becomes paragraphs and lists, with line breaks kept", () => {
    expect(readText("one\ntwo\n\n- a\n- b\n1. c\n2) d\nend", allowLink)).toEqual([
      { kind: "paragraph", inlines: [{ kind: "text", text: "one\ntwo" }] },
      { kind: "list", isNumbered: false, items: [[{ kind: "text", text: "a" }], [{ kind: "text", text: "b" }]] },
      { kind: "list", isNumbered: true, items: [[{ kind: "text", text: "c" }], [{ kind: "text", text: "d" }]] },
      { kind: "paragraph", inlines: [{ kind: "text", text: "end" }] },
    ]);
  });

  test("shows bold, code and citation marks, also without spaces between words", () => {
    expect(inlinesOf("需要**7至12天**[1][2]，`DHL`。")).toEqual([
      { kind: "text", text: "需要" },
      { kind: "bold", text: "7至12天" },
      { kind: "citation", number: 1, after: "" },
      { kind: "citation", number: 2, after: "，" },
      { kind: "code", text: "DHL" },
      { kind: "text", text: "。" },
    ]);
  });

  test("leaves the full stop behind an address to the sentence", () => {
    expect(inlinesOf("https://shop.example/a. 见 https://shop.example/b。")).toEqual([
      { kind: "link", text: "https://shop.example/a", url: "https://shop.example/a" },
      { kind: "text", text: "." },
      { kind: "text", text: " 见 " },
      { kind: "link", text: "https://shop.example/b", url: "https://shop.example/b" },
      { kind: "text", text: "。" },
    ]);
  });

  test("that is written as plain words is shown letter by letter, whatever the words are", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 120 }).filter((text) => !/[*`[\]\n]/.test(text)),
        (text) => {
          if (/^\s*([-•]|\d{1,2}[.)])\s/.test(text)) return;
          expect(inlinesOf(text).map(shown).join("")).toBe(text.trim());
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of the greatest length and the worst kind is read in no time", () => {
    const startedAt = performance.now();
    for (const unit of ["**", "[", "[a](", "`", "https://", "- ", "1. ", "[a](https://"]) {
      readText(unit.repeat(4_000 / unit.length), allowLink);
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("A link", () => {
  test("leads by https to a listed host and nowhere else", () => {
    expect(["https://shop.example/x", "https://127.0.0.1:3000/"].filter(allowLink)).toHaveLength(2);
    const bad = [
      "http://shop.example/x",
      "https://shop.example.evil.example/",
      "https://evil.example/shop.example",
      "https://shop.example@evil.example/",
      "https://user@shop.example/",
      "https://shop.example:444/",
      "https://ѕhop.example/",
      "javascript:alert(1)//https://shop.example",
      "data:text/html,x",
      "//shop.example/x",
      "/x",
      "",
    ];
    expect(bad.filter(allowLink)).toEqual([]);
  });

  test("that is not allowed stays the text it was", () => {
    const text = "[click](https://evil.example/a) or https://evil.example/b";
    expect(inlinesOf(text).every((inline) => inline.kind === "text")).toBe(true);
    expect(inlinesOf(text).map(shown).join("")).toBe(text);
  });
});
