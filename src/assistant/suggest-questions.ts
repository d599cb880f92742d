/** Questions that buyers could ask about an article, written by a model before anybody asks; a person approves them. */
import { z } from "zod";
import type { Article } from "../contracts/answer.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import { isInLanguage } from "./checks/check-language.ts";
import { hasMarkup } from "./checks/check-links.ts";
import { fenceText, stripInvisible } from "./prompt/fence-text.ts";
import { cutText, languageForModel } from "./prompt/fill-prompt.ts";
import { askForJson } from "./refine/ask-for-json.ts";

export interface SuggestionTask {
  readonly shopId: ShopId;
  readonly article: Article;
  /** The article's own, and those proposed before. */
  readonly known: readonly string[];
  readonly count: number;
  readonly signal: AbortSignal;
}

export interface Suggestion {
  readonly questions: readonly string[];
  /** "answered", or why there are none. */
  readonly outcome: string;
  readonly model: string | null;
  readonly promptVersion: string;
}

/** Nobody waits but the merchant who asked for it. */
const SUGGEST_MS = 60_000;
const MAX_ARTICLE_LENGTH = 12_000;
const MAX_QUESTION_LENGTH = 160;
const MIN_QUESTION_LENGTH = 3;

const Reply = z.object({ questions: z.array(z.string()).max(100) });

/** Never throws. At most `count`, in the article's language, none of them empty, long or with an address in it. */
export async function suggestQuestions(
  task: SuggestionTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<Suggestion> {
  const { article, known, count } = task;
  const { value, ...asked } = await askForJson(
    {
      shopId: task.shopId,
      task: "suggest",
      values: {
        count: String(count),
        language: languageForModel(article.language),
        article: fenceText("article", `${article.title}\n${cutText(article.body, MAX_ARTICLE_LENGTH)}`),
        known: fenceText("known", known.join("\n")),
      },
      schema: Reply,
      ms: SUGGEST_MS,
      signal: task.signal,
    },
    ports,
  );
  const questions = (value?.questions ?? []).map(clean).filter((text) => isUsable(text, article.language));
  return { ...asked, questions: questions.slice(0, count) };
}

function clean(text: string): string {
  return stripInvisible(text)
    .normalize("NFC")
    .replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/u, "")
    .replace(/\s+/g, " ")
    .trim();
}

function isUsable(text: string, language: Article["language"]): boolean {
  const length = Array.from(text).length;
  const isSized = length >= MIN_QUESTION_LENGTH && length <= MAX_QUESTION_LENGTH;
  return (
    isSized && /\p{L}/u.test(text) && !hasMarkup(text) && !/[@<>]|:\/\//u.test(text) && isInLanguage(text, language)
  );
}
