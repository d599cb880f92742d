/** Puts rules, voice, memory, numbered passages and the question together; what others wrote stands in a fence. */
import type { Passage, Voice } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { ModelMessage } from "../../contracts/language-model.ts";
import type { Texts } from "../../contracts/texts.ts";
import { fenceText } from "./fence-text.ts";
import { cutText, fillPrompt, languageForModel, versionMark } from "./fill-prompt.ts";
import type { HistoryLine } from "./trim-history.ts";
import { writeConversation, writeMessage, writePassages } from "./write-material.ts";

export interface PromptInput {
  /** Without personal data, as the memory is: see guard/create-personal-vault.ts. */
  readonly question: string;
  readonly language: Language;
  /** In the order of their numbers, which begin at 1. */
  readonly passages: readonly Passage[];
  readonly history: readonly HistoryLine[];
  /** The shop's own; the program's when null. */
  readonly voice: Voice | null;
  /** That of the buyer's market, behind the voice. */
  readonly manner?: Voice | null;
  /** Set for the second try: what was wrong with the first. */
  readonly fault: string | null;
}

export interface BuiltPrompt {
  readonly messages: readonly ModelMessage[];
  /** The versions of all files used, stored with the answer. */
  readonly version: string;
  /** Must never come back in a reply. */
  readonly canary: string;
  /** The files, without what others wrote into them. */
  readonly instructions: readonly string[];
}

const MAX_PASSAGE_LENGTH = 2_500;
const PLACEHOLDER = /\{\{([a-z]+)\}\}/g;
/** More than the stretch that guard/find-leak.ts looks for, with its gaps and signs. */
const JOINT_LENGTH = 80;
/** A manner needs a few lines; whatever is longer wants to be a rule. */
export const MAX_VOICE_LENGTH = 600;
/** A phrase for each word, and what the shop has noted. */
const MAX_MANNER_LENGTH = 1_500;

export function buildPrompt(input: PromptInput, texts: Pick<Texts, "prompt">): BuiltPrompt {
  const rules = texts.prompt("answer");
  const task = texts.prompt("answer-task");
  const voice = input.voice ? { name: "shop-voice", ...input.voice } : texts.prompt("voice");
  const again = input.fault === null ? null : texts.prompt(promptFor(input.fault));
  // Known only to the prompt, and the same for the same prompt, so that an answer can be computed again.
  const canary = `DRG-${rules.version.slice(0, 8)}`;
  const own = {
    language: languageForModel(input.language),
    canary,
    fault: input.fault ?? "",
    voice: fenceText("voice", [cutText(voice.text.trim(), MAX_VOICE_LENGTH), ...mannerLines(input)].join("\n")),
  };
  const values = {
    ...own,
    conversation: writeConversation(input.history),
    passages: writePassages(input.passages, MAX_PASSAGE_LENGTH),
    message: writeMessage(input.question),
  };
  const messages: ModelMessage[] = [
    { role: "system", text: fillPrompt(rules.text, values) },
    { role: "user", text: fillPrompt(task.text, values) },
  ];
  if (again) messages.push({ role: "user", text: fillPrompt(again.text, values) });
  const used = [rules, task, voice, ...(again ? [again] : [])];
  const marked = input.manner ? [...used, { name: "manner", ...input.manner }] : used;
  const version = marked.map((each) => versionMark(each.name, each.version)).join("+");
  // A manner is no file of ours, and no more a buyer's to read; the voice before it runs on into it.
  const instructions = [...used.flatMap((each) => readingsOf(each.text, own)), ...(input.manner ? [own.voice] : [])];
  return { messages, version, canary, instructions };
}

function mannerLines({ manner }: PromptInput): readonly string[] {
  return manner ? [cutText(manner.text, MAX_MANNER_LENGTH)] : [];
}

/** As they are, and the places where something of ours is filled in: a stretch that runs across one is ours, too. */
function readingsOf(text: string, own: Readonly<Record<string, string>>): readonly string[] {
  const joints = Array.from(text.matchAll(PLACEHOLDER)).flatMap((match) => {
    const value = own[match[1] ?? ""];
    if (value === undefined) return [];
    const before = text.slice(Math.max(0, match.index - JOINT_LENGTH), match.index);
    const after = text.slice(match.index + match[0].length).slice(0, JOINT_LENGTH);
    return value.length <= 2 * JOINT_LENGTH
      ? [`${before}${value}${after}`]
      : [`${before}${value.slice(0, JOINT_LENGTH)}`, `${value.slice(-JOINT_LENGTH)}${after}`];
  });
  // As one text, for each is looked through by itself; no stretch crosses a placeholder.
  return joints.length === 0 ? [text] : [text, joints.join("{{joint}}")];
}

/** A reply in another language is not mended by keeping closer to passages, which may be in that very language. */
function promptFor(fault: string): string {
  return fault === "wrong-language" ? "answer-language" : "answer-again";
}
