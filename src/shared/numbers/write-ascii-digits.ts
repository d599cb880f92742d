/** Writes the digits of every script as 0 to 9, so that ٧, ๗ and ７ are the same number. */

/** In every script the ten digits follow one another, so the distance to the first of them is the value. */
export function writeAsciiDigits(text: string): string {
  return text.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 0x80) return digit;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}
