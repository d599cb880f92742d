/** A uuid in 25 signs instead of 36: a choice id has room for 40. */

const UUID_DIGITS = 32;
const MAX_LENGTH = 25;

/** To the base of 36. */
export function shortenId(id: string): string {
  return BigInt(`0x${id.replaceAll("-", "")}`).toString(36);
}

/** Null for a number that no uuid has. */
export function lengthenId(short: string): string | null {
  if (!/^[0-9a-z]+$/.test(short) || short.length > MAX_LENGTH) return null;
  const digits = readBase36(short).toString(16).padStart(UUID_DIGITS, "0");
  if (digits.length > UUID_DIGITS) return null;
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join("-");
}

function readBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
