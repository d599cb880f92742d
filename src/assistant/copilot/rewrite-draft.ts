/** Lets a model say an agent's words otherwise; what it loses or adds is found by code, and it is asked once more. */
import { z } from "zod";
import type { RewriteFault, RewriteManner, Rewritten } from "../../contracts/copilot.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { createPersonalVault } from "../guard/create-personal-vault.ts";
import type { KnownValue } from "../guard/find-personal.ts";
import { fenceText, stripInvisible } from "../prompt/fence-text.ts";
import { fillPrompt, languageForModel, versionMark } from "../prompt/fill-prompt.ts";
import { askForJson } from "../refine/ask-for-json.ts";
import { checkRewrite } from "./check-rewrite.ts";

export interface RewriteTask {
  readonly shopId: ShopId;
  readonly draft: string;
  readonly manner: RewriteManner;
  /** The draft's. */
  readonly language: Language;
  readonly known: readonly KnownValue[];
  readonly signal: AbortSignal;
}

/** Longer drafts are seldom and would be cut off. */
export const MAX_DRAFT_LENGTH = 4_000;
/** An agent waits and can go on writing. */
const REWRITE_MS = 30_000;

const REPLY = z.object({ text: z.string().max(8_000) });

/** Never throws. */
export async function rewriteDraft(
  task: RewriteTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<Rewritten> {
  const vault = createPersonalVault({ known: task.known });
  const hidden = vault.hide(task.draft);
  let fault: RewriteFault | null = null;
  for (let tries = 0; tries < 2; tries += 1) {
    const manner = ports.texts.prompt(`rewrite-${task.manner}`);
    const again = fault === null ? null : ports.texts.prompt("rewrite-again");
    const { value, outcome, model, promptVersion } = await askForJson(
      {
        shopId: task.shopId,
        task: "rewrite",
        values: {
          manner: manner.text.trim(),
          language: languageForModel(task.language),
          again: again === null ? "" : fillPrompt(again.text.trim(), { fault: fault ?? "" }),
          draft: fenceText("draft", hidden),
        },
        schema: REPLY,
        ms: REWRITE_MS,
        signal: task.signal,
      },
      ports,
    );
    if (value === null || model === null) return { kind: "failed", reason: outcome };
    const written = stripInvisible(value.text).trim();
    fault = checkRewrite(hidden, written, task.language);
    if (fault !== null) continue;
    const text = vault.reveal(written);
    if (text === task.draft) return { kind: "unchanged" };
    const used = [manner, ...(again === null ? [] : [again])].map(({ name, version }) => versionMark(name, version));
    return { kind: "rewritten", text, model, promptVersion: [promptVersion, ...used].join("+") };
  }
  return { kind: "refused", fault: fault ?? "empty" };
}
