/** Commands a buyer types ("/human") and buttons a buyer taps ("person", "article:returns"). */
import type { ArticleKey } from "../contracts/ids.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import type { Part } from "../contracts/message.ts";
import { readDeskChoice } from "../shared/desk-choice.ts";
import { readRatingChoice } from "../shared/rating-choice.ts";

export type Command =
  | { readonly kind: "start" }
  | { readonly kind: "help" }
  | { readonly kind: "person" }
  | { readonly kind: "stop" }
  /** "None of these": the buttons of a question back did not help. */
  | { readonly kind: "none" }
  /** Null: the buyer did not say which, or one we do not know. */
  | { readonly kind: "language"; readonly language: Language | null }
  | { readonly kind: "article"; readonly articleKey: ArticleKey; readonly label: string }
  /** A thumb under an answer, or a button about a case: kept by the flow, and never read as text. */
  | { readonly kind: "tap" };

const NAMES: Readonly<Record<string, "start" | "help" | "person" | "stop" | "language">> = {
  start: "start",
  help: "help",
  human: "person",
  person: "person",
  agent: "person",
  operator: "person",
  stop: "stop",
  language: "language",
  lang: "language",
};

/** Null for anything that is not a command; an unknown button or command is none, and is read as text. */
export function readCommand(part: Part): Command | null {
  if (part.kind === "text") return readTyped(part.text);
  if (part.kind === "choice") return readButton(part.choiceId, part.label);
  return null;
}

function readTyped(text: string): Command | null {
  // Telegram writes "/help@shop_bot" in groups.
  const match = /^\s*\/([a-z]+)(?:@\w+)?(?:\s+(\S+))?\s*$/iu.exec(text);
  const name = NAMES[match?.[1]?.toLowerCase() ?? ""];
  if (name === undefined) return null;
  return name === "language" ? { kind: "language", language: readLanguage(match?.[2]) } : { kind: name };
}

function readButton(choiceId: string, label: string): Command | null {
  if (readRatingChoice(choiceId) !== null || readDeskChoice(choiceId) !== null) return { kind: "tap" };
  const [kind, value] = splitOnce(choiceId);
  switch (kind) {
    case "person":
    case "none":
    case "help":
      return value === null ? { kind } : null;
    case "language":
      return { kind: "language", language: readLanguage(value ?? undefined) };
    case "article":
      return value === null ? null : { kind: "article", articleKey: value as ArticleKey, label };
    default:
      return null;
  }
}

function splitOnce(choiceId: string): readonly [string, string | null] {
  const colon = choiceId.indexOf(":");
  return colon < 0 ? [choiceId, null] : [choiceId.slice(0, colon), choiceId.slice(colon + 1) || null];
}

/** "es", "ES", "pt-BR", "zh_TW". */
function readLanguage(value: string | undefined): Language | null {
  const primary = value?.toLowerCase().split(/[-_]/u)[0] ?? "";
  return isLanguage(primary) ? primary : null;
}
