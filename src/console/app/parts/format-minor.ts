/** An amount in its currency's smallest unit as people read it. How many decimals that has is ours to say, not Intl's. */
import { CURRENCIES_BY_DECIMALS } from "../../../contracts/currency.ts";

export function decimalsOf(currency: string): number {
  const found = Object.entries(CURRENCIES_BY_DECIMALS).find(([, codes]) => codes.split(" ").includes(currency));
  return found === undefined ? 2 : Number(found[0]);
}

export function formatMinor(minor: number, currency: string, language: string): string {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat(language, { style: "currency", currency, minimumFractionDigits: decimals }).format(
    minor / 10 ** decimals,
  );
}
