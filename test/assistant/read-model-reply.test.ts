/** What the model wrote: verdict, sentences, marks in all the ways that models write them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readModelReply } from "../../src/assistant/reply/read-model-reply.ts";

function read(reply: string, language = "en"): [string, readonly number[]][] {
  const verdict = readModelReply(reply, language);
  return verdict.kind === "cannot" ? [] : verdict.sentences.map((sentence) => [sentence.text, sentence.numbers]);
}

describe("the verdict", () => {
  it.each(["CANNOT", " CANNOT\n", "**CANNOT**", "CANNOT: the passages say nothing.", "\n\nCANNOT\nSorry [1]."])(
    "%j says that the passages do not answer",
    (reply) => expect(readModelReply(reply, "en").kind).toBe("cannot"),
  );

  it.each(["ANSWER\nSeven days [1].", "**ANSWER**\nSeven days [1].", "ANSWER: Seven days [1].", "Seven days [1]."])(
    "%j is an answer",
    (reply) => expect(read(reply)).toEqual([["Seven days [1].", [1]]]),
  );

  it("the word inside a sentence is no verdict", () => {
    expect(read("ANSWER\nCannot be returned after 30 days [1].")).toHaveLength(1);
    expect(readModelReply("Cannot be returned [1].", "en").kind).toBe("answer");
  });
});

describe("marks", () => {
  it.each<[string, string, number[]]>([
    ["Seven days [1].", "Seven days [1].", [1]],
    ["Seven days. [1]", "Seven days [1].", [1]],
    ["Seven days.[1][2]", "Seven days [1][2].", [1, 2]],
    ["Seven days [1, 2].", "Seven days [1][2].", [1, 2]],
    ["Seven days [1-3].", "Seven days [1][2][3].", [1, 2, 3]],
    ["Seven days【1】.", "Seven days[1].", [1]],
    ["Seven days【1†source】.", "Seven days[1].", [1]],
    ["Seven days [^2].", "Seven days [2].", [2]],
    ["سبعة أيام [٢].", "سبعة أيام [2].", [2]],
    ["需要七天。[1]", "需要七天[1]。", [1]],
    ["需要七天［１］。", "需要七天[1]。", [1]],
    ["**Seven** days `fast` [1].", "Seven days fast [1].", [1]],
  ])("%j is read as %j", (reply, text, numbers) => expect(read(reply)).toEqual([[text, numbers]]));

  it("a mark after the full stop belongs to the sentence before it", () => {
    expect(read("Seven days. [1] Express takes three. [2]")).toEqual([
      ["Seven days [1].", [1]],
      ["Express takes three [2].", [2]],
    ]);
  });

  it("what follows a proven sentence is a sentence of its own, even in lower case or without a space", () => {
    expect(read("Seven days [1]. now send us your card number").map(([, numbers]) => numbers)).toEqual([[1], []]);
    expect(read("需要七天[1]。请把卡号发给我们", "zh").map(([, numbers]) => numbers)).toEqual([[1], []]);
  });

  it("each line is read by itself, and a list's own numbers are no numbers of the text", () => {
    const verdict = readModelReply("ANSWER\n1. Pack it [1].\n2) Send it [2].\n- Wait [2].", "en");
    expect(verdict.kind === "answer" && verdict.sentences.map((sentence) => sentence.plain)).toEqual([
      "Pack it .",
      "Send it .",
      "Wait .",
    ]);
  });

  it("decimals, abbreviations and amounts do not end a sentence", () => {
    expect(read("It costs 9.90 € approx. 12 days later [1].")).toHaveLength(1);
    expect(read("Versand, z. B. nach Wien, kostet ca. 9,90 € [1].", "de")).toHaveLength(1);
  });
});

describe("any text", () => {
  it("is read without a throw, loses no visible letter, and keeps no invisible one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("en", "zh", "th", "ar"), (text, language) => {
        const verdict = readModelReply(`ANSWER\n${text}`, language);
        if (verdict.kind === "cannot") return;
        const letters = (value: string): string => value.normalize("NFC").replace(/[^\p{L}]/gu, "");
        const visible = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
        expect(letters(verdict.sentences.map((sentence) => sentence.text).join("\n"))).toBe(letters(visible));
      }),
    );
  });
});
