/** How long and how much a model may write for each task. */
import type { ModelTask } from "../contracts/language-model.ts";

/** A few sentences, one small object, ten words, or an article with its questions in a script that costs many tokens. */
const MAX_TOKENS: Readonly<Record<ModelTask, number>> = {
  answer: 1_000,
  tools: 300,
  understand: 500,
  rerank: 200,
  suggest: 4_000,
  brief: 700,
  coach: 700,
  rewrite: 3_000,
  translate: 4_000,
};
/** A model that thinks first spends some of what it may write on that. */
const THINKING_TOKENS = 1_000;

/** Written for nobody who waits, or for an agent who can read the original; everything else has a buyer behind it. */
const PATIENT_MS: Readonly<Partial<Record<ModelTask, number>>> = { suggest: 60_000, translate: 20_000 };
/** An agent waits for it, and can go on writing. */
const REWRITE_MS = 30_000;

export function maxTokensFor(task: ModelTask, chatModel: string): number {
  return MAX_TOKENS[task] + (isReasoningModel(chatModel) ? THINKING_TOKENS : 0);
}

/** The given limit is that of an answer. */
export function totalMsFor(task: ModelTask, answerMs: number): number {
  if (task === "rewrite") return Math.max(REWRITE_MS, answerMs);
  return Math.max(PATIENT_MS[task] ?? 0, answerMs);
}

export function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-[5-9](?!.*chat))/.test(model);
}
