/** The sums by which banks and states check their numbers: what satisfies one is hardly an order number. */

/** Luhn's sum, which every card number satisfies and one in ten others does. */
export function satisfiesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of Array.from(digits, Number).toReversed().entries()) {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the digits, moved and spelt out, leave 1 when divided by 97. */
export function satisfiesIban(signs: string): boolean {
  let rest = 0;
  for (const letter of signs.slice(4) + signs.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** The sum of digits times weights, as far as there are weights. */
export function weigh(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at] ?? 0), 0);
}
