/** Finds month names in any of the fifteen languages, so that "1 March" is not confirmed by "1 April". */
import { LANGUAGES, type Language } from "../../contracts/language.ts";
import { writeAsciiDigits } from "./write-ascii-digits.ts";

interface MonthName {
  readonly month: number;
  /** Anywhere in a text, and beside a number. */
  readonly anywhere: RegExp;
  readonly dated: RegExp;
}

const known = new Map<Language, readonly MonthName[]>();

/** Every month named anywhere in the text, as "1" to "12". */
export function collectMonths(text: string, language: Language): Set<string> {
  const lower = text.toLowerCase();
  return new Set(
    monthNames(language)
      .filter(({ anywhere }) => anywhere.test(lower))
      .map(({ month }) => String(month)),
  );
}

/** Months that stand beside a number: "may" alone is an English verb, "5 May" is a date. */
export function readDatedMonths(text: string, language: Language): string[] {
  const lower = writeAsciiDigits(text).toLowerCase();
  return monthNames(language)
    .filter(({ dated }) => dated.test(lower))
    .map(({ month }) => String(month));
}

/** Both forms: alone and after a day, which differ in Russian and others. Names with digits are numbers anyway. */
function monthNames(language: Language): readonly MonthName[] {
  const found = known.get(language);
  if (found) return found;
  const names: MonthName[] = [];
  for (const options of [{ month: "long" }, { day: "numeric", month: "long" }] as const) {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC", calendar: "gregory" });
    for (let month = 1; month <= 12; month += 1) {
      const parts = format.formatToParts(Date.UTC(2025, month - 1, 15));
      const name = writeAsciiDigits(parts.find((part) => part.type === "month")?.value ?? "").toLowerCase();
      if (/^\p{L}[\p{L}\p{M}]+$/u.test(name)) names.push(describeMonth(name, month));
    }
  }
  known.set(language, names);
  return names;
}

function describeMonth(name: string, month: number): MonthName {
  return {
    month,
    anywhere: new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, "u"),
    dated: new RegExp(`\\d[.\\s]*(?:\\p{L}{1,3}\\.?\\s+)?${name}|${name}[.,]?\\s*(?:de\\s+)?\\d`, "u"),
  };
}

/** English beside the passage's own language, because shops mix it in. */
export function monthLanguages(language: Language): readonly Language[] {
  return LANGUAGES.filter((each) => each === language || each === "en");
}
