/** How much of a question stands in a text, by runs of characters; the same rule for every script. */

export type Worth = ReadonlyMap<string, number>;

/** What stands nowhere in the material may be a typo, or a word for the same: it weighs less than what does. */
const UNKNOWN_WORTH = 0.35;

/** A run of characters that stands in every text tells nothing about which of them answers. */
export function weighQuestion(question: string, texts: readonly string[]): Worth {
  const held = texts.map(gramsOf);
  const most = Math.log(held.length + 1);
  return new Map(
    Array.from(gramsOf(question), (gram) => {
      const holders = held.filter((grams) => grams.has(gram)).length;
      return [gram, holders === 0 ? most * UNKNOWN_WORTH : Math.log((held.length + 1) / holders)];
    }),
  );
}

/** 0..1: the share of the question, by worth, that the text holds. */
export function scoreText(worth: Worth, text: string): number {
  const held = gramsOf(text);
  let whole = 0;
  let covered = 0;
  for (const [gram, weight] of worth) {
    whole += weight;
    if (held.has(gram)) covered += weight;
  }
  return whole === 0 ? 0 : covered / whole;
}

/** Two characters carry a word in Chinese, Thai and their like, four in alphabets. */
function gramsOf(text: string): Set<string> {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const grams = new Set<string>();
  for (const word of words) {
    const size = /[\p{Script=Han}\p{Script=Thai}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)
      ? 2
      : 4;
    const points = Array.from(size === 2 ? word : ` ${word} `);
    if (points.length <= size) grams.add(points.join(""));
    for (let at = 0; at + size <= points.length; at += 1) grams.add(points.slice(at, at + size).join(""));
  }
  return grams;
}
