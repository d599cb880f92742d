/** Whether what a buyer typed is what stands on the order: compared in one form, in the same time whatever it holds. */
import type { Order } from "../../contracts/commerce.ts";
import type { ProofKind } from "../../contracts/tools.ts";
import { emailKey, foldDigits, postcodeKey } from "../../shared/contact-keys.ts";

/** What a message offers as proof; one reading for each kind that the shop accepts. */
export interface OfferedProof {
  readonly kind: ProofKind;
  readonly key: string;
}

const EMAIL = /[^\s<>(),;:"'«»„“”]+@[^\s<>(),;:"'«»„“”]+\.[^\s<>(),;:"'«»„“”.]+/u;
/** Longer than any key, so that every comparison takes the same number of steps. */
const COMPARED_LENGTH = 256;
const MAX_POSTCODE_WORDS = 5;
const PHONE_END = 4;

/** Empty when the words cannot be meant as a proof: then they are another question. */
export function readProofs(text: string, accepted: readonly ProofKind[]): readonly OfferedProof[] {
  return accepted.flatMap((kind) => {
    const key = readKey(text, kind);
    return key === null ? [] : [{ kind, key }];
  });
}

/** The kind that fits, or null. Without an order the same work is done for nothing. */
export function checkProof(order: Order | null, offered: readonly OfferedProof[]): ProofKind | null {
  let found: ProofKind | null = null;
  for (const { kind, key } of offered) {
    const expected = order ? keyOnOrder(order, kind) : null;
    const isSame = isEqual(key, expected ?? "");
    if (isSame && expected !== null && expected !== "") found ??= kind;
  }
  return found;
}

function readKey(text: string, kind: ProofKind): string | null {
  switch (kind) {
    case "email":
      return emailKey(EMAIL.exec(text.normalize("NFKC"))?.[0]?.replace(/[.,!?。、]+$/u, "") ?? "");
    case "postcode": {
      const digits = foldDigits(text);
      const isShort = text.trim().split(/\s+/u).length <= MAX_POSTCODE_WORDS && !/[?？؟@]/u.test(text);
      // "28004", "SW1A 1AA", "my postcode is 28004": what has digits, and the short word before or behind it.
      const found = isShort ? /[A-Z]{0,2}\d[A-Z0-9]{0,8}(?:[ -][A-Z0-9]{2,4})?/iu.exec(digits)?.[0] : undefined;
      return found === undefined ? null : postcodeKey(found);
    }
    case "phone-end": {
      const digits = foldDigits(text).replace(/\D/gu, "");
      const isShort = text.trim().split(/\s+/u).length <= MAX_POSTCODE_WORDS && !/[?？؟@]/u.test(text);
      return isShort && digits.length >= PHONE_END ? digits.slice(-PHONE_END) : null;
    }
  }
}

function keyOnOrder(order: Order, kind: ProofKind): string | null {
  switch (kind) {
    case "email":
      return order.buyerEmail;
    case "postcode":
      return order.shippingPostcode;
    case "phone-end":
      return order.buyerPhone && order.buyerPhone.length >= PHONE_END ? order.buyerPhone.slice(-PHONE_END) : null;
  }
}

/** Without a way out in the middle: the time says nothing of how much was right. */
function isEqual(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let at = 0; at < COMPARED_LENGTH; at += 1) {
    difference |= (left.charCodeAt(at) || 0) ^ (right.charCodeAt(at) || 0);
  }
  return difference === 0;
}
