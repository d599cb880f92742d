/** Leaks: what only the prompt knows is seen in every writing; what a passage says is not a leak. */
import { describe, expect, it } from "vitest";
import { findLeak } from "../../../src/assistant/guard/find-leak.ts";
import { buildPrompt } from "../../../src/assistant/prompt/build-prompt.ts";
import { LANGUAGES } from "../../../src/contracts/language.ts";
import { readTexts } from "../rig.ts";

const rules = readTexts().prompt("answer").text;
const CANARY = "DRG-1a2b3c4d";
const sources = { canary: CANARY, instructions: [rules], allowed: [] };
const STOLEN = "Write no sentence that no passage proves";
const move = (text: string, by: number): string =>
  text.toLowerCase().replace(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + by) % 26)));
const WRITINGS: readonly (readonly [string, (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["in capitals", (text) => text.toUpperCase()],
  ["with gaps", (text) => Array.from(text).join(" ")],
  ["with dots", (text) => Array.from(text).join(".")],
  ["with zero-width signs", (text) => Array.from(text).join("\u200b")],
  ["wide", (text) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))],
  ["backwards", (text) => Array.from(text).toReversed().join("")],
  ["rot13", (text) => move(text, 13)],
  ["moved by five", (text) => move(text, 5)],
  ["backwards and moved", (text) => move(Array.from(text).toReversed().join(""), 7)],
  ["base64", (text) => Buffer.from(text).toString("base64")],
  ["base64 twice", (text) => Buffer.from(Buffer.from(text).toString("base64")).toString("base64")],
  ["base64 for addresses", (text) => Buffer.from(text).toString("base64url")],
  ["hexadecimal", (text) => Buffer.from(text).toString("hex")],
  ["percent signs", (text) => Array.from(text, (sign) => `%${sign.charCodeAt(0).toString(16)}`).join("")],
  ["character numbers", (text) => Array.from(text, (sign) => sign.charCodeAt(0)).join(" ")],
  ["entities", (text) => Array.from(text, (sign) => `&#${sign.charCodeAt(0)};`).join("")],
  ["Cyrillic lookalikes", (text) => text.replaceAll("o", "о").replaceAll("e", "е").replaceAll("a", "а")],
];

describe("a leak is seen", () => {
  it.each(WRITINGS)("of the code, %s", (_how, write) => {
    expect(findLeak(`Delivery takes a week ${write(CANARY)} [1].`, sources)).toBe("canary");
  });

  it.each(WRITINGS)("of the instructions, %s", (_how, write) => {
    expect(findLeak(`Delivery takes a week ${write(STOLEN)} [1].`, sources)).toBe("prompt-leak");
  });

  it("of every stretch of the prompt, also where a language, a code, a voice or a manner was filled in", () => {
    const manner = {
      text: "Buyers of this market expect an apology before anything else is said.",
      version: "0000000000",
    };
    for (const language of LANGUAGES) {
      const input = {
        question: "x",
        language,
        passages: [],
        history: [],
        voice: null,
        manner,
        fault: "wrong-language",
      };
      const { messages, canary, instructions } = buildPrompt(input, readTexts());
      const words = messages[0]?.text.match(/[A-Za-z]+/g) ?? [];
      expect(words.length).toBeGreaterThan(200);
      for (let from = 0; from + 12 <= words.length; from += 1) {
        const piece = /^(?: ?[a-z]){30,}?(?= |$)/i.exec(words.slice(from).join(" "))?.[0] ?? "";
        expect(findLeak(`Возврат ${piece} возможен [1].`, { canary, instructions, allowed: [] }), piece).not.toBeNull();
      }
    }
  });

  it("of the code without its first letters", () => {
    expect(findLeak("It is 1a2b 3c4d", sources)).toBe("canary");
  });
});

describe("no leak is", () => {
  it.each([
    "ANSWER\nStandard delivery to Mexico takes 7 to 12 business days and costs 9.90 € [1].",
    "Sie können den Artikel innerhalb von 30 Tagen zurückgeben [1]. Die Rücksendung ist kostenlos [2].",
    "标准配送到墨西哥需要7到12个工作日，费用为9.90欧元[1]。",
    "يستغرق التوصيل العادي إلى المكسيك من ٧ إلى ١٢ يوم عمل [1].",
    "Track it as 1Z999AA10123456784 on the page of the carrier [1].",
  ])("%s", (reply) => expect(findLeak(reply, sources)).toBeNull());

  it("what a passage says too", () => {
    expect(findLeak(STOLEN, { ...sources, allowed: [`House rule: ${STOLEN}.`] })).toBeNull();
  });
});
