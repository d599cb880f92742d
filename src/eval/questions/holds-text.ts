/** Whether an answer says what it must: in any script's digits, any case, and never "5" because of "15". */
import { writeAsciiDigits } from "../../shared/numbers/write-ascii-digits.ts";

export function holdsText(text: string, part: string): boolean {
  const wanted = fold(part);
  const held = fold(text);
  if (!/^\d+(\.\d+)?$/.test(wanted)) return held.includes(wanted);
  for (let at = held.indexOf(wanted); at >= 0; at = held.indexOf(wanted, at + 1)) {
    const before = held.slice(Math.max(0, at - 2), at);
    const after = held.slice(at + wanted.length, at + wanted.length + 2);
    if (!/\d\.?$/.test(before) && !/^\.?\d/.test(after)) return true;
  }
  return false;
}

/** 1.000, 1,000, 1 000 and 1'000 are 1000; 12,50 is 12.50. Sentences that end in a number stay apart. */
function fold(text: string): string {
  return writeAsciiDigits(text)
    .toLowerCase()
    .replace(/٬/g, ",")
    .replace(/٫/g, ".")
    .replace(/(?<=\d)[.,' \u00a0\u202f’](?=\d{3}(?!\d))/g, "")
    .replace(/(?<=\d),(?=\d)/g, ".");
}
