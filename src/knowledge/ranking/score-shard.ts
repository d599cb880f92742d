/** What one language's shard makes of a question: scores of its passages, and of each entry's questions. */
import { foldTokens, type Token, type WeightedTerm, weighTerms } from "../analyse-text.ts";
import { stemWord } from "../analysis/stem-word.ts";
import { type FieldView, isKnownWord, type Shard, type Spelling } from "./build-shard.ts";
import { correctTokens } from "./correct-words.ts";
import type { EntryRecognition } from "./recognise-entries.ts";
import {
  findTerms,
  type FoundTerm,
  holdersOf,
  type Range,
  type Skipped,
  scoreBanks,
  scoreDocuments,
} from "./score-field.ts";

/** Documents to leave out, for calibration: as if an entry, or one of its questions, had never been written. */
export interface LeftOut {
  /** -1 for none. */
  readonly entry: number;
  readonly passages: Range | null;
  readonly questions: Range | null;
}

export const NOTHING_LEFT_OUT: LeftOut = { entry: -1, passages: null, questions: null };

/** A question as one shard reads it. */
export interface ReadQuestion {
  readonly words: readonly WeightedTerm[];
  readonly grams: readonly WeightedTerm[];
  readonly spelling: Spelling;
  /** With slips of the keyboard mended. */
  readonly tokens: readonly Token[];
  /** True when it was read as typed without accents. */
  readonly isFolded: boolean;
}

export interface ShardScores {
  readonly shard: Shard;
  readonly question: ReadQuestion;
  /** The question's terms as the fields know them. */
  readonly words: readonly FoundTerm[];
  readonly grams: readonly FoundTerm[];
  readonly leftOut: LeftOut;
  /** Per passage, words and grams fused; the parts are kept for the confidence. */
  readonly passages: Float32Array;
  readonly passageWords: Float32Array;
  readonly passageGrams: Float32Array;
  /** Per entry: all its example questions taken as one text. */
  readonly bankWords: Float32Array;
  readonly bankGrams: Float32Array;
  /** Per example question. */
  readonly questions: Float32Array;
  /** Per entry: its single nearest example question. */
  readonly nearest: Float32Array;
  /** Per entry: what it is ranked by. */
  readonly entries: Float32Array;
  /** What the shard's classifier makes of the question; null when it was not asked. */
  readonly recognition: EntryRecognition | null;
}

/** Stemmed words find the right passage, grams survive typos; chosen on XQuAD, flat between 0.3 and 0.5. */
const WORD_SHARE = 0.4;

export function fuse(words: number, grams: number): number {
  return WORD_SHARE * words + (1 - WORD_SHARE) * grams;
}

/** What buyers are known to ask says more about what an article is for than the words its text happens to use. */
const PASSAGE_SHARE = 0.3;

export function scoreShard(shard: Shard, tokens: readonly Token[], leftOut: LeftOut): ShardScores {
  const question = readQuestion(shard, tokens);
  const { spelling } = question;
  const words = findTerms(spelling.words, question.words);
  const grams = findTerms(spelling.grams, question.grams);
  const sizes = {
    passages: shard.passageStarts.at(-1) ?? 0,
    questions: shard.questionStarts.at(-1) ?? 0,
    entries: shard.keys.length,
  };
  const room = createRoom(3 * sizes.passages + 2 * sizes.questions + 5 * sizes.entries);
  const inPassages = skip(shard, "passages", leftOut);
  const inQuestions = skip(shard, "questions", leftOut);
  const scorePassages = (view: FieldView, terms: readonly FoundTerm[]) =>
    scoreDocuments(view, "passages", terms, { scores: room(sizes.passages), skipped: inPassages });
  const scoreQuestions = (view: FieldView, terms: readonly FoundTerm[]) =>
    scoreDocuments(view, "questions", terms, { scores: room(sizes.questions), skipped: inQuestions });
  const passageWords = scorePassages(spelling.words, words);
  const passageGrams = scorePassages(spelling.grams, grams);
  const questionWords = scoreQuestions(spelling.words, words);
  const questionGrams = scoreQuestions(spelling.grams, grams);
  const bankWords = scoreBanks(spelling.words, words, { scores: room(sizes.entries), skipped: inQuestions });
  const bankGrams = scoreBanks(spelling.grams, grams, { scores: room(sizes.entries), skipped: inQuestions });
  forgetGone(shard, {
    passages: [passageWords, passageGrams],
    questions: [questionWords, questionGrams],
    entries: [bankWords, bankGrams],
  });
  const passages = fuseAll(passageWords, passageGrams, room(sizes.passages));
  // In place: there are many questions, and their parts are not asked for again.
  const questions = fuseAll(questionWords, questionGrams, questionWords);
  const nearest = bestOfEach(questions, shard.questionStarts, room(sizes.entries));
  const best = bestOfEach(passages, shard.passageStarts, room(sizes.entries));
  const entries = joinAll(shard, { best, bankWords, bankGrams, nearest }, room(sizes.entries));
  return {
    shard,
    question,
    words,
    grams,
    leftOut,
    passages,
    passageWords,
    passageGrams,
    bankWords,
    bankGrams,
    questions,
    nearest,
    entries,
    recognition: null,
  };
}

/** One piece of memory for all scores of a search: a dozen small ones cost more to get and to give back than to fill. */
function createRoom(size: number): (length: number) => Float32Array {
  const { buffer } = new Float32Array(size);
  let used = 0;
  return (length) => {
    const taken = new Float32Array(buffer, used * Float32Array.BYTES_PER_ELEMENT, length);
    used += length;
    return taken;
  };
}

function skip(shard: Shard, set: "passages" | "questions", leftOut: LeftOut): Skipped {
  const range = leftOut[set];
  return range && { ...range, owner: documentsOf(shard, set, leftOut.entry) };
}

export function documentsOf(shard: Shard, set: "passages" | "questions", entry: number): Range {
  const starts = set === "passages" ? shard.passageStarts : shard.questionStarts;
  return { from: starts[entry] ?? 0, to: starts[entry + 1] ?? 0 };
}

/** Postings of what was taken away are still there until segments are merged. */
function forgetGone(
  shard: Shard,
  scores: Readonly<Record<"passages" | "questions" | "entries", readonly Float32Array[]>>,
): void {
  for (const entry of shard.gone) {
    for (const values of scores.entries) values[entry] = 0;
    for (const set of ["passages", "questions"] as const) {
      const { from, to } = documentsOf(shard, set, entry);
      for (const values of scores[set]) values.fill(0, from, to);
    }
  }
}

function joinAll(
  { examples }: Shard,
  parts: Readonly<Record<"best" | "bankWords" | "bankGrams" | "nearest", Float32Array>>,
  entries: Float32Array,
): Float32Array {
  for (let entry = 0; entry < entries.length; entry += 1) {
    const together = fuse(parts.bankWords[entry] ?? 0, parts.bankGrams[entry] ?? 0);
    const bank = bankScore(together, parts.nearest[entry] ?? 0);
    entries[entry] = joinEvidence(parts.best[entry] ?? 0, bank, (examples[entry] ?? 0) > 0);
  }
  return entries;
}

/** All questions together know the vocabulary, the nearest one knows the sentence: equal parts measured best. */
export function bankScore(together: number, nearest: number): number {
  return (together + nearest) / 2;
}

/** An article that nobody wrote example questions for is judged by its text alone, if that speaks for it. */
export function joinEvidence(passage: number, bank: number, hasExamples: boolean): number {
  const joined = PASSAGE_SHARE * passage + (1 - PASSAGE_SHARE) * bank;
  return hasExamples ? joined : Math.max(passage, joined);
}

export function readQuestion(shard: Shard, typed: readonly Token[]): ReadQuestion {
  const { language, plain, folded } = shard;
  const bare = folded === null ? typed : foldTokens(typed, language);
  const isFolded = folded !== null && readsBetterFolded({ plain, folded }, typed, bare, language);
  const spelling = isFolded && folded !== null ? folded : plain;
  const tokens = correctTokens(isFolded ? bare : typed, language, spelling);
  return {
    tokens,
    words: weighTerms(tokens, language, "words"),
    grams: weighTerms(tokens, language, "grams"),
    spelling,
    isFolded,
  };
}

/** Letters that stand together so much more rarely without accents were meant with them. */
const MUCH_COMMONER = 3;

/**
 * True when a word that is unknown as typed is known without accents; and for a question without a single accent, when
 * letters of it are much commoner with them, because stems lose accents and merchants note down how buyers type. Never
 * otherwise: for a buyer who types accents the bare spelling is the poorer one (in Vietnamese by five points of a
 * hundred).
 */
function readsBetterFolded(
  { plain, folded }: { readonly plain: Spelling; readonly folded: Spelling },
  typed: readonly Token[],
  bare: readonly Token[],
  language: string,
): boolean {
  const isUnknown = typed.some(({ text, kind }, at) => {
    if (kind !== "spaced" || isKnownWord(plain, stemWord(text, language))) return false;
    return isKnownWord(folded, stemWord(bare[at]?.text ?? "", language));
  });
  if (isUnknown || typed.some(({ text }, at) => text !== bare[at]?.text)) return isUnknown;
  return weighTerms(bare, language, "grams").some(
    ({ term, weight }) =>
      weight === 1 && countUses(folded, term) >= MUCH_COMMONER * Math.max(1, countUses(plain, term)),
  );
}

function countUses({ grams }: Spelling, term: string): number {
  return holdersOf(grams, term, "passages") + holdersOf(grams, term, "questions");
}

function fuseAll(words: Float32Array, grams: Float32Array, fused: Float32Array): Float32Array {
  for (let at = 0; at < fused.length; at += 1) fused[at] = fuse(words[at] as number, grams[at] as number);
  return fused;
}

export function bestOfEach(
  scores: Float32Array,
  starts: Uint32Array,
  best: Float32Array = new Float32Array(starts.length - 1),
): Float32Array {
  for (let owner = 0; owner < best.length; owner += 1) {
    let most = 0;
    for (let at = starts[owner] as number, end = starts[owner + 1] as number; at < end; at += 1) {
      const score = scores[at] as number;
      if (score > most) most = score;
    }
    best[owner] = most;
  }
  return best;
}
