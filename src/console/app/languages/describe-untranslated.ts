/** Why there is no translation, in the agent's words. */
import type { Texts } from "../texts/use-texts.tsx";

const KNOWN = ["budget", "too-long", "no-model"] as const;

export function describeUntranslated(reason: string, text: Texts["text"]): string {
  return text(`translation.fault.${KNOWN.find((each) => each === reason) ?? "other"}`);
}
