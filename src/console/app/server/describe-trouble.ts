/** Why an action did not happen, in a sentence. */
import type { ActionView } from "../../console-api.ts";
import type { Called } from "./call-api.ts";
import type { TextName, Texts } from "../texts/use-texts.tsx";

/** Null when it worked. */
export function describeTrouble(called: Called<ActionView>, text: Texts["text"]): string | null {
  if (called.kind === "unreachable") return text("error.load.body");
  if (called.kind === "refused") {
    const reasons: Partial<Record<typeof called.code, TextName>> = {
      NOT_ALLOWED: "refused.role",
      NOT_FOUND: "refused.missing",
      TRANSITION_FORBIDDEN: "refused.action",
      REQUEST_INVALID: "macros.refused",
    };
    return text(reasons[called.code] ?? "error.load.body");
  }
  if (called.body.kind === "done") return null;
  const { holder } = called.body;
  if (holder.kind === "colleague") return text("overtaken.colleague", { name: holder.name ?? text("owner.someone") });
  return text(`overtaken.${holder.kind}`);
}
