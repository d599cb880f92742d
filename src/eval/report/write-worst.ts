/** The questions that went wrong, the worst first: answered wrongly and sure of it, then what should have been answered. */
import type { JudgedReply } from "../questions/judge-reply.ts";
import { escapeText } from "./escape-text.ts";
import { nameOutcome } from "./name-outcome.ts";

const MAX_SHOWN = 80;

export function writeWorst(judged: readonly JudgedReply[]): string {
  const wrong = judged.filter(({ asExpected }) => !asExpected).toSorted((one, other) => harm(other) - harm(one));
  if (wrong.length === 0) return "<p>None: every question ended as it should.</p>";
  const rows = wrong.slice(0, MAX_SHOWN).map(writeRow);
  const more = wrong.length > MAX_SHOWN ? `<p>and ${wrong.length - MAX_SHOWN} more</p>` : "";
  const heads = ["question", "kind", "wanted", "came", "sure"].map((head) => `<th scope="col">${head}</th>`).join("");
  return `<div class="scroll"><table class="worst"><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>${more}`;
}

/** A wrong answer misleads, a person who is not called is missed, a question back costs a moment. */
function harm({ question, reply, isAnsweredRight }: JudgedReply): number {
  const isMissedPerson = question.type === "person" || question.type === "complaint";
  if (reply.kind === "answered" && !isAnsweredRight) return 3 + reply.confidence;
  if (isMissedPerson) return 2.5;
  if (reply.kind === "answered") return 1 + reply.confidence;
  return reply.kind === "handoff" ? 0.6 : 0.3;
}

function writeRow(judged: JudgedReply): string {
  const { question, reply } = judged;
  const wanted = [question.expect, ...question.gold].join(" ");
  const facts =
    question.mustContain.length > 0 ? `<br><small>with ${escapeText(question.mustContain.join(", "))}</small>` : "";
  const came = [nameOutcome(judged), reply.articleKeys[0] ?? ""].join(" ");
  const lacks = judged.isAnsweredRight && !judged.saysFacts ? "<br><small>without the fact</small>" : "";
  return `<tr><td class="asked"><small>${escapeText(question.id)}</small><span dir="auto" lang="${escapeText(question.lang)}">${escapeText(question.query)}</span></td>
<td>${escapeText(question.type)}</td><td>${escapeText(wanted)}${facts}</td><td>${escapeText(came)}${lacks}</td><td>${reply.confidence.toFixed(2)}</td></tr>`;
}
