/** What was typed in answer to a question about a case: a score as a figure, or words. */
import type { TurnClaim } from "../../contracts/conversation.ts";
import { SCORES, type Score } from "../../contracts/satisfaction.ts";

/** Null when there is no text, or more than text. */
export function readTyped(heard: TurnClaim["pending"]): string | null {
  const parts = heard.flatMap(({ message }) => message.parts);
  if (parts.some((part) => part.kind !== "text")) return null;
  const text = parts.map((part) => (part.kind === "text" ? part.text : "")).join("\n");
  return text.trim() === "" ? null : text.trim();
}

/** The zeros of the digits that our languages are typed with: Arabic, Persian and Urdu, Thai. */
const ZEROS = [0x0660, 0x06f0, 0x0e50] as const;

/** "4", "４", "٤", "4/5": the figure alone. A sentence with a figure in it is a sentence. */
export function readScore(text: string): Score | null {
  const [, digit] = /^([1-5])(?:\s*\/\s*5)?[.!]?$/u.exec(toLatinDigits(text)) ?? [];
  return SCORES.find((score) => String(score) === digit) ?? null;
}

function toLatinDigits(text: string): string {
  return text
    .normalize("NFKC")
    .trim()
    .replace(/[٠-٩۰-۹๐-๙]/gu, (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
    });
}
