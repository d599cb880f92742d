/** The short memory that the model gets: the last few things that were said, never more than fits in a glance. */
import type { TimelineMessage } from "../../contracts/message.ts";
import { cutText } from "./fill-prompt.ts";

export interface HistoryLine {
  readonly speaker: "buyer" | "shop";
  readonly text: string;
}

const MAX_LINES = 6;
const MAX_LINE_LENGTH = 500;
const MAX_LENGTH = 2_000;
/** What says that a person comes or goes. Everything up to the last of them is another talk. */
const HAND_OVER = /^(?:handoff|agent-|returned-|ticket-|not-text)/;

/**
 * Oldest first. What the buyer said last and nobody has answered is the question itself and left out; so is what only
 * the program says: greetings, thanks, help. Nothing from before a person had the conversation is remembered, whatever
 * the store kept of it.
 */
export function trimHistory(recent: readonly TimelineMessage[]): readonly HistoryLine[] {
  const answeredUpTo = recent.findLastIndex((message) => message.speaker !== "buyer");
  const since = recent.findLastIndex(isHandOver);
  const lines: HistoryLine[] = [];
  let length = 0;
  for (const message of recent.slice(since + 1, answeredUpTo + 1).toReversed()) {
    const text = isMemorable(message) ? cutText(textOf(message), MAX_LINE_LENGTH) : "";
    if (text === "") continue;
    length += text.length;
    if (lines.length === MAX_LINES || length > MAX_LENGTH) break;
    lines.push({ speaker: message.speaker === "buyer" ? "buyer" : "shop", text });
  }
  return lines.toReversed();
}

function isHandOver({ speaker, notice }: TimelineMessage): boolean {
  return speaker === "agent" || (speaker === "notice" && (!notice || HAND_OVER.test(notice)));
}

/** A notice is either no part of the talk, or it is what a form of ours has said about an order. */
function isMemorable({ speaker, notice }: TimelineMessage): boolean {
  return speaker !== "notice" && !SMALL_TALK.test(notice ?? "");
}

const SMALL_TALK = /^(?:greeting|thanks|help|language-|handoff|rating-|too-many)/;

function textOf({ text, choices }: TimelineMessage): string {
  const said = withoutMarks(text).trim();
  // "The second one" means one of these.
  const offered = choices.filter(({ choiceId }) => choiceId.startsWith("article:")).map(({ label }) => label);
  return offered.length === 0 ? said : `${said} ${offered.map((label, at) => `(${at + 1}) ${label}`).join(" ")}`;
}

/** The numbers of an earlier answer mean other passages now. */
function withoutMarks(text: string): string {
  return text.replace(/\s?\[\d+\]/g, "");
}
