/** Writes a preview out as the buyer would read it, with what stands behind it. */
import type { Ports } from "../contracts/ports.ts";
import type { Shop } from "../contracts/stores.ts";
import type { Preview } from "../flows/preview-question.ts";
import type { AskView } from "./knowledge-api.ts";

export function viewPreview(preview: Preview, shop: Shop, { texts }: Pick<Ports, "texts">): AskView {
  const { answer, language, explanation, reason } = preview;
  const say = (notice: string) =>
    texts.notice(notice, language, { shop: shop.name, number: "…", language: language, name: "" });
  const isAnswered = answer?.kind === "answered";
  return {
    language,
    outcome: preview.outcome,
    text: isAnswered ? answer.text : say(noticeOf(preview)),
    choices: answer?.kind === "clarify" ? answer.choices.map(({ label }) => label) : [],
    sources: isAnswered ? answer.citations.map(({ articleKey, title }) => ({ articleKey, title })) : [],
    confidence: preview.confidence,
    answerFrom: explanation?.answerFrom ?? 1,
    clarifyFrom: explanation?.clarifyFrom ?? 1,
    reason,
    evidence: explanation?.evidence ?? [],
    passages: preview.passages.map(({ passage, score }) => ({
      articleKey: passage.articleKey,
      language: passage.language,
      title: passage.title,
      headings: passage.headings,
      text: passage.text,
      score,
    })),
  };
}

function noticeOf({ answer, reason }: Preview): string {
  if (reason.kind === "small-talk") return reason.notice;
  if (answer?.kind === "clarify") return "clarify-question";
  if (reason.kind === "handed-over" && reason.reason === "complaint") return "handoff-complaint";
  return reason.kind === "handed-over" ? "handoff-opened" : "handoff-no-answer";
}
