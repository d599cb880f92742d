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
  // Letters of the same text are of the same alphabet.
  const letters = Array.from(new Set(text.toLowerCase().match(/\p{L}/gu) ?? []));
  return text
    .split(" ")
    .map((word) => (Array.from(word).length < MIN_TYPO_LENGTH || draw(2) === 0 ? word : misspell(word, letters, draw)))
    .join(" ");
}

const MAX_TRIES = 8;

/** The first letter stays: it is the one that is seldom wrong. Two equal letters swapped are no slip. */
function misspell(word: string, letters: readonly string[], draw: Draw): string {
  for (let tried = 0; tried < MAX_TRIES; tried += 1) {
    const slipped = slip(Array.from(word), letters[draw(letters.length)] ?? "", draw);
    if (slipped !== word) return slipped;
  }
  return word;
}

function slip(word: readonly string[], other: string, draw: Draw): string {
  const at = 1 + draw(word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word[at] ?? "", word.slice(at + 1)];
  const [next = "", ...rest] = after;
  const slips = [
    [...before, ...after],
    [...before, other, letter, ...after],
    [...before, other, ...after],
    [...before, next, letter, ...rest],
  ];
  return (slips[draw(slips.length)] ?? word).join("");
}
