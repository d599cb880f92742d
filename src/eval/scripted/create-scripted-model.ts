/**
 * A model without a model: reads our prompts and replies by rule, so that the model's path, its prompts and its checks
 * can be run and measured anywhere, always with the same result. It knows no language and guesses nothing.
 */
import type { LanguageModel, ModelMessage, ModelTask } from "../../contracts/language-model.ts";
import { splitSentences } from "../../assistant/reply/split-sentences.ts";
import { answerByRule } from "./answer-by-rule.ts";
import { readMaterial } from "./read-material.ts";
import { scoreText, weighQuestion } from "./score-text.ts";

/** Of what the question is made of, in heading and text: "yes" and "partly" for the second look at passages. */
const YES_FROM = 0.5;
const PARTLY_FROM = 0.3;

/** Asked for something it has no rule for it is silent, and the program goes on without. */
export function createScriptedModel(): LanguageModel {
  return {
    complete: async (messages, { task = "answer", onText }) => {
      const text = reply(messages, task);
      if (text === null) return { kind: "unavailable", reason: "empty" };
      onText?.(text);
      return { kind: "text", text, model: "scripted" };
    },
  };
}

function reply(messages: readonly ModelMessage[], task: ModelTask): string | null {
  const material = readMaterial(messages.map(({ text }) => text).join("\n"));
  switch (task) {
    case "answer":
      return answerByRule(material);
    case "understand":
      return JSON.stringify(understand(material.question));
    case "rerank":
      return JSON.stringify(judge(material));
    case "suggest":
    case "tools":
      return null;
  }
}

/** It translates nothing; what it can see is several question marks. */
function understand(question: string): Readonly<Record<string, unknown>> {
  const asked = splitSentences(question, "en").filter((sentence) => /[?？؟]/.test(sentence));
  return { standalone: question, translation: "", questions: asked.length > 1 ? asked : [] };
}

function judge({ question, passages }: ReturnType<typeof readMaterial>): Readonly<Record<string, string>> {
  const texts = passages.map(({ heading, sentences }) => [heading, ...sentences].join("\n"));
  const worth = weighQuestion(question, texts);
  const labels = texts.map((text) => {
    const score = scoreText(worth, text);
    return score >= YES_FROM ? "yes" : score >= PARTLY_FROM ? "partly" : "no";
  });
  return Object.fromEntries(passages.map(({ number }, at) => [String(number), labels[at] ?? "no"]));
}
