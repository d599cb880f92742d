/** What one language's shard makes of a question: scores of its passages, and of each entry's questions. */
import { foldTokens, type Token, type WeightedTerm, weighTerms } from "../analyse-text.ts";
import { stemWord } from "../analysis/stem-word.ts";
import { isKnownWord, type Shard, type Spelling } from "./build-shard.ts";
import { correctTokens } from "./correct-words.ts";
import { type Skipped, scoreDocuments, scoreGroups } from "./score-field.ts";
import type { TextField } from "./text-field.ts";

/** Documents to leave out, for calibration: as if the entry, or one of its questions, had never been written. */
export interface LeftOut {
  readonly passages: Skipped;
  readonly questions: Skipped;
}

export const NOTHING_LEFT_OUT: LeftOut = { passages: null, questions: null };

/** A question as one shard reads it. */
export interface ReadQuestion {
  readonly words: readonly WeightedTerm[];
  readonly grams: readonly WeightedTerm[];
  readonly spelling: Spelling;
  /** True when it was read as typed without accents. */
  readonly isFolded: boolean;
}

export interface ShardScores {
  readonly shard: Shard;
  readonly question: ReadQuestion;
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
  const { words, grams, spelling } = question;
  const ofDocuments = (field: TextField, terms: readonly WeightedTerm[], skipped: Skipped) => {
    const scores = new Float32Array(field.lengths.length);
    scoreDocuments(field, terms, scores, skipped);
    return scores;
  };
  const passageWords = ofDocuments(spelling.passageWords, words, leftOut.passages);
  const passageGrams = ofDocuments(spelling.passageGrams, grams, leftOut.passages);
  const questions = fuseAll(
    ofDocuments(spelling.questionWords, words, leftOut.questions),
    ofDocuments(spelling.questionGrams, grams, leftOut.questions),
  );
  const bankWords = new Float32Array(shard.entries.length);
  const bankGrams = new Float32Array(shard.entries.length);
  scoreGroups(spelling.bankWords, words, bankWords, leftOut.questions);
  scoreGroups(spelling.bankGrams, grams, bankGrams, leftOut.questions);
  const passages = fuseAll(passageWords, passageGrams);
  const nearest = bestOfEach(questions, shard.questionStarts);
  const entries = bestOfEach(passages, shard.passageStarts).map((passage, entry) =>
    joinEvidence(
      passage,
      bankScore(fuse(bankWords[entry] ?? 0, bankGrams[entry] ?? 0), nearest[entry] ?? 0),
      (shard.entries[entry]?.article.questions.length ?? 0) > 0,
    ),
  );
  return {
    shard,
    question,
    leftOut,
    passages,
    passageWords,
    passageGrams,
    bankWords,
    bankGrams,
    questions,
    nearest,
    entries,
  };
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
    words: weighTerms(tokens, language, "words"),
    grams: weighTerms(tokens, language, "grams"),
    spelling,
    isFolded,
  };
}

/**
 * True when a word that is unknown as typed is known without accents. Never otherwise: for a buyer who types accents
 * the bare spelling is the poorer one (in Vietnamese by five points of a hundred).
 */
function readsBetterFolded(
  { plain, folded }: { readonly plain: Spelling; readonly folded: Spelling },
  typed: readonly Token[],
  bare: readonly Token[],
  language: string,
): boolean {
  return typed.some(({ text, kind }, at) => {
    if (kind !== "spaced" || isKnownWord(plain, stemWord(text, language))) return false;
    return isKnownWord(folded, stemWord(bare[at]?.text ?? "", language));
  });
}

function fuseAll(words: Float32Array, grams: Float32Array): Float32Array {
  return words.map((score, position) => fuse(score, grams[position] ?? 0));
}

export function bestOfEach(scores: Float32Array, starts: Uint32Array): Float32Array {
  const best = new Float32Array(starts.length - 1);
  for (let owner = 0; owner < best.length; owner += 1) {
    for (let at = starts[owner] ?? 0, end = starts[owner + 1] ?? 0; at < end; at += 1) {
      best[owner] = Math.max(best[owner] ?? 0, scores[at] ?? 0);
    }
  }
  return best;
}
