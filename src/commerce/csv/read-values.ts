/** Amounts and moments as spreadsheets write them, in any of the world's habits; what could mean two things is refused. */
import type { Money } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { foldDigits } from "../../shared/contact-keys.ts";
import { currencyDecimals, decodeMoney } from "../../shared/money.ts";

export type DateOrder = "dmy" | "mdy";

/** A value, or why there is none, as the end of the sentence "<column> ...". */
export type Read<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "fault"; readonly reason: string };

const SYMBOLS: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  "₫": "VND",
  "₹": "INR",
  "฿": "THB",
  "₩": "KRW",
  R$: "BRL",
  US$: "USD",
  zł: "PLN",
};
const DAY_MS = 86_400_000;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const value = <Value>(read: Value): Read<Value> => ({ kind: "value", value: read });
const fault = (reason: string): Read<never> => ({ kind: "fault", reason });

/** "1.234,56 €", "US$ 1,234.56", "1 234,56", "1'234.50", "19.99 EUR". */
export function readMoney(text: string, currency: string | null): Read<Money> {
  const named = readCurrency(text) ?? currency;
  if (named === null) return fault("has no currency; add a currency column or --currency EUR");
  const decimals = currencyDecimals(named);
  if (decimals === null) return fault("names a currency that is not three letters");
  const digits = readDecimal(text, decimals);
  const money = digits === null ? null : decodeMoney(digits, named);
  return money === null ? fault("is not an amount") : value(money);
}

function readCurrency(text: string): string | null {
  const code = /(?:^|[^\p{L}])([A-Z]{3})(?:$|[^\p{L}])/u.exec(text)?.[1];
  if (code !== undefined) return code;
  return Object.entries(SYMBOLS).find(([symbol]) => text.includes(symbol))?.[1] ?? null;
}

/** With a point and no groups. A lone separator before exactly three digits groups them, unless the currency has three. */
export function readDecimal(text: string, decimals = 2): string | null {
  const bare = foldDigits(text)
    .replace(/[^\d.,'’٫٬+\-−\s]|\s/gu, "")
    .replace(/['’٬]/gu, "")
    .replace("٫", ".")
    .replace("−", "-");
  const found = /^([+-]?)([\d.,]*\d)$/u.exec(bare);
  if (!found) return null;
  const [, sign = "", digits = ""] = found;
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (last === -1) return `${sign.replace("+", "")}${digits}`;
  const separator = digits.charAt(last);
  const tail = digits.slice(last + 1);
  const isRepeated = digits.indexOf(separator) !== last;
  const hasOther = /[.,]/u.test(digits.slice(0, last).replaceAll(separator, ""));
  const isGroup = isRepeated || (!hasOther && tail.length === 3 && decimals !== 3 && !/^0[.,]/u.test(digits));
  const whole = (isGroup ? digits : digits.slice(0, last)).replace(/[.,]/gu, "");
  return `${sign.replace("+", "")}${whole === "" ? "0" : whole}${isGroup ? "" : `.${tail}`}`;
}

/**
 * ISO 8601, "2026-10-30 08:12:00 +0100", "30.10.2026", "30/10/2026 08:12", "Oct 30, 2026", "30 October 2026", seconds or
 * milliseconds since 1970. Without a zone: UTC. `isEnd`: a day without a time means its last moment.
 */
export function readMoment(text: string, order: DateOrder | null, isEnd = false): Read<Instant> {
  const clean = foldDigits(text).trim();
  if (/^\d{10}$/u.test(clean)) return moment(Number(clean) * 1_000);
  if (/^\d{13}$/u.test(clean)) return moment(Number(clean));
  const day = readDay(clean, order);
  if (day.kind === "fault") return day;
  const { at, rest } = day.value;
  const time = readTime(rest);
  if (time === null) return fault("is not a date");
  return moment(rest === "" && isEnd ? at + DAY_MS - 1 : at + time);
}

function moment(at: number): Read<Instant> {
  const isPlausible = at > Date.UTC(1990, 0) && at < Date.UTC(2200, 0);
  return isPlausible ? value(at as Instant) : fault("is not a date");
}

interface Day {
  readonly at: number;
  readonly rest: string;
}

function readDay(text: string, order: DateOrder | null): Read<Day> {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+|$)(.*)$/u.exec(text);
  if (iso) return makeDay(iso[1], iso[2], iso[3], iso[4]);
  const numeric = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T,\s]+|$)(.*)$/u.exec(text);
  if (numeric) {
    const [, first = "", separator, second = "", year, rest] = numeric;
    const isClear = Number(first) > 12 || Number(second) > 12 || first === second || separator === ".";
    if (!isClear && order === null) return fault("could be two dates; add --dates dmy or --dates mdy");
    const isMonthFirst = separator !== "." && (Number(second) > 12 || (order === "mdy" && Number(first) <= 12));
    return isMonthFirst ? makeDay(year, first, second, rest) : makeDay(year, second, first, rest);
  }
  const named =
    /^(?<day>\d{1,2})\.?[\s-]+(?<month>[a-z]{3})[a-z]*\.?,?[\s-]+(?<year>\d{4})(?:[,\s]+|$)(?<rest>.*)$/iu.exec(text) ??
    /^(?<month>[a-z]{3})[a-z]*\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})(?:[,\s]+|$)(?<rest>.*)$/iu.exec(
      text,
    );
  const { day, month = "", year, rest } = named?.groups ?? {};
  const index = MONTHS.indexOf(month.toLowerCase());
  return index === -1 ? fault("is not a date") : makeDay(year, String(index + 1), day, rest);
}

function makeDay(year = "", month = "", day = "", rest = ""): Read<Day> {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const made = new Date(at);
  // 31 April would silently become 1 May.
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day)) return fault("is not a date");
  return value({ at, rest: rest.trim() });
}

/** Milliseconds since the day's beginning, in UTC. */
function readTime(text: string): number | null {
  if (text === "") return 0;
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/iu.exec(
    text,
  );
  if (!found) return null;
  const [, hours = "", minutes = "", seconds = "0", fraction = "0", half, zone = "z"] = found;
  const isAfternoon = half?.toLowerCase() === "pm";
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (isAfternoon ? 12 : 0);
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const offset = /^([+-])(\d{2}):?(\d{2})$/u.exec(zone);
  const minutesEast = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  return ((hour * 60 + Number(minutes) - minutesEast) * 60 + Number(seconds)) * 1_000 + Number(`0.${fraction}`) * 1_000;
}

const YES = new Set([
  "yes",
  "true",
  "1",
  "y",
  "on",
  "active",
  "published",
  "publish",
  "enabled",
  "visible",
  "ja",
  "si",
  "sí",
  "oui",
  "是",
]);
const NO = new Set([
  "no",
  "false",
  "0",
  "-1",
  "n",
  "off",
  "draft",
  "archived",
  "private",
  "disabled",
  "hidden",
  "nein",
  "non",
  "否",
  "unlisted",
]);

export function readFlag(text: string): Read<boolean> {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return value(true);
  return NO.has(word) ? value(false) : fault("is neither yes nor no");
}
