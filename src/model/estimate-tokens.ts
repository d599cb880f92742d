/** Guesses how many tokens a text is, for a budget that must be kept before and when a server does not count. */

/** Three ASCII characters are a token at the least; other scripts are rarely cheaper than a token each. */
const PER_ASCII = 1 / 3;
const ASCII = /[\0-\x7f]/g;
/** Role, separators and the beginning of the reply. */
const PER_MESSAGE = 6;

/** Rather too many than too few. */
export function estimateTokens(...texts: readonly string[]): number {
  let tokens = 0;
  for (const text of texts) {
    const ascii = text.match(ASCII)?.length ?? 0;
    tokens += ascii * PER_ASCII + (text.length - ascii) + PER_MESSAGE;
  }
  return Math.ceil(tokens);
}
