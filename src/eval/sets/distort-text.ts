/** Types a question as people do: without accents, or with a slip in half of the words. */
import type { Draw } from "./draw-items.ts";

/** Shorter words are mostly function words, and what a slip leaves of them is another word. */
const MIN_TYPO_LENGTH = 4;

export function dropAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/ı/g, "i")
    .normalize("NFC");
}

/** Half of the words of at least four letters get one slip: a letter left out, put in, hit wrongly, or two swapped. */
export function addTypos(text: string, draw: Draw): string {
  return text
    .split(" ")
    .map((word) => (Array.from(word).length < MIN_TYPO_LENGTH || draw(2) === 0 ? word : misspell(word, draw)))
    .join(" ");
}

/** The first letter stays: it is the one that is seldom wrong. */
function misspell(word: string, draw: Draw): string {
  const letters = Array.from(word);
  const at = 1 + draw(letters.length - 2);
  // A letter of the same word is of the same alphabet.
  const other = letters[draw(letters.length)] ?? "";
  const [before, letter, after] = [letters.slice(0, at), letters[at] ?? "", letters.slice(at + 1)];
  const [next = "", ...rest] = after;
  const slips = [
    [...before, ...after],
    [...before, other, letter, ...after],
    [...before, other, ...after],
    [...before, next, letter, ...rest],
  ];
  return (slips[draw(slips.length)] ?? letters).join("");
}
