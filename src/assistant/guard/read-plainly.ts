/**
 * A text as a pattern can read it: wide letters and the digits of every script written in ASCII, with the way back to
 * the places in the original, so that what is found can be cut out of what was really written.
 */

export interface PlainView {
  readonly text: string;
  /** Where a stretch of `text` stands in the original. */
  place(start: number, end: number): readonly [number, number];
}

export function readPlainly(original: string): PlainView {
  let text = "";
  const starts: number[] = [];
  let at = 0;
  for (const sign of original) {
    const plain = writePlainly(sign);
    for (let unit = 0; unit < plain.length; unit += 1) starts.push(at);
    text += plain;
    at += sign.length;
  }
  starts.push(original.length);
  return { text, place: (start, end) => [starts[start] ?? original.length, starts[end] ?? original.length] };
}

/** Never nothing, so that every sign keeps its place. */
function writePlainly(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return sign;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCodePoint(code - 0xfee0);
  if (/\p{Nd}/u.test(sign)) return digitOf(code);
  if (/[\u2010-\u2015\u2212\u30fc\uff70]/u.test(sign)) return "-";
  return /\p{Zs}/u.test(sign) ? " " : sign;
}

/** In every script the ten digits follow one another, so the distance to the first of them is the value. */
function digitOf(code: number): string {
  // The mathematical ones stand in five rows without a gap.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
