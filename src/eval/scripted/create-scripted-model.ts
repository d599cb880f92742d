/**
 * A model without a model: reads our prompts and replies by rule, so that the model's path, its prompts and its checks
 * can be run and measured anywhere, always with the same result. It knows no language and guesses nothing; with the key
 * to a golden question it understands and judges as a server does that errs now and then. Answers are always by rule.
 */
import type { LanguageModel, ModelMessage, ModelTask } from "../../contracts/language-model.ts";
import { splitSentences } from "../../assistant/reply/split-sentences.ts";
import { answerByRule } from "./answer-by-rule.ts";
import type { AnswerKey, Label } from "./create-answer-key.ts";
import { type Material, readMaterial } from "./read-material.ts";
import { scoreText, weighQuestion } from "./score-text.ts";

/** Of what the question is made of, in heading and text: "yes" and "partly" for the second look at passages. */
const YES_FROM = 0.5;
const PARTLY_FROM = 0.3;

/** Asked for something it has no rule for it is silent, and the program goes on without. */
export function createScriptedModel(key: AnswerKey | null = null): LanguageModel {
  return {
    complete: async (messages, { task = "answer", onText }) => {
      const text = reply(messages, task, key);
      if (text === null) return { kind: "unavailable", reason: "empty" };
      onText?.(text);
      return { kind: "text", text, model: "scripted" };
    },
  };
}

function reply(messages: readonly ModelMessage[], task: ModelTask, key: AnswerKey | null): string | null {
  const material = readMaterial(messages.map(({ text }) => text).join("\n"));
  switch (task) {
    case "answer":
      return answerByRule(material);
    case "understand":
      return JSON.stringify(understand(material.question, key));
    case "rerank":
      return JSON.stringify(judge(material, key));
    case "brief":
    case "coach":
    case "rewrite":
    case "suggest":
    case "translate":
    case "tools":
      return null;
  }
}

/** Several question marks it sees by itself; without a key it translates nothing. */
function understand(message: string, key: AnswerKey | null): Readonly<Record<string, unknown>> {
  const { standalone, translation } = key?.understand() ?? { standalone: message, translation: "" };
  const asked = splitSentences(message, "en").filter((sentence) => /[?？؟]/.test(sentence));
  return { standalone, translation, questions: asked.length > 1 ? asked : [] };
}

function judge(material: Material, key: AnswerKey | null): Readonly<Record<string, Label>> {
  const labels = key ? material.passages.map((passage) => key.label(passage)) : labelByRule(material);
  return Object.fromEntries(material.passages.map(({ number }, at) => [String(number), labels[at] ?? "no"]));
}

function labelByRule({ question, passages }: Material): Label[] {
  const texts = passages.map(({ heading, sentences }) => [heading, ...sentences].join("\n"));
  const worth = weighQuestion(question, texts);
  return texts.map((text) => {
    const score = scoreText(worth, text);
    return score >= YES_FROM ? "yes" : score >= PARTLY_FROM ? "partly" : "no";
  });
}
