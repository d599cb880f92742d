/** Puts rules, memory, numbered passages and the question together; everything that others wrote stands in a fence. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { ModelMessage } from "../../contracts/language-model.ts";
import type { Texts } from "../../contracts/texts.ts";
import { defusePlaceholders } from "../guard/create-personal-vault.ts";
import { fenceLines, fenceText } from "./fence-text.ts";
import type { HistoryLine } from "./trim-history.ts";

export interface PromptInput {
  /** Without personal data, as the memory is: see guard/create-personal-vault.ts. */
  readonly question: string;
  readonly language: Language;
  /** In the order of their numbers, which begin at 1. */
  readonly passages: readonly Passage[];
  readonly history: readonly HistoryLine[];
  /** Set for the second try: what was wrong with the first. */
  readonly fault: string | null;
}

export interface BuiltPrompt {
  readonly messages: readonly ModelMessage[];
  /** The versions of all files used, stored with the answer. */
  readonly version: string;
  /** Must never come back in a reply. */
  readonly canary: string;
}

const MAX_QUESTION_LENGTH = 4_000;
const MAX_PASSAGE_LENGTH = 2_500;
const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

export function buildPrompt(input: PromptInput, texts: Pick<Texts, "prompt">): BuiltPrompt {
  const rules = texts.prompt("answer");
  const task = texts.prompt("answer-task");
  const again = input.fault === null ? null : texts.prompt("answer-again");
  // Known only to the prompt, and the same for the same prompt, so that an answer can be computed again.
  const canary = `DRG-${rules.version.slice(0, 8)}`;
  const language = `${languageNames.of(input.language) ?? input.language} (${input.language})`;
  const values = {
    language,
    canary,
    fault: input.fault ?? "",
    conversation: writeHistory(input.history),
    passages: input.passages.map((passage, at) => writePassage(passage, at + 1)).join("\n\n"),
    message: fenceText("message", cut(input.question, MAX_QUESTION_LENGTH)),
  };
  const messages: ModelMessage[] = [
    { role: "system", text: fill(rules.text, values) },
    { role: "user", text: fill(task.text, values) },
  ];
  if (again) messages.push({ role: "user", text: fill(again.text, values) });
  const used = again ? [rules, task, again] : [rules, task];
  return { messages, version: used.map((prompt) => prompt.version.slice(0, 12)).join("+"), canary };
}

function writeHistory(history: readonly HistoryLine[]): string {
  return fenceLines(
    "conversation",
    history.map((line) => line.text),
    history.map((line) => line.speaker),
  );
}

function writePassage(passage: Passage, number: number): string {
  // A placeholder that somebody planted in an article shall not be filled in with the buyer's own data.
  const heading = [passage.title, ...passage.headings].join(" > ").replace(/\s+/g, " ");
  return fenceText(`passage ${number}`, defusePlaceholders(`${heading}\n${cut(passage.text, MAX_PASSAGE_LENGTH)}`));
}

/** In one pass: a placeholder inside a value stays what it is. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([a-z]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function cut(text: string, maxLength: number): string {
  const points = Array.from(text);
  return points.length <= maxLength ? text : `${points.slice(0, maxLength).join("")}…`;
}
