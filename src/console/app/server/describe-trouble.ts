/** Why an action did not happen, in a sentence. */
import type { ActionView } from "../../console-api.ts";
import type { Called, Fault } from "./call-api.ts";
import type { TextName, Texts } from "../texts/use-texts.tsx";

type Refused = Extract<Fault, { kind: "refused" }>;
type Reasons = Readonly<Partial<Record<Refused["code"], TextName>>>;

const REASONS: Reasons = {
  NOT_ALLOWED: "refused.role",
  NOT_FOUND: "refused.missing",
  TRANSITION_FORBIDDEN: "refused.action",
  HELD_BY_COLLEAGUE: "refused.colleague",
  UNSEEN_MESSAGE: "refused.unseen",
  MERGE_REFUSED: "merge.refused",
};

/** Null when it worked. `own`: what a refusal means for this action only. */
export function describeTrouble(called: Called<ActionView>, text: Texts["text"], own: Reasons = {}): string | null {
  if (called.kind !== "ok") return describeFault(called, text, own);
  if (called.body.kind === "done") return null;
  const { holder } = called.body;
  if (holder.kind === "colleague") return text("overtaken.colleague", { name: holder.name ?? text("owner.someone") });
  return text(`overtaken.${holder.kind}`);
}

/** Tried too often; a sentence with how long to wait. */
export function describeThrottle({ retryAfterS }: Refused, text: Texts["text"]): string {
  return text("signIn.throttled", { minutes: Math.max(1, Math.ceil((retryAfterS ?? 60) / 60)) });
}

export function describeFault(fault: Fault, text: Texts["text"], own: Reasons = {}): string {
  const reasons = { ...REASONS, ...own };
  return text((fault.kind === "refused" ? reasons[fault.code] : undefined) ?? "error.load.body");
}
