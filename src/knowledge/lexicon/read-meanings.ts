/**
 * What a text is about, in terms that mean the same in every language: concepts of the glossary, and words in Latin
 * letters, which are names, brands and borrowed words wherever Latin is not the script.
 */
import type { Article } from "../../contracts/answer.ts";
import { readTokens, type Token } from "../analyse-text.ts";
import { functionWordsOf } from "../analysis/function-words.ts";
import { stemWord } from "../analysis/stem-word.ts";
import { createConceptFinder, type FindConcepts } from "./find-concepts.ts";
import type { Glossary } from "./parse-glossary.ts";

/** Term to weight. Concepts are `c:<key>`, words `w:<stem>`. */
export type Meanings = ReadonlyMap<string, number>;

/** What of an article is read beside its passages. */
export type Described = Pick<Article, "articleKey" | "language" | "title" | "tags" | "questions">;

export interface MeaningReader {
  ofTokens(tokens: readonly Token[], language: string): Meanings;
  ofArticle(article: Described, passages: readonly string[]): Meanings;
}

/** A name or borrowed word says less than a concept: it may be a chance likeness between two languages. */
const WORD_WEIGHT = 0.8;
const LATIN_WORD = /^[a-z0-9]{3,}$/;
/** Title and tags are the merchant's own summary; text is long, and says much in passing. */
const TITLE_WEIGHT = 2;
const PASSAGE_WEIGHT = 0.2;
/** The language that buyers everywhere borrow from. */
const LENDER = "en";

export function createMeaningReader(glossary: Glossary): MeaningReader {
  const finders = new Map<string, FindConcepts>();
  const finderOf = (language: string): FindConcepts => {
    const known = finders.get(language);
    if (known) return known;
    const made = createConceptFinder(glossary, language);
    finders.set(language, made);
    return made;
  };

  function ofTokens(tokens: readonly Token[], language: string): Meanings {
    const meanings = new Map<string, number>();
    const own = finderOf(language)(tokens);
    for (const concept of own.concepts) meanings.set(`c:${concept}`, 1);
    const functionWords = functionWordsOf(language);
    const rest = tokens.filter(
      ({ kind, text }, at) => kind === "spaced" && !own.covered.has(at) && !functionWords.has(text),
    );
    if (language !== LENDER) for (const concept of finderOf(LENDER)(rest).concepts) meanings.set(`c:${concept}`, 1);
    for (const { kind, text } of tokens) {
      if (kind !== "spaced" || !LATIN_WORD.test(text) || functionWords.has(text)) continue;
      meanings.set(`w:${stemWord(text, LENDER)}`, WORD_WEIGHT);
    }
    return meanings;
  }

  return {
    ofTokens,
    ofArticle({ language, title, tags, questions }, passages) {
      const sum = new Map<string, number>();
      const add = (text: string, weight: number) => {
        for (const term of ofTokens(readTokens(text, language), language).keys()) {
          sum.set(term, (sum.get(term) ?? 0) + weight);
        }
      };
      add([title, ...tags].join("\n"), TITLE_WEIGHT);
      for (const question of questions) add(question, 1);
      for (const passage of passages) add(passage, PASSAGE_WEIGHT);
      return sum;
    },
  };
}
