/** Everything of one language, ready to search. A shard is replaced as a whole, from the old one and what changed. */
import type { Article, Passage } from "../../contracts/answer.ts";
import type { ArticleKey } from "../../contracts/ids.ts";
import { countTerms, type Field, foldTokens, readTokens, type Token } from "../analyse-text.ts";
import {
  emptyField,
  type FieldSettings,
  type Grouping,
  groupDocuments,
  mergeField,
  type TextField,
} from "./text-field.ts";

export interface Entry {
  readonly article: Article;
  readonly passages: readonly Passage[];
}

/** One spelling of the shard: as written, or as typed without accents. */
export interface Spelling {
  readonly passageWords: TextField;
  readonly passageGrams: TextField;
  readonly questionWords: TextField;
  readonly questionGrams: TextField;
  /** The question fields once more, all questions of an entry taken as one document. */
  readonly bankWords: Grouping;
  readonly bankGrams: Grouping;
}

export interface Shard {
  readonly language: string;
  readonly entries: readonly Entry[];
  readonly places: ReadonlyMap<ArticleKey, number>;
  /** Passages of entry `e` are the documents from `passageStarts[e]` up to `passageStarts[e + 1]`. */
  readonly passageStarts: Uint32Array;
  readonly questionStarts: Uint32Array;
  readonly plain: Spelling;
  /** Null where nobody writes accents. */
  readonly folded: Spelling | null;
}

/** Measured on passages of 100 to 150 words, and the usual choice for short texts of even length. */
const PASSAGE_SETTINGS: FieldSettings = { k1: 0.9, b: 0.75 };
const QUESTION_SETTINGS: FieldSettings = { k1: 1.2, b: 0.5 };

/** Languages whose buyers often leave the accents out; elsewhere a second spelling would only cost memory. */
const ACCENTED = new Set(["cs", "de", "el", "es", "fr", "hu", "it", "pl", "pt", "ro", "ru", "sv", "tr", "vi"]);

export function emptyShard(language: string): Shard {
  return {
    language,
    entries: [],
    places: new Map(),
    passageStarts: new Uint32Array(1),
    questionStarts: new Uint32Array(1),
    plain: emptySpelling(),
    folded: ACCENTED.has(language) ? emptySpelling() : null,
  };
}

function emptySpelling(): Spelling {
  const passages = emptyField(PASSAGE_SETTINGS);
  const questions = emptyField(QUESTION_SETTINGS);
  const bank = groupDocuments(questions, new Uint32Array(1), QUESTION_SETTINGS);
  return {
    passageWords: passages,
    passageGrams: passages,
    questionWords: questions,
    questionGrams: questions,
    bankWords: bank,
    bankGrams: bank,
  };
}

export function isKnownWord({ passageWords, questionWords }: Spelling, term: string): boolean {
  return passageWords.vocabulary.has(term) || questionWords.vocabulary.has(term);
}

/** What a buyer might type to get this article: its title, its tags, and the questions written for it. */
export function questionTextsOf(article: Article): string[] {
  const tags = article.tags.join(" ");
  return [article.title, ...(tags === "" ? [] : [tags]), ...article.questions];
}

/** A null entry takes the article away. */
export function changeShard(shard: Shard, changes: ReadonlyMap<ArticleKey, Entry | null>): Shard {
  const kept = shard.entries.flatMap((entry, place) => (changes.has(entry.article.articleKey) ? [] : [place]));
  const added = Array.from(changes.values()).filter((entry) => entry !== null);
  const entries = [...kept.flatMap((place) => shard.entries[place] ?? []), ...added];
  const keptPassages = keepRanges(shard.passageStarts, kept);
  const keptQuestions = keepRanges(shard.questionStarts, kept);
  const questionStarts = startsOf(entries.map((entry) => questionTextsOf(entry.article).length));
  const passageTokens = added.flatMap((entry) =>
    entry.passages.map((passage) => readTokens([...passage.headings, passage.text].join("\n"), shard.language)),
  );
  const questionTokens = added.flatMap((entry) =>
    questionTextsOf(entry.article).map((text) => readTokens(text, shard.language)),
  );
  const change = (spelling: Spelling, read: (tokens: Token[]) => readonly Token[]): Spelling => {
    const merge = (field: TextField, keep: Int32Array, texts: readonly Token[][], kind: Field) =>
      mergeField(
        field,
        keep,
        texts.map((tokens) => countTerms(read(tokens), shard.language, kind)),
      );
    const questionWords = merge(spelling.questionWords, keptQuestions, questionTokens, "words");
    const questionGrams = merge(spelling.questionGrams, keptQuestions, questionTokens, "grams");
    return {
      passageWords: merge(spelling.passageWords, keptPassages, passageTokens, "words"),
      passageGrams: merge(spelling.passageGrams, keptPassages, passageTokens, "grams"),
      questionWords,
      questionGrams,
      bankWords: groupDocuments(questionWords, questionStarts, QUESTION_SETTINGS),
      bankGrams: groupDocuments(questionGrams, questionStarts, QUESTION_SETTINGS),
    };
  };
  return {
    language: shard.language,
    entries,
    places: new Map(entries.map(({ article }, place) => [article.articleKey, place])),
    passageStarts: startsOf(entries.map((entry) => entry.passages.length)),
    questionStarts,
    plain: change(shard.plain, (tokens) => tokens),
    folded: shard.folded && change(shard.folded, (tokens) => foldTokens(tokens, shard.language)),
  };
}

/** Where each old document goes when only these entries stay. */
function keepRanges(starts: Uint32Array, keptEntries: readonly number[]): Int32Array {
  const places = new Int32Array(starts.at(-1) ?? 0).fill(-1);
  let next = 0;
  for (const entry of keptEntries) {
    for (let old = starts[entry] ?? 0, end = starts[entry + 1] ?? 0; old < end; old += 1) {
      places[old] = next;
      next += 1;
    }
  }
  return places;
}

function startsOf(sizes: readonly number[]): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1);
  for (const [position, size] of sizes.entries()) starts[position + 1] = (starts[position] ?? 0) + size;
  return starts;
}
