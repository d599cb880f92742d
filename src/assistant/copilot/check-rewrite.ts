/** What must survive when a model says an agent's words otherwise: numbers, links, placeholders, the language. */
import type { RewriteFault } from "../../contracts/copilot.ts";
import type { Language } from "../../contracts/language.ts";
import { readNumbers } from "../../shared/numbers/read-numbers.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { hasMarkup } from "../checks/check-links.ts";

/** `{order}` of a macro, `[name 1]` of the vault. */
const PLACEHOLDERS = /\{[\p{L}\p{N} _-]{1,40}\}|\[[a-z]+ \d{1,3}\]/gu;
const LINKS =
  /\b(?:https?:\/\/|www\.)[^\s<>"'`]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^\s<>"'`]*)?/giu;
const CURRENCIES = /[€$£¥₩₽฿₫₺]|\b(?:EUR|USD|GBP|CNY|JPY|KRW|RUB|THB|VND|TRY|MXN|BRL|AED|SAR|IDR)\b/gu;
/** Friendlier is longer, but not another letter. */
const MAX_GROWTH = 2.5;
const ROOM = 200;

/** Null when everything is there. Both are without personal data; `language` is the draft's. */
export function checkRewrite(draft: string, written: string, language: Language): RewriteFault | null {
  if (written.trim() === "") return "empty";
  if (written.length > draft.length * MAX_GROWTH + ROOM) return "length";
  if (!isSame(collect(draft, PLACEHOLDERS), collect(written, PLACEHOLDERS))) return "placeholders";
  const before = draft.replace(PLACEHOLDERS, " ");
  const after = written.replace(PLACEHOLDERS, " ");
  if (!isSame(linksOf(before), linksOf(after))) return "links";
  if (!isSame(figuresOf(before), figuresOf(after))) return "numbers";
  if (!hasMarkup(before) && hasMarkup(after)) return "markup";
  // Of a word or two nobody can tell the language.
  return isInLanguage(before, language) && !isInLanguage(after, language) ? "language" : null;
}

/** Each as often as it stands there, in whatever order. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join("\n") === other.toSorted().join("\n");
}

function collect(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([found]) => found);
}

function linksOf(text: string): string[] {
  return collect(text, LINKS).map((link) => link.replace(/[.,;:!?)\]}]+$/u, ""));
}

/** Numbers by how they can be read, so that "1.500" may become "1,500"; what is said twice may be said once. */
function figuresOf(text: string): string[] {
  const bare = text.replace(LINKS, " ");
  const numbers = readNumbers(bare).map((readings) => readings.map((reading) => reading.join("-")).toSorted()[0] ?? "");
  const currencies = Array.from(bare.matchAll(CURRENCIES), ([sign]) => sign);
  return [...new Set([...numbers, ...currencies])];
}
