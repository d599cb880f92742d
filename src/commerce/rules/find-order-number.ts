/** Finds what a buyer may mean as an order number. It says nothing of whether such an order exists. */
import { foldDigits } from "../../shared/contact-keys.ts";

export interface FoundNumber {
  /** As typed, in capitals. */
  readonly orderNumber: string;
  /** It cannot be anything else: letters and digits, or a number sign. */
  readonly isClear: boolean;
  /** Beside it stands next to nothing. */
  readonly isAlone: boolean;
}

/**
 * "HL-20481733", "WC1001": letters, then digits; "hl 20481733" only with many of them, for "in 2026" is none. Next to signs
 * of another script a number may stand without a space.
 */
const LETTERED =
  /(?<![\p{Script=Latin}\p{N}@.])([A-Z]{1,5}[-_]?\d{4,14}(?:-[A-Z0-9]{1,4})?|[A-Z]{1,3} \d{6,14})(?![\p{Script=Latin}\p{N}@])/iu;
const SIGNED = /(?:#|№|nº|n°)\s?(\d{3,14})(?!\p{N})/iu;
/** Digits alone: an amount or a year when they are few. */
const BARE = /(?<![\p{N}.,:/€$£¥₩@-])(\d{5,14})(?![\p{N}.,:/]?\p{N}|\s?[€$£¥₩%])/u;
const EMAIL = /\S+@\S+/gu;
const MAX_WORDS_BESIDE = 2;
const MAX_LETTERS_BESIDE = 16;

/** `expects`: the buyer was asked for a number, so three digits are enough. */
export function findOrderNumber(text: string, { expects }: { readonly expects: boolean }): FoundNumber | null {
  const folded = foldDigits(text).slice(0, 500);
  const clear = LETTERED.exec(folded) ?? SIGNED.exec(folded);
  const found = clear ?? BARE.exec(folded) ?? (expects ? /(?<!\p{N})(\d{3,14})(?!\p{N})/u.exec(folded) : null);
  const orderNumber = found?.[1]?.trim().toUpperCase();
  if (!found || orderNumber === undefined) return null;
  const beside = `${folded.slice(0, found.index)} ${folded.slice(found.index + found[0].length)}`;
  // An address beside the number is its proof, not another matter.
  const words = beside.replace(EMAIL, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
  const isAlone = words.length <= MAX_WORDS_BESIDE && words.join("").length <= MAX_LETTERS_BESIDE;
  return { orderNumber, isClear: clear !== null, isAlone };
}
