/** The fake model's default: answers with the sentence of the numbered passages that fits the question best. */

interface NumberedPassage {
  readonly number: number;
  readonly text: string;
}

/** Our own prompt fences its passages; the second form is what most other programs write. */
const FENCED = /<<passage (\d+)>>\n([\s\S]*?)\n<<end passage \1>>/g;
const BRACKETED = /^\[(\d+)\] (.+)$/gm;
const MESSAGE = /<<message>>\n([\s\S]*?)\n<<end message>>/;

export function answerFromPassages(prompt: string): string {
  const passages = readPassages(prompt);
  if (passages.length === 0) return "This is a scripted model without passages.";
  const question = MESSAGE.exec(prompt)?.[1] ?? prompt.slice(-300);
  const wanted = trigrams(question);
  let best = { score: 0, sentence: "", number: 0 };
  for (const passage of passages) {
    // The first line is the heading: it says what the sentences are about, so it counts for each of them a little.
    const [heading = "", ...lines] = passage.text.split("\n");
    const headingScore = overlap(wanted, trigrams(heading));
    for (const sentence of splitSentences(lines.join("\n"))) {
      const score = overlap(wanted, trigrams(sentence)) + headingScore / 2;
      if (score > best.score) best = { score, sentence, number: passage.number };
    }
  }
  if (best.score < 2) return "CANNOT";
  return `ANSWER\n${withMark(best.sentence, best.number)}`;
}

function readPassages(prompt: string): NumberedPassage[] {
  const found = [...prompt.matchAll(FENCED)];
  const matches = found.length > 0 ? found : [...prompt.matchAll(BRACKETED)];
  return matches.map((match) => ({ number: Number(match[1]), text: match[2] ?? "" }));
}

function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?؟](?=\s)|[。！？])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 0);
}

function withMark(sentence: string, number: number): string {
  const end = /[.!?。！？؟]$/u.exec(sentence);
  return end ? `${sentence.slice(0, -1)} [${number}]${end[0]}` : `${sentence} [${number}].`;
}

function trigrams(text: string): Set<string> {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
  // Two characters carry a word in Chinese, three in alphabets.
  const size = /\p{Script=Han}|\p{Script=Thai}|\p{Script=Hangul}/u.test(letters) ? 2 : 3;
  const grams = new Set<string>();
  for (let at = 0; at + size <= letters.length; at += 1) grams.add(letters.slice(at, at + size));
  return grams;
}

function overlap(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of left) if (right.has(gram)) shared += 1;
  return shared;
}
