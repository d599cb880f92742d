/**
 * A model without a model: answers by rule with the sentences of the numbered passages that fit the question best, so
 * that the model's path, its prompts and its checks can be run and measured anywhere, always with the same result.
 */
import type { LanguageModel, ModelMessage } from "../contracts/language-model.ts";
import { splitSentences } from "../assistant/reply/split-sentences.ts";

interface NumberedPassage {
  readonly number: number;
  readonly heading: string;
  readonly sentences: readonly string[];
}

interface Candidate {
  readonly passage: NumberedPassage;
  readonly at: number;
  readonly score: number;
}

/** The form in which our prompts fence what others wrote. */
const PASSAGE = /<<passage (\d+)>>\n([\s\S]*?)\n<<end passage \1>>/g;
const MESSAGE = /<<message>>\n([\s\S]*?)\n<<end message>>/;
/** Half of what makes the question special must stand in heading and sentence; below, a careful reader says no. */
const ENOUGH = 0.3;
const HEADING_WORTH = 0.5;
/** The search has ranked the passages: each place further back has to be made up for. */
const PLACE_COST = 0.03;
const MAX_SENTENCES = 2;

/** Knows the task "answer" alone; asked for anything else it is silent, and the program goes on without. */
export function createScriptedModel(): LanguageModel {
  return {
    complete: async (messages, { task = "answer", onText }) => {
      if (task !== "answer") return { kind: "unavailable", reason: "empty" };
      const text = answerByRule(messages);
      onText?.(text);
      return { kind: "text", text, model: "scripted" };
    },
  };
}

/** What it replies to a prompt of ours: `ANSWER` and sentences with their numbers, or `CANNOT`. */
export function answerByRule(messages: readonly ModelMessage[]): string {
  const prompt = messages.map(({ text }) => text).join("\n");
  const passages = readPassages(prompt);
  const question = MESSAGE.exec(prompt)?.[1] ?? "";
  const worth = weighGrams(question, passages);
  const ranked = passages
    .flatMap((passage, place) => scorePassage(passage, worth, place))
    .toSorted((one, other) => other.score - one.score);
  const [best] = ranked;
  if (!best || best.score < ENOUGH) return "CANNOT";
  const chosen = ranked
    .filter(({ passage }) => passage === best.passage)
    .slice(0, MAX_SENTENCES)
    .toSorted((one, other) => one.at - other.at);
  return `ANSWER\n${chosen.map(({ passage, at }) => mark(passage.sentences[at] ?? "", passage.number)).join(" ")}`;
}

function readPassages(prompt: string): NumberedPassage[] {
  return Array.from(prompt.matchAll(PASSAGE), ([, number, text = ""]) => {
    const [heading = "", ...lines] = text.split("\n");
    // The language does not matter much: all that is needed of a sentence is that it ends where the writer ended it.
    const sentences = splitSentences(lines.join("\n"), "en").filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
    return { number: Number(number), heading, sentences };
  });
}

/** A gram that stands in every passage tells nothing about which of them answers. */
function weighGrams(question: string, passages: readonly NumberedPassage[]): ReadonlyMap<string, number> {
  const held = passages.map(({ heading, sentences }) => gramsOf([heading, ...sentences].join(" ")));
  return new Map(
    Array.from(gramsOf(question), (gram) => {
      const holders = held.filter((grams) => grams.has(gram)).length;
      return [gram, Math.log((held.length + 1) / (holders + 0.5))];
    }),
  );
}

function scorePassage(passage: NumberedPassage, worth: ReadonlyMap<string, number>, place: number): Candidate[] {
  let whole = 0;
  for (const weight of worth.values()) whole += weight;
  const heading = gramsOf(passage.heading);
  return passage.sentences.map((sentence, at) => {
    const own = gramsOf(sentence);
    let score = 0;
    for (const [gram, weight] of worth) {
      if (own.has(gram)) score += weight;
      else if (heading.has(gram)) score += weight * HEADING_WORTH;
    }
    return { passage, at, score: (whole === 0 ? 0 : score / whole) - place * PLACE_COST };
  });
}

/** Two characters carry a word in Chinese, three in alphabets. */
function gramsOf(text: string): Set<string> {
  const letters = ` ${text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  const size = /[\p{Script=Han}\p{Script=Thai}\p{Script=Hangul}\p{Script=Hiragana}]/u.test(letters) ? 2 : 3;
  const points = Array.from(letters);
  const grams = new Set<string>();
  for (let at = 0; at + size <= points.length; at += 1) grams.add(points.slice(at, at + size).join(""));
  return grams;
}

function mark(sentence: string, number: number): string {
  const end = /[.!?。！？؟।]+$/u.exec(sentence)?.[0];
  return end === undefined ? `${sentence} [${number}].` : `${sentence.slice(0, -end.length)} [${number}]${end}`;
}
