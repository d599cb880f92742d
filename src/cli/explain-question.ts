/** `dragoman ask --explain`: one question with what was found, how sure that is, and why it ends as it does. */
import type { Program } from "../compose/open-program.ts";
import type { Language } from "../contracts/language.ts";
import { type Preview, previewQuestion } from "../flows/preview-question.ts";
import { assertNever } from "../shared/assert-never.ts";

const WIDTH = 100;

export async function explainQuestion(
  { ports, shop }: Program,
  asked: {
    readonly text: string;
    readonly language: Language | null;
    readonly json?: boolean;
    readonly drafts?: boolean;
  },
): Promise<void> {
  const { text, language, drafts = false } = asked;
  const preview = await previewQuestion(
    shop,
    { text, language, withDrafts: drafts },
    ports,
    AbortSignal.timeout(15_000),
  );
  process.stdout.write(asked.json ? `${JSON.stringify(preview)}\n` : describe(preview));
}

function describe(preview: Preview): string {
  const { passages, explanation, answer } = preview;
  const found = passages.map(({ passage, score }) => {
    const place = `${passage.language}/${passage.articleKey}`;
    const title = [passage.title, ...passage.headings].join(" > ");
    return `  ${score.toFixed(2)}  ${place}  ${title}\n        ${cut(passage.text)}`;
  });
  const evidence = (explanation?.evidence ?? []).map(
    ({ name, value, share }) =>
      `  ${name.padEnd(18)} ${value.toFixed(2).padStart(6)}   ${share < 0 ? "" : "+"}${share.toFixed(2)}`,
  );
  const lines = [
    answer?.kind === "answered" ? answer.text : "",
    ...(answer?.kind === "clarify" ? answer.choices.map(({ label }) => `- ${label}`) : []),
    `${preview.outcome} in ${preview.language}: ${explain(preview)}`,
    ...(found.length > 0 ? ["found, with scores:", ...found] : []),
    ...(evidence.length > 0 ? ["evidence, and what it adds to the certainty:", ...evidence] : []),
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

function explain({ reason, confidence, explanation }: Preview): string {
  const percent = (share: number | undefined) => `${Math.round((share ?? 0) * 100)} %`;
  const sure = percent(confidence);
  switch (reason.kind) {
    case "sure-enough":
      return `${sure} sure; it answers from ${percent(explanation?.answerFrom)}`;
    case "between":
      return `${sure} sure: enough to ask back (${percent(explanation?.clarifyFrom)}), not to answer (${percent(explanation?.answerFrom)})`;
    case "not-sure-enough":
      return `only ${sure} sure; below ${percent(explanation?.clarifyFrom)} it hands over`;
    case "nothing-found":
      return "no article has any of these words";
    case "handed-over":
      return `the words alone decide: ${reason.reason}`;
    case "small-talk":
      return `no question about the shop: ${reason.notice}`;
    case "model-answered":
      return `the model wrote it from the passages below, and every sentence was checked (search: ${sure} sure)`;
    case "model-differed":
      return `search and model did not agree, the more careful one counts (search: ${sure} sure)`;
    default:
      return assertNever(reason);
  }
}

function cut(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line;
}
