/** What stands in a prompt of ours: the buyer's message and the numbered passages, out of their fences. */
import { splitSentences } from "../../assistant/reply/split-sentences.ts";

export interface NumberedPassage {
  readonly number: number;
  readonly heading: string;
  readonly sentences: readonly string[];
}

export interface Material {
  readonly question: string;
  readonly passages: readonly NumberedPassage[];
}

const PASSAGE = /<<passage (\d+)>>\n([\s\S]*?)\n<<end passage \1>>/g;
const MESSAGE = /<<message>>\n([\s\S]*?)\n<<end message>>/;

export function readMaterial(prompt: string): Material {
  const passages = Array.from(prompt.matchAll(PASSAGE), ([, number, text = ""]) => {
    const [heading = "", ...lines] = text.split("\n");
    // Of a sentence nothing is needed but that it ends where its writer ended it.
    const sentences = splitSentences(lines.join("\n"), "en").filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
    return { number: Number(number), heading, sentences };
  });
  return { question: MESSAGE.exec(prompt)?.[1] ?? "", passages };
}
