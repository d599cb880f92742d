/** Why a model gave nothing, in a sentence that says what is to be done. */
import type { Texts } from "../texts/use-texts.tsx";

const KNOWN = {
  "no-model": "copilot.failed.noModel",
  budget: "copilot.failed.budget",
  "nothing-asked": "copilot.failed.nothingAsked",
  "nothing-said": "copilot.failed.nothingSaid",
  "own-words": "copilot.failed.ownWords",
  "not-sure": "copilot.failed.notSure",
  "model-cannot": "copilot.failed.notSure",
} as const;
/** No server answered, or not in time. */
const AWAY = new Set(["unavailable", "timeout", "rate-limited", "refused", "broken", "circuit-open", "empty"]);

export function describeFailure(reason: string, text: Texts["text"]): string {
  const bare = reason.replace(/^model-(?!cannot)/u, "");
  if (isKnown(bare)) return text(KNOWN[bare]);
  return text(AWAY.has(bare) ? "copilot.failed.away" : "copilot.failed.check");
}

function isKnown(reason: string): reason is keyof typeof KNOWN {
  return reason in KNOWN;
}
