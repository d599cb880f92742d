/** Amounts in a currency's smallest unit: how many decimals it has, to and from the digits people write. */
import type { Money } from "../contracts/commerce.ts";
import { CURRENCIES_BY_DECIMALS } from "../contracts/currency.ts";

const CURRENCY = /^[A-Z]{3}$/;
const decimalsOf = new Map(
  Object.entries(CURRENCIES_BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(" ").map((code): [string, number] => [code, Number(decimals)]),
  ),
);

/** 2 for EUR, 0 for JPY, 3 for KWD; null when it cannot be a currency. */
export function currencyDecimals(currency: string): number | null {
  return CURRENCY.test(currency) ? (decimalsOf.get(currency) ?? 2) : null;
}

/** From "19.99" with a point: how platforms send amounts. Null when it is no number, or the currency is unknown. */
export function decodeMoney(amount: string, currency: string): Money | null {
  const decimals = currencyDecimals(currency);
  const found = /^(-?)(\d{1,12})(?:\.(\d*))?$/u.exec(amount.trim());
  if (decimals === null || !found) return null;
  const [, sign = "", whole = "", fraction = ""] = found;
  // Rounded half up in digits: 19.995 as a binary number is less than it says.
  const padded = `${fraction}${"0".repeat(decimals + 1)}`;
  const minor = Number(`${whole}${padded.slice(0, decimals)}`) + (Number(padded[decimals]) >= 5 ? 1 : 0);
  return { minor: sign === "-" && minor !== 0 ? -minor : minor, currency };
}

/** As "19.99", with the currency's own decimals and a point. */
export function encodeMoney(money: Money): string {
  const decimals = currencyDecimals(money.currency) ?? 2;
  return (money.minor / 10 ** decimals).toFixed(decimals);
}
