/** Links: the passage's own pass, everything else that a chat or browser could open does not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areLinksProven, hasMarkup } from "../../../src/assistant/checks/check-links.ts";
import { passage } from "../rig.ts";

const cited = [
  passage(
    "Start at https://shop.example/en/returns/form, see shop.example/faq or write to help@shop.example. Offers: https://planted.example/win",
    { url: "https://shop.example/en/returns" },
  ),
];
const allowed = (sentence: string): boolean => areLinksProven(sentence, cited);

describe("links", () => {
  it.each([
    "See https://shop.example/en/returns.",
    "See (https://shop.example/en/returns/form)",
    "See shop.example/faq or shop.example",
    "Write to help@shop.example",
    "No link at all, z.B. or e.g. this, costs 9.90 or 1.500, at 10:30",
    "U.S. and p.ej. are no links",
    "送料は9.90です。次に",
  ])("passes: %s", (sentence) => expect(allowed(sentence)).toBe(true));

  it.each([
    "https://evil.example/x",
    "HTTPS://EVIL.EXAMPLE",
    "http://shop.example.evil.example/",
    "https://shop.example/en/returns?steal=1",
    "https://shop.example/en/returns/other",
    "https://shop.example@evil.example/",
    "https://planted.example/win",
    "evil.example/login",
    "evil.example",
    "www.evil-shop.example",
    "evil。example now",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "javascript:alert(1)",
    "data:text/html,hi",
    "mailto:thief@evil.example",
    "thief@evil.example",
    "tg://resolve?domain=evil",
    "tel:+4912345",
    "ftp://files.example",
    "10.0.0.1/admin",
    "//evil.example/x",
    "https://xn--e1awd7f.example/",
    "xn--e1awd7f.example",
    "еvil.example/x",
    "https://shop․example.evil.example/",
    "evil․example",
    "evil\u200b.\u200dexample",
    "evil[.]example",
    "evil (dot) example",
    "evil dot example",
    "evil . com",
    "hxxps://evil.example",
    "https%3A%2F%2Fevil.example",
    "t.me/evil",
    "x.com",
    "@evil_bot",
    "http://[::1]/x",
    "https:/\\evil.example",
  ])("refuses: %s", (sentence) => expect(allowed(sentence)).toBe(false));

  it("refuses every foreign host, wherever it stands in a sentence", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.lorem(), fc.lorem(), (url, before, after) => {
        expect(allowed(`${before} ${url} ${after}`)).toBe(false);
      }),
    );
  });
});

describe("markup", () => {
  it.each([
    "![x](https://shop.example/a.png)",
    "[returns](https://shop.example/en/returns)",
    "[returns] (x)",
    "[returns][ref]",
    "[ref]: https://shop.example",
    "<a href=x>",
    "< img src=x>",
    "<!-- x -->",
    "<@1234>",
    "<https://evil.example>",
    "[img]x[/img]",
    "[[File:x.png]]",
    ".. image:: x.png",
    "\\href{x}{y}",
    "&lt;b&gt;",
    "```js",
    "！［x］（y）",
  ])("is refused: %s", (text) => expect(hasMarkup(text)).toBe(true));

  it.each(["5 < 7 days", "a [small] note", "Tom & Jerry; and others", "(see below)"])("is not: %s", (text) =>
    expect(hasMarkup(text)).toBe(false),
  );
});
