/** Picks the stretches of an article that answer a question, word for word: a quote always occurs in its passage. */
import type { Passage, Quoted } from "../contracts/answer.ts";
import { countTerms, type Field, foldTokens, readTokens } from "./analyse-text.ts";
import { coverPlaces } from "./places/cover-places.ts";
import type { Spelling } from "./ranking/build-shard.ts";
import { holdersOf, rarity } from "./ranking/score-field.ts";
import { fuse, type ReadQuestion } from "./ranking/score-shard.ts";
import { splitSentences } from "./split-sentences.ts";

/** What is read in a chat without scrolling; two stretches are paragraphs of it. */
const MAX_LENGTH = 400;
const BETWEEN_LENGTH = "\n\n".length;
/**
 * What a stretch is worth beside the share of the question that it holds. Measured together, on the facts of golden
 * questions and on the answers of XQuAD in nine languages, where an opening that counts 0.2 costs six points of a hundred.
 */
const OPENING_WORTH = 0.05;
/** Who reads a list from its middle takes what comes first for all there is. */
const CUT_LIST_COST = 0.15;
/** Of two stretches with the same words, the longer one is likelier to hold the fact. */
const LENGTH_WORTH = 0.25;
/** Days, sums and dates are what buyers ask for; a sentence without a number is more often advice. */
const NUMBER_WORTH = 0.1;
const MAX_NUMBERS = 3;
/** Of a list of countries the buyer's own line is the answer, whatever words the others share with the question. */
const PLACE_WORTH = 0.6;
const NUMBER = /\p{N}/u;

/** What is known of a question when a quote is looked for. */
export interface QuoteQuestion {
  /** Null when the passage is in a language that the question was not read in. */
  readonly read: ReadQuestion | null;
  readonly places: ReadonlySet<string>;
}

/** Another passage that may be the one that was meant, and how likely that is beside the first: 0..1. */
export interface Rival {
  readonly passage: Passage;
  readonly odds: number;
}

/** Sentences or list lines in a row. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Of what the whole passage is worth. */
  readonly share: number;
  /** How well its best line speaks for the place that is asked about. */
  readonly place: number;
}

/**
 * Whole sentences and list lines, up to 400 characters in a row: those which together hold most of the question. With a
 * rival the 400 are divided where that makes it likelier that the fact is among them. Only a single sentence longer
 * than that is quoted at its full length.
 */
export function extractQuotes(
  passage: Passage,
  question: QuoteQuestion,
  rival: Rival | null,
): readonly [Quoted, Quoted | null] {
  const isWhole = passage.text.length <= MAX_LENGTH;
  if (isWhole && rival === null) return [{ passage, quote: passage.text }, null];
  const terms =
    question.read === null ? [] : [...weighAll(question.read, "words"), ...weighAll(question.read, "grams")];
  const own = readStretches(passage, question, terms);
  const best = isWhole ? { from: 0, to: passage.text.length, share: 1, place: 0 } : chooseOne(own);
  const pair = rival && choosePair(own, readStretches(rival.passage, question, terms), rival.odds);
  if (pair === null || pair.share <= best.share) return [cut(passage, best), null];
  return [cut(passage, pair.own), cut(rival?.passage ?? passage, pair.other)];
}

function cut(passage: Passage, { from, to }: Stretch): Quoted {
  return { passage, quote: passage.text.slice(from, to) };
}

function chooseOne(stretches: readonly Stretch[]): Stretch {
  const short = stretches.filter((each) => lengthOf(each) <= MAX_LENGTH);
  return (short.length > 0 ? short : stretches).reduce((best, each) => (each.share > best.share ? each : best));
}

interface Pair {
  readonly own: Stretch;
  readonly other: Stretch;
  readonly share: number;
}

function choosePair(stretches: readonly Stretch[], others: readonly Stretch[], odds: number): Pair | null {
  const place = Math.max(...stretches.map((each) => each.place));
  let best: Pair | null = null;
  for (const own of stretches) {
    // The buyer's own line is not given up for a chance.
    if (own.place < place) continue;
    const room = MAX_LENGTH - BETWEEN_LENGTH - lengthOf(own);
    for (const other of others) {
      const share = own.share + odds * other.share;
      if (lengthOf(other) <= room && share > (best?.share ?? 0)) best = { own, other, share };
    }
  }
  return best;
}

function lengthOf({ from, to }: Stretch): number {
  return to - from;
}

/** Every stretch that may be quoted: of up to 400 characters, or a single sentence. Passages are never empty. */
function readStretches(passage: Passage, question: QuoteQuestion, terms: readonly AskedTerm[]): Stretch[] {
  const pieces = readPieces(passage, question, terms);
  const stretches: Stretch[] = [];
  let whole = Number.MIN_VALUE;
  for (const [first, { from }] of pieces.entries()) {
    const isCut = question.places.size === 0 && isInsideList(passage.text, from);
    const weigh = createScale(terms, first === 0 ? OPENING_WORTH : isCut ? -CUT_LIST_COST : 0);
    let place = 0;
    for (const [at, piece] of pieces.slice(first).entries()) {
      const length = piece.to - from;
      const isTooLong = at > 0 && length > MAX_LENGTH;
      // The first row is read to its end, for that is the whole passage.
      if (isTooLong && first > 0) break;
      place = Math.max(place, piece.place);
      const worth = weigh(piece, length) + PLACE_WORTH * place;
      if (first === 0) whole = Math.max(whole, worth);
      if (!isTooLong) stretches.push({ from, to: piece.to, share: worth, place });
    }
  }
  return stretches.map((each) => ({ ...each, share: each.share / whole }));
}

/** Lines of a list or table follow one another without a blank line. */
function isInsideList(text: string, from: number): boolean {
  return text[from - 1] === "\n" && text[from - 2] !== "\n";
}

/** Says what a stretch is worth each time that it has grown by a piece. */
function createScale(terms: readonly AskedTerm[], start: number): (piece: Piece, length: number) => number {
  const held = new Set<number>();
  let covered = start;
  let numbers = 0;
  return ({ holds, hasNumber }, length) => {
    for (const at of holds) {
      if (!held.has(at)) covered += terms[at]?.worth ?? 0;
      held.add(at);
    }
    if (hasNumber) numbers += 1;
    const worthOfLength = (LENGTH_WORTH * Math.min(length, MAX_LENGTH)) / MAX_LENGTH;
    return covered + worthOfLength + NUMBER_WORTH * Math.min(numbers, MAX_NUMBERS);
  };
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly hasNumber: boolean;
  /** The question's terms that it holds, by number. */
  readonly holds: readonly number[];
  /** How well it speaks for the place that is asked about. */
  readonly place: number;
}

function readPieces(passage: Passage, { read, places }: QuoteQuestion, terms: readonly AskedTerm[]): Piece[] {
  const lines = readLines(passage, read?.isFolded ?? false);
  const texts = places.size === 0 ? [] : lines.map(({ from, to }) => passage.text.slice(from, to));
  const shares = coverPlaces(texts, passage.language, places);
  return lines.map(({ from, to, hasNumber, held }, number): Piece => {
    const holds = terms.flatMap(({ field, term }, at) => (held[field].has(term) ? [at] : []));
    return { from, to, hasNumber, holds, place: shares[number] ?? 0 };
  });
}

interface AskedTerm {
  readonly field: Field;
  readonly term: string;
  /** Its share of the whole question. */
  readonly worth: number;
}

function weighAll(question: ReadQuestion, field: Field): AskedTerm[] {
  const weighed = question[field].map(({ term, weight }) => ({
    field,
    term,
    worth: weight * rarityIn(question.spelling, field, term),
  }));
  const whole = weighed.reduce((sum, { worth }) => sum + worth, 0);
  const portion = field === "words" ? fuse(1, 0) : fuse(0, 1);
  return weighed.map((each) => ({ ...each, worth: whole === 0 ? 0 : (portion * each.worth) / whole }));
}

/** A sentence or list line, and what it holds. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly hasNumber: boolean;
  readonly held: Readonly<Record<Field, ReadonlyMap<string, number>>>;
}

/** The same few passages are quoted again and again, and what they hold does not depend on the question. */
const readPlain = new WeakMap<Passage, readonly Line[]>();
const readFolded = new WeakMap<Passage, readonly Line[]>();

function readLines(passage: Passage, isFolded: boolean): readonly Line[] {
  const known = (isFolded ? readFolded : readPlain).get(passage);
  if (known) return known;
  const { text, language } = passage;
  const lines = splitSentences(text, language).map(({ from, to }): Line => {
    const sentence = text.slice(from, to);
    const typed = readTokens(sentence, language);
    const tokens = isFolded ? foldTokens(typed, language) : typed;
    return {
      from,
      to,
      hasNumber: NUMBER.test(sentence),
      held: { words: countTerms(tokens, language, "words"), grams: countTerms(tokens, language, "grams") },
    };
  });
  (isFolded ? readFolded : readPlain).set(passage, lines);
  return lines;
}

function rarityIn(spelling: Spelling, field: Field, term: string): number {
  const view = spelling[field];
  return rarity(view.passages.size, holdersOf(view, term, "passages"));
}
