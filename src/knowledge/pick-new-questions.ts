/** Which proposed questions are worth a person's look: new in their words, and not another article's. */
import type { Article, KnowledgeSearch } from "../contracts/answer.ts";
import { foldText } from "../shared/fold-text.ts";

export interface PickedQuestions {
  readonly questions: readonly string[];
  /** Nearly in the words of one that exists, for this article or another of the same language. */
  readonly repeated: number;
  /** The search answers them from another article already. */
  readonly ofOthers: number;
}

/** Two questions that share so much of their letters differ in a word of grammar at most. */
const SAME_SHARE = 0.75;

/** `known`: all questions of the article's language, whichever article they belong to. */
export function pickNewQuestions(
  proposed: readonly string[],
  article: Pick<Article, "articleKey" | "language">,
  existing: { readonly known: readonly string[]; readonly search: KnowledgeSearch },
): PickedQuestions {
  const taken = existing.known.map(gramsOf);
  const questions: string[] = [];
  let repeated = 0;
  let ofOthers = 0;
  for (const text of proposed) {
    const grams = gramsOf(text);
    if (taken.some((other) => sharedShare(grams, other) >= SAME_SHARE)) {
      repeated += 1;
    } else if (belongsElsewhere(text, article, existing.search)) {
      ofOthers += 1;
    } else {
      questions.push(text);
      taken.push(grams);
    }
  }
  return { questions, repeated, ofOthers };
}

function belongsElsewhere(
  text: string,
  { articleKey, language }: Pick<Article, "articleKey" | "language">,
  search: KnowledgeSearch,
): boolean {
  const found = search.search({ text, language, limit: 1 });
  const first = found.passages[0]?.passage.articleKey;
  return first !== undefined && first !== articleKey && found.verdict === "answer";
}

/** Pairs of letters, which mean as much in Chinese as in alphabets; spaces and signs do not count. */
function gramsOf(text: string): ReadonlySet<string> {
  const letters = Array.from(foldText(text).replace(/[^\p{L}\p{N}]+/gu, ""));
  return new Set(letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`));
}

function sharedShare(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = one.intersection(other).size;
  const all = one.size + other.size - shared;
  return all === 0 ? 1 : shared / all;
}
