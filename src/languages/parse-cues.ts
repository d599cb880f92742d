/** Reads a file of `prompts/cues`: a flat map from cue name to a list of phrases. Pure; faults carry their line. */
import { readFlatMap, type TextFault } from "./read-flat-map.ts";

export type ParsedCues =
  | { readonly kind: "parsed"; readonly cues: Readonly<Record<string, readonly string[]>> }
  | { readonly kind: "faulty"; readonly faults: readonly TextFault[] };

export function parseCues(text: string): ParsedCues {
  const map = readFlatMap(text);
  const faults = [...map.faults];
  const cues: Record<string, readonly string[]> = {};
  for (const { key, value, line } of map.entries) {
    const fault = findListFault(value);
    if (fault === null) cues[key] = value as readonly string[];
    else faults.push({ line, message: `${key}: ${fault}` });
  }
  return faults.length === 0 ? { kind: "parsed", cues } : { kind: "faulty", faults };
}

function findListFault(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return "expected a list of phrases";
  const odd = value.find((phrase) => typeof phrase !== "string" || phrase.trim() === "");
  if (odd !== undefined) return `expected a phrase, found ${JSON.stringify(odd)}: put it in quotes`;
  const upper = value.find((phrase: string) => phrase !== phrase.toLowerCase());
  // A phrase that stands there twice does no harm.
  return upper === undefined ? null : `"${String(upper)}" is not in lower case`;
}
