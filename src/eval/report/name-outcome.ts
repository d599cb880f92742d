/** What came of a golden question, in the few words the report has for it. */
import type { JudgedReply } from "../questions/judge-reply.ts";

export const OUTCOMES = [
  "answered, right",
  "answered, wrong",
  "asked back, right among",
  "asked back",
  "to a person, asked for",
  "to a person, not known",
  "notice",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function nameOutcome({ reply, isAnsweredRight, isOfferedRight }: JudgedReply): Outcome {
  switch (reply.kind) {
    case "answered":
      return isAnsweredRight ? "answered, right" : "answered, wrong";
    case "clarify":
      return isOfferedRight ? "asked back, right among" : "asked back";
    case "handoff":
      return reply.route === "open-ticket" ? "to a person, asked for" : "to a person, not known";
    case "notice":
      return "notice";
  }
}
