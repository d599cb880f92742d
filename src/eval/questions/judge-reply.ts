/** Compares what came of a golden question with what should have. */
import type { GoldenQuestion, GoldenReply } from "./golden-question.ts";
import { holdsText } from "./holds-text.ts";

export interface JudgedReply {
  readonly question: GoldenQuestion;
  readonly reply: GoldenReply;
  /** Place of the first right article in the search's order, from 1; null when it is not in it. */
  readonly rank: number | null;
  /** Answered from a right article. */
  readonly isAnsweredRight: boolean;
  /** Asked back with a right article among the choices. */
  readonly isOfferedRight: boolean;
  /** The text that was sent says everything it must and nothing it must not. */
  readonly saysFacts: boolean;
  /** The quote, sent or not, does. */
  readonly quoteSaysFacts: boolean;
  /** Ended as the line expects. */
  readonly asExpected: boolean;
}

export function judgeReply(question: GoldenQuestion, reply: GoldenReply): JudgedReply {
  const { gold } = question;
  const place = reply.ranked.findIndex((key) => gold.includes(key));
  const isAnsweredRight = reply.kind === "answered" && gold.includes(reply.articleKeys[0] ?? "");
  const isOfferedRight = reply.kind === "clarify" && reply.articleKeys.some((key) => gold.includes(key));
  const judged = {
    question,
    reply,
    rank: place < 0 ? null : place + 1,
    isAnsweredRight,
    isOfferedRight,
    saysFacts: reply.kind === "answered" && says(question, reply.text),
    quoteSaysFacts: says(question, reply.quote),
  };
  return { ...judged, asExpected: endedAsExpected(judged) };
}

function says({ mustContain, mustNotContain }: GoldenQuestion, text: string): boolean {
  return mustContain.every((part) => holdsText(text, part)) && !mustNotContain.some((part) => holdsText(text, part));
}

function endedAsExpected({ question, reply, ...judged }: Omit<JudgedReply, "asExpected">): boolean {
  switch (question.expect) {
    case "answer":
      return judged.isAnsweredRight && judged.saysFacts;
    case "clarify":
      return reply.kind === "clarify" && (question.gold.length === 0 || judged.isOfferedRight);
    case "notice":
      return reply.kind === "notice";
    case "escalate":
      // Who asks for a person gets one at once; where nothing can be answered, asking back is not yet a fault.
      return isForPerson(question) ? reply.route === "open-ticket" : reply.kind !== "answered";
  }
}

/** A wish for a person or a complaint: the route must see it, no article shall answer it. */
export function isForPerson({ type }: GoldenQuestion): boolean {
  return type === "person" || type === "complaint";
}
