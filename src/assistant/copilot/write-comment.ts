/** Asks a model for a comment on a practice. It is shown beside the points and changes none; nothing usable is no comment. */
import { z } from "zod";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { areLinksProven, hasMarkup } from "../checks/check-links.ts";
import { createPersonalVault } from "../guard/create-personal-vault.ts";
import { fenceLines, fenceText, stripInvisible } from "../prompt/fence-text.ts";
import { cutText, languageForModel } from "../prompt/fill-prompt.ts";
import { askForJson } from "../refine/ask-for-json.ts";

export interface CommentTask {
  readonly shopId: ShopId;
  /** The agent's. */
  readonly language: Language;
  readonly said: readonly { readonly speaker: string; readonly text: string }[];
  /** What the points say, a line a criterion. */
  readonly marks: readonly string[];
  readonly signal: AbortSignal;
}

/** Nobody waits: the card is there at once. */
const COMMENT_MS = 20_000;
const MAX_LINES = 40;
const MAX_LINE_LENGTH = 600;

const REPLY = z.object({ comment: z.string().trim().min(1).max(1_200) });

/** Never throws. */
export async function writeComment(
  task: CommentTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<string | null> {
  const vault = createPersonalVault({ known: [] });
  const said = task.said.slice(-MAX_LINES);
  const { value } = await askForJson(
    {
      shopId: task.shopId,
      task: "coach",
      values: {
        language: languageForModel(task.language),
        card: fenceText("card", task.marks.join("\n")),
        conversation: fenceLines(
          "conversation",
          said.map(({ text }) => cutText(vault.hide(text), MAX_LINE_LENGTH)),
          said.map(({ speaker }) => speaker),
        ),
      },
      schema: REPLY,
      ms: COMMENT_MS,
      signal: task.signal,
    },
    ports,
  );
  const comment = value && vault.mark(stripInvisible(value.comment).replace(/\s+/gu, " ").trim());
  if (!comment || hasMarkup(comment) || !areLinksProven(comment, [])) return null;
  return isInLanguage(comment, task.language) ? vault.restore(comment) : null;
}
