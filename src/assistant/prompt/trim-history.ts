/** The short memory that the model gets: the last few things that were said, never more than fits in a glance. */
import type { TimelineMessage } from "../../contracts/message.ts";

export interface HistoryLine {
  readonly speaker: "buyer" | "shop";
  readonly text: string;
}

const MAX_LINES = 6;
const MAX_LINE_LENGTH = 500;
const MAX_LENGTH = 2_000;

/**
 * Oldest first. What the buyer said last and nobody has answered is the question itself and left out; so are notices,
 * which only the program says.
 */
export function trimHistory(recent: readonly TimelineMessage[]): readonly HistoryLine[] {
  const answeredUpTo = recent.findLastIndex((message) => message.speaker !== "buyer");
  const lines: HistoryLine[] = [];
  let length = 0;
  for (const message of recent.slice(0, answeredUpTo + 1).toReversed()) {
    const text = cut(withoutMarks(message.text).trim());
    if (message.speaker === "notice" || text === "") continue;
    length += text.length;
    if (lines.length === MAX_LINES || length > MAX_LENGTH) break;
    lines.push({ speaker: message.speaker === "buyer" ? "buyer" : "shop", text });
  }
  return lines.toReversed();
}

/** The numbers of an earlier answer mean other passages now. */
function withoutMarks(text: string): string {
  return text.replace(/\s?\[\d+\]/g, "");
}

function cut(text: string): string {
  const points = Array.from(text);
  return points.length <= MAX_LINE_LENGTH ? text : `${points.slice(0, MAX_LINE_LENGTH).join("")}…`;
}
