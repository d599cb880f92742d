/** Takes out of a text what identifies or costs a person before a model server sees it: no answer needs it. */

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g;
const LONG_NUMBER = /\d(?:[ -]?\d){12,18}/g;
/** International form only: digits alone are as likely an order number, which the buyer asks about. */
const PHONE = /(?:\+|\b00)\d(?:[ ().-]{0,2}\d){7,14}/g;

export function hidePersonal(text: string): string {
  return text
    .replace(EMAIL, "<EMAIL>")
    .replace(IBAN, (found) => (isIban(found) ? "<IBAN>" : found))
    .replace(LONG_NUMBER, (found) => (isCard(found) ? "<CARD>" : found))
    .replace(PHONE, "<PHONE>");
}

/** ISO 13616: the digits, moved and spelt out, leave 1 when divided by 97. */
function isIban(text: string): boolean {
  const letters = text.replaceAll(" ", "");
  let rest = 0;
  for (const letter of letters.slice(4) + letters.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Luhn's sum, which every card number satisfies and one in ten others does. */
function isCard(text: string): boolean {
  let sum = 0;
  const digits = Array.from(text.replace(/\D/g, ""), Number).toReversed();
  for (const [at, digit] of digits.entries()) {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
