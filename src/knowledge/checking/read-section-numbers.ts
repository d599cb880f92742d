/** The numbers of one section in a form that can be compared between languages: digits, decimals, times, large units. */
import type { Language } from "../../contracts/language.ts";
import { collectMonths } from "../../shared/numbers/read-months.ts";
import { readNumbers } from "../../shared/numbers/read-numbers.ts";
import { writeAsciiDigits } from "../../shared/numbers/write-ascii-digits.ts";

export interface SectionNumbers {
  /** Each number once, by its first reading. */
  readonly numbers: ReadonlySet<string>;
  /** Every reading of every number, and months by their number: what counts as said. */
  readonly said: ReadonlySet<string>;
}

/** Chinese, Japanese and Korean count in ten thousands. */
const LARGE = /(\d+(?:\.\d+)?)\s*(万|萬|만|億|亿|억|ล้าน|แสน|หมื่น|พัน)/gu;
const LARGE_VALUES: Readonly<Record<string, number>> = {
  万: 1e4,
  萬: 1e4,
  만: 1e4,
  億: 1e8,
  亿: 1e8,
  억: 1e8,
  ล้าน: 1e6,
  แสน: 1e5,
  หมื่น: 1e4,
  พัน: 1e3,
};
/** "18:00", "18h30", "18.00 น.", and "6 pm" with its marks in the fifteen languages. */
const CLOCK = /(?<!\d)(\d{1,2})\s?(?::|h|時|时|點|点|시|：|\.(?=\d{2}\s*(?:น|Uhr|WIB)))\s?([0-5]\d)?(?!\d)/gu;
const AFTER_NOON =
  /(?:(下午|晚上|午後|夜|오후|저녁)\s?(\d{1,2})|(\d{1,2})(?::00)?\s?(?:p\.?\s?m\.?(?!\p{L})|مساءً?|giờ chiều|giờ tối|de la tarde|da tarde|akşam|malam|sore))/giu;

export function readSectionNumbers(text: string, language: Language): SectionNumbers {
  const plain = spellTimes(writeAsciiDigits(text)).replace(LARGE, (_, digits: string, unit: string) =>
    String(Math.round(Number(digits) * (LARGE_VALUES[unit] ?? 1))),
  );
  const numbers = new Set<string>();
  const said = new Set<string>(collectMonths(text, language));
  for (const readings of readNumbers(plain)) {
    for (const part of readings[0] ?? []) numbers.add(part);
    for (const reading of readings) for (const part of reading) said.add(part);
  }
  return { numbers, said };
}

/** Six in the evening is 18 wherever it is written; full hours lose their zeros. */
function spellTimes(text: string): string {
  return text
    .replace(AFTER_NOON, (whole, _mark: string | undefined, after?: string, before?: string) => {
      const hour = Number(after ?? before);
      return hour >= 1 && hour < 12 ? ` ${hour + 12} ` : whole;
    })
    .replace(CLOCK, (_, hour: string, minutes?: string) =>
      minutes === undefined || minutes === "00" ? ` ${hour} ` : ` ${hour} ${minutes} `,
    );
}
