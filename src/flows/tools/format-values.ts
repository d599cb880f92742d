/** Dates as the buyer's calendar has them and amounts as the buyer's language writes them. */
import { timeZoneOf } from "../../commerce/rules/time-zones.ts";
import type { Money } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import { currencyDecimals } from "../../shared/money.ts";

/** Carriers and shops count in the Gregorian calendar, in Thailand too. */
function localeOf(language: Language): string {
  return `${language}-u-ca-gregory`;
}

export function formatDay(at: Instant, language: Language, country: string | null): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: timeZoneOf(country) }).format(at);
}

export function formatMoment(at: Instant, language: Language, country: string | null): string {
  const style = { dateStyle: "long", timeStyle: "short", timeZone: timeZoneOf(country) } as const;
  return new Intl.DateTimeFormat(localeOf(language), style).format(at);
}

export function formatMoney(money: Money, language: Language): string {
  const decimals = currencyDecimals(money.currency) ?? 2;
  const isWhole = money.minor % 10 ** decimals === 0;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: isWhole ? 0 : decimals,
    maximumFractionDigits: decimals,
  }).format(money.minor / 10 ** decimals);
}

export function formatPercent(percent: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 }).format(percent / 100);
}
