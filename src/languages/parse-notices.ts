/** Reads a file of `prompts/notices`: a flat map from notice name to ICU message. Pure; faults carry their line. */
import { IntlMessageFormat } from "intl-messageformat";
import type { Language } from "../contracts/language.ts";
import { readFlatMap, type TextFault } from "./read-flat-map.ts";

export type ParsedNotices =
  | { readonly kind: "parsed"; readonly notices: Readonly<Record<string, string>> }
  | { readonly kind: "faulty"; readonly faults: readonly TextFault[] };

/** All faults at once. Whether every name is there is another question: see find-notice-faults. */
export function parseNotices(text: string, language: Language): ParsedNotices {
  const map = readFlatMap(text);
  const faults = [...map.faults];
  const notices: Record<string, string> = {};
  for (const { key, value, line } of map.entries) {
    if (typeof value !== "string" || value.trim() === "") {
      faults.push({ line, message: `${key}: expected a text` });
      continue;
    }
    const fault = findIcuFault(value, language);
    if (fault === null) notices[key] = value;
    else faults.push({ line, message: `${key}: not a valid ICU message (${fault})` });
  }
  return faults.length === 0 ? { kind: "parsed", notices } : { kind: "faulty", faults };
}

function findIcuFault(message: string, language: Language): string | null {
  // In ICU an ASCII apostrophe before a brace switches values off; people never mean that.
  if (message.includes("'")) return "use ’ instead of '";
  try {
    new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
