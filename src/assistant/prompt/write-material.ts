/** The material of a prompt, each piece in its fence: the conversation, the passages, the message. */
import type { Passage } from "../../contracts/answer.ts";
import { defusePlaceholders } from "../guard/create-personal-vault.ts";
import { fenceLines, fenceText } from "./fence-text.ts";
import { cutText } from "./fill-prompt.ts";
import type { HistoryLine } from "./trim-history.ts";

const MAX_QUESTION_LENGTH = 4_000;

/** Conversation and message come without personal data: see guard/create-personal-vault.ts. */
export function writeConversation(history: readonly HistoryLine[]): string {
  return fenceLines(
    "conversation",
    history.map((line) => line.text),
    history.map((line) => line.speaker),
  );
}

export function writeMessage(question: string): string {
  return fenceText("message", cutText(question, MAX_QUESTION_LENGTH));
}

/** Numbered from 1. */
export function writePassages(passages: readonly Passage[], maxLength: number): string {
  return passages.map((passage, at) => writePassage(passage, at + 1, maxLength)).join("\n\n");
}

function writePassage(passage: Passage, number: number, maxLength: number): string {
  // A placeholder that somebody planted in an article shall not be filled in with the buyer's own data.
  const heading = [passage.title, ...passage.headings].join(" > ").replace(/\s+/g, " ");
  return fenceText(`passage ${number}`, defusePlaceholders(`${heading}\n${cutText(passage.text, maxLength)}`));
}
