/** Reads what the model wrote: its verdict on the first line, then sentences with the passages each of them names. */
import { stripInvisible } from "../prompt/fence-text.ts";
import { splitSentences } from "./split-sentences.ts";
import { writeAsciiDigits } from "../../shared/numbers/write-ascii-digits.ts";

export interface ModelSentence {
  /** As it may be shown, with its marks written `[1]`. */
  readonly text: string;
  /** The same without marks and without a list's bullet: what the checks read. */
  readonly plain: string;
  readonly numbers: readonly number[];
  /** Sentences of one line stay on one line. */
  readonly line: number;
}

export type ModelVerdict =
  | { readonly kind: "cannot" }
  | { readonly kind: "answer"; readonly sentences: readonly ModelSentence[] };

/** Twice what the check lets pass; the rest of an endless reply is not worth reading. */
export const MAX_READ_LENGTH = 4_000;
/** `[1]`, `[1, 2]`, `[1-3]`, `[^1]`, `【1】`, in any digits: how models write marks in practice. */
const MARK = /[[【［〔]\s*\^?\s*(\p{Nd}{1,3}(?:\s*[,;–-]\s*\p{Nd}{1,3})*)\s*(?:†[^\]】］〕]{0,40})?[\]】］〕]/gu;
const OUR_MARK = /\[(\d{1,3})\]/g;
/** Upper case only: "Cannot" may begin a sentence. */
const VERDICT = /^[^\p{L}\p{N}]*(ANSWER|CANNOT)(?![\p{L}\p{N}])[\s:.*-]*/u;
const AFTER_MARK = /(?<=\[\d{1,3}\]\s?[.!?。！？؟…;；]{1,3}["'”’»）)]{0,2})\s*(?=[^\s.!?])/u;
/** "today.Delivery": the segmenter takes it for one word. */
const WITHOUT_SPACE = /(?<=\p{Ll}{2}\.["'”’»）)]?)(?=\p{Lu})/u;
const SINGLE_LETTER = /(?<![\p{L}\p{N}])\p{L}\.$/u;
const SHORT_WORD = /(?<![\p{L}\p{N}])\p{L}{1,4}\.$/u;
const BULLET = /^\s*(?:[-*•·]|\d{1,2}[.)])\s+/u;

export function readModelReply(reply: string, language: string): ModelVerdict {
  const lines = stripInvisible(reply.slice(0, MAX_READ_LENGTH))
    .normalize("NFC")
    .split(/\r?\n/)
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
  const verdict = VERDICT.exec(lines[0] ?? "");
  if (verdict?.[1] === "CANNOT") return { kind: "cannot" };
  // Without the word the checks decide alone: an answer whose every sentence is proven is one.
  const body = verdict ? [(lines[0] ?? "").slice(verdict[0].length), ...lines.slice(1)] : lines;
  const sentences = body.flatMap((line, at) => (line === "" ? [] : readLine(line, at, language)));
  return { kind: "answer", sentences };
}

function readLine(line: string, number: number, language: string): ModelSentence[] {
  const tidy = moveMarksInside(writeMarks(stripMarkdown(line)));
  // Its number is not one of the text, and its full stop ends no sentence.
  const bullet = BULLET.exec(tidy)?.[0] ?? "";
  const sentences: ModelSentence[] = [];
  for (const text of cutSentences(tidy.slice(bullet.length), language)) {
    const plain = text.replace(OUR_MARK, " ").replace(/\s+/g, " ").trim();
    if (/[\p{L}\p{N}]/u.test(plain)) {
      sentences.push({ text, plain, numbers: numbersIn(text), line: number });
      continue;
    }
    // Marks that stand alone belong to what they follow; signs that stand alone say nothing.
    const previous = sentences.at(-1);
    const more = numbersIn(text).filter((each) => !previous?.numbers.includes(each));
    if (!previous || more.length === 0) continue;
    const marks = more.map((each) => `[${each}]`).join("");
    sentences[sentences.length - 1] = {
      ...previous,
      text: `${previous.text} ${marks}`,
      numbers: [...previous.numbers, ...more],
    };
  }
  const [first, ...others] = sentences;
  return first ? [{ ...first, text: bullet + first.text }, ...others] : [];
}

/** Emphasis and headings are dropped; links and images stay as they are, for the check to refuse. */
function stripMarkdown(line: string): string {
  return line.replace(/^#{1,6}\s+/, "").replace(/\*\*|__|`/g, "");
}

function writeMarks(line: string): string {
  return line
    .replace(MARK, (_whole, list: string) =>
      writeAsciiDigits(list)
        .split(/[,;]/)
        .flatMap(expandRange)
        .map((number) => `[${number}]`)
        .join(""),
    )
    .replace(/(\[\d{1,3}\])(?:\s?\1)+/g, "$1");
}

function expandRange(part: string): number[] {
  const [from = 0, to = from] = part.split(/[–-]/).map(Number);
  if (to < from || to - from > 20) return [from, to];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** "… days. [1] Next" becomes "… days [1]. Next", so that a mark is part of the sentence it proves. */
function moveMarksInside(line: string): string {
  return line.replace(
    /(\s?)([.!?。！？؟…]{1,3}["'”’»）)]{0,2})\s?((?:\[\d{1,3}\]\s?)+)/gu,
    (_whole, space: string, end: string, marks: string) => {
      const isTight = /[。！？]/.test(end);
      return `${isTight ? "" : space || " "}${marks.trim().replaceAll(/\s+/g, "")}${end}${isTight ? "" : " "}`;
    },
  );
}

/** What follows a mark and a full stop is a new sentence, even in lower case, where the segmenter sees none. */
function cutSentences(text: string, language: string): string[] {
  const cut = splitSentences(text, language)
    .flatMap((sentence) => sentence.split(AFTER_MARK))
    .flatMap((sentence) => sentence.split(WITHOUT_SPACE));
  const sentences: string[] = [];
  for (const piece of cut.map((each) => each.trim()).filter((each) => each !== "")) {
    const previous = sentences.at(-1) ?? "";
    // "z. B.", "U. S.", "ca. 9,90 €": no sentence ends there.
    const isOpen = SINGLE_LETTER.test(previous) || (SHORT_WORD.test(previous) && /^\p{N}/u.test(piece));
    if (isOpen) sentences.push(`${sentences.pop()} ${piece}`);
    else sentences.push(piece);
  }
  return sentences;
}

function numbersIn(text: string): number[] {
  return [...new Set(Array.from(text.matchAll(OUR_MARK), (match) => Number(match[1])))];
}
