/** Whether a password is good enough: long, not what everybody tries first, and nothing that is known of its owner. */
import { foldText } from "../fold-text.ts";
import { COMMON_PASSWORD_WORDS } from "./known-passwords.ts";

export const MIN_PASSWORD_LENGTH = 10;
/** Argon2 reads every byte; without a limit a long password is a cheap way to keep the server busy. */
export const MAX_PASSWORD_LENGTH = 256;
/** Shorter parts of a name stand in too many good passwords by chance. */
const MIN_PERSONAL_LENGTH = 4;
/** A year or a house number adds nothing that is not tried. */
const MAX_FREE_DIGITS = 4;
const LONGEST_WORD = 16;

export type PasswordFault = "too-short" | "too-long" | "common" | "personal";

export interface KnownOfOwner {
  readonly email: string;
  readonly name: string;
  readonly shopName: string;
}

/** Null: nothing is wrong with it. */
export function judgePassword(password: string, owner: KnownOfOwner): PasswordFault | null {
  const letters = Array.from(password.normalize("NFKC"));
  if (letters.length < MIN_PASSWORD_LENGTH) return "too-short";
  if (password.length > MAX_PASSWORD_LENGTH) return "too-long";
  const folded = foldText(letters.join(""));
  if (isMadeOfCommonParts(folded)) return "common";
  return personalParts(owner).some((part) => folded.includes(part) || readLeet(folded).includes(part))
    ? "personal"
    : null;
}

function readLeet(text: string): string {
  const meant: Readonly<Record<string, string>> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s" };
  return text.replace(/[013457@$]/gu, (sign) => meant[sign] ?? sign);
}

/** From the left, every way to go on: through a common word, a few digits, a run, or a sign between them. */
function isMadeOfCommonParts(text: string): boolean {
  const signs = Array.from(text);
  const reached = new Set([0]);
  for (let at = 0; at < signs.length; at += 1) {
    if (!reached.has(at)) continue;
    if (!/[\p{L}\p{N}]/u.test(signs[at] ?? "")) reached.add(at + 1);
    for (let to = at + 1; to <= Math.min(signs.length, at + LONGEST_WORD); to += 1) {
      if (isCommonWord(signs.slice(at, to).join(""))) reached.add(to);
    }
    for (let to = at + 1; to <= at + MAX_FREE_DIGITS && /\d/u.test(signs[to - 1] ?? ""); to += 1) reached.add(to);
    const runEnd = endOfRun(signs, at);
    if (runEnd - at >= 3) reached.add(runEnd);
  }
  return reached.has(signs.length);
}

function isCommonWord(word: string): boolean {
  return COMMON_PASSWORD_WORDS.has(word) || COMMON_PASSWORD_WORDS.has(readLeet(word));
}

/** 1234, dcba, aaaa: how far the same step from sign to sign goes on. */
function endOfRun(signs: readonly string[], from: number): number {
  const step = (at: number) => (signs[at + 1]?.codePointAt(0) ?? Number.NaN) - (signs[at]?.codePointAt(0) ?? 0);
  const first = step(from);
  if (Number.isNaN(first) || Math.abs(first) > 1) return from + 1;
  let at = from;
  while (step(at) === first) at += 1;
  return at + 1;
}

function personalParts({ email, name, shopName }: KnownOfOwner): readonly string[] {
  const said = [...name.split(/\s+/u), ...email.split(/[@.+_-]/u), name.replaceAll(/\s+/gu, ""), shopName];
  return said.map((part) => foldText(part).trim()).filter((part) => Array.from(part).length >= MIN_PERSONAL_LENGTH);
}
