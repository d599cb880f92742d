/** Which kind of question ended how: a table whose shading is the share of the row. */
import { GOLDEN_TYPES } from "../questions/golden-question.ts";
import type { JudgedReply } from "../questions/judge-reply.ts";
import { escapeText } from "./escape-text.ts";
import { nameOutcome, OUTCOMES } from "./name-outcome.ts";

export function writeOutcomes(judged: readonly JudgedReply[]): string {
  const byType = Map.groupBy(judged, ({ question }) => question.type);
  const rows = GOLDEN_TYPES.flatMap((type) => {
    const own = byType.get(type);
    return own === undefined ? [] : [writeRow(type, own)];
  });
  const heads = OUTCOMES.map((outcome) => `<th scope="col">${escapeText(outcome)}</th>`);
  return `<div class="scroll"><table class="outcomes"><thead><tr><th scope="col">kind</th><th scope="col">asked</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function writeRow(type: string, own: readonly JudgedReply[]): string {
  const cells = OUTCOMES.map((outcome) => {
    const these = own.filter((judged) => nameOutcome(judged) === outcome);
    if (these.length === 0) return "<td></td>";
    const isRight = these.filter(({ asExpected }) => asExpected).length * 2 >= these.length;
    const share = Math.round((100 * these.length) / own.length);
    return `<td class="${isRight ? "right" : "wrong"}" style="--share:${share}%">${these.length}<small>${share} %</small></td>`;
  });
  return `<tr><th scope="row">${escapeText(type)}</th><td>${own.length}</td>${cells.join("")}</tr>`;
}
