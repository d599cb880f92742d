/** How long and how much a model may write for each task. */
import type { ModelTask } from "../contracts/language-model.ts";

/** A few sentences, one small object, ten words, or an article with its questions in a script that costs many tokens. */
const MAX_TOKENS: Readonly<Record<ModelTask, number>> = {
  answer: 1_000,
  tools: 300,
  understand: 500,
  rerank: 200,
  suggest: 4_000,
};
/** A model that thinks first spends some of what it may write on that. */
const THINKING_TOKENS = 1_000;

/** Written for nobody who waits; everything else has a buyer behind it. */
const SUGGEST_MS = 60_000;

export function maxTokensFor(task: ModelTask, chatModel: string): number {
  return MAX_TOKENS[task] + (isReasoningModel(chatModel) ? THINKING_TOKENS : 0);
}

/** The given limit is that of an answer. */
export function totalMsFor(task: ModelTask, answerMs: number): number {
  return task === "suggest" ? Math.max(SUGGEST_MS, answerMs) : answerMs;
}

export function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-[5-9](?!.*chat))/.test(model);
}
