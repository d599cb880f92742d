/** The scripted model's answer: the best sentences of the best passage, word for word and numbered, or `CANNOT`. */
import type { Material, NumberedPassage } from "./read-material.ts";
import { scoreText, type Worth, weighQuestion } from "./score-text.ts";

/** So much of the question must stand in the passage; below, a careful reader says no. */
const ENOUGH = 0.33;
/** The search has ranked the passages: each place further back has to be made up for. */
const PLACE_COST = 0.15;
const MAX_SENTENCES = 3;

export function answerByRule({ question, passages }: Material): string {
  const worth = weighQuestion(
    question,
    passages.map(({ heading, sentences }) => [heading, ...sentences].join("\n")),
  );
  const ranked = passages
    .map((passage, place) => ({ passage, score: scorePassage(passage, worth) - place * PLACE_COST }))
    .toSorted((one, other) => other.score - one.score);
  const [best] = ranked;
  if (!best || best.score < ENOUGH) return "CANNOT";
  const { number, sentences } = best.passage;
  return `ANSWER\n${chooseSentences(sentences, worth)
    .map((sentence) => mark(sentence, number))
    .join(" ")}`;
}

function scorePassage({ heading, sentences }: NumberedPassage, worth: Worth): number {
  return scoreText(worth, [heading, ...sentences].join("\n"));
}

/** In the order of the passage, which a buyer understands better than the order of their scores. */
function chooseSentences(sentences: readonly string[], worth: Worth): string[] {
  return sentences
    .map((sentence, at) => ({ sentence, at, score: scoreText(worth, sentence) }))
    .toSorted((one, other) => other.score - one.score || one.at - other.at)
    .slice(0, MAX_SENTENCES)
    .toSorted((one, other) => one.at - other.at)
    .map(({ sentence }) => sentence);
}

function mark(sentence: string, number: number): string {
  const end = /[.!?。！？؟।]+$/u.exec(sentence)?.[0];
  return end === undefined ? `${sentence} [${number}].` : `${sentence.slice(0, -end.length)} [${number}]${end}`;
}
