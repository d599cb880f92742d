/** What the buyer means: the question made whole from the conversation, translated for the search, cut into its parts. */
import { z } from "zod";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { stripInvisible } from "../prompt/fence-text.ts";
import { cutText, languageForModel } from "../prompt/fill-prompt.ts";
import type { HistoryLine } from "../prompt/trim-history.ts";
import { writeConversation, writeMessage } from "../prompt/write-material.ts";
import { askForJson } from "./ask-for-json.ts";

export interface Understanding {
  /** In the conversation's language; null when nothing usable came. For the search only: nobody is shown it. */
  readonly standalone: string | null;
  /** In the language that the shop's knowledge is kept in first; null when that is the conversation's own. */
  readonly translation: string | null;
  /** More than one, or none. */
  readonly questions: readonly string[];
  readonly outcome: string;
  readonly promptVersion: string;
}

export interface UnderstandingTask {
  readonly shopId: ShopId;
  /** Without personal data, as the memory is. */
  readonly question: string;
  readonly language: Language;
  readonly knowledgeLanguage: Language;
  readonly history: readonly HistoryLine[];
  readonly signal: AbortSignal;
}

/** The buyer waits: the plain question finds most of it, too. */
const UNDERSTAND_MS = 1_500;
const MAX_LENGTH = 500;
const MAX_QUESTIONS = 3;

const Reply = z.object({
  standalone: z.string(),
  translation: z.string().nullish(),
  questions: z.array(z.string()).max(20).nullish(),
});

/** Never throws; takes at most a second and a half. */
export async function understandQuestion(
  task: UnderstandingTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<Understanding> {
  const { language, knowledgeLanguage } = task;
  const { value, outcome, promptVersion } = await askForJson(
    {
      shopId: task.shopId,
      task: "understand",
      values: {
        language: languageForModel(language),
        knowledge: languageForModel(knowledgeLanguage),
        conversation: writeConversation(task.history),
        message: writeMessage(task.question),
      },
      schema: Reply,
      ms: UNDERSTAND_MS,
      signal: task.signal,
    },
    ports,
  );
  const standalone = value && clean(value.standalone, language);
  const questions = (value?.questions ?? []).flatMap((text) => clean(text, language) ?? []).slice(0, MAX_QUESTIONS);
  const translation = knowledgeLanguage === language ? null : clean(value?.translation ?? "", knowledgeLanguage);
  return {
    standalone,
    translation,
    questions: questions.length > 1 ? questions : [],
    outcome: value && !standalone ? "wrong-language" : outcome,
    promptVersion,
  };
}

/** Null for what cannot be searched with, or is not in the language it was asked for in. */
function clean(text: string, language: Language): string | null {
  const plain = cutText(stripInvisible(text).replace(/\s+/g, " ").trim(), MAX_LENGTH);
  return /[\p{L}\p{N}]/u.test(plain) && isInLanguage(plain, language) ? plain : null;
}
