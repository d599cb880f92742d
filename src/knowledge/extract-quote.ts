/** Picks the stretch of a passage that answers a question, word for word: the quote always occurs in the passage. */
import type { Passage } from "../contracts/answer.ts";
import { countTerms, type Field, foldTokens, readTokens } from "./analyse-text.ts";
import { coverPlaces } from "./places/cover-places.ts";
import type { Spelling } from "./ranking/build-shard.ts";
import { holdersOf, rarity } from "./ranking/score-field.ts";
import { fuse, type ReadQuestion } from "./ranking/score-shard.ts";
import { splitSentences } from "./split-sentences.ts";

/** What is read in a chat without scrolling. */
const MAX_LENGTH = 400;
/** A passage opens with its answer: another stretch must hold this much more of the question. */
const OPENING_WORTH = 0.2;
/** Of two stretches with the same words, the longer one is likelier to hold the fact. */
const LENGTH_WORTH = 0.08;
/** Of a list of countries the buyer's own line is the answer, whatever words the others share with the question. */
const PLACE_WORTH = 0.6;
const NOWHERE: ReadonlySet<string> = new Set();

interface Piece {
  readonly from: number;
  readonly to: number;
  /** The question's terms that it holds, by number. */
  readonly holds: ReadonlySet<number>;
  /** How well it speaks for the place that is asked about. */
  readonly place: number;
}

/**
 * Whole sentences and list lines, up to 400 characters in a row: those which together hold most of the question. Only
 * a single sentence longer than that is quoted at its full length.
 */
export function extractQuote(
  passage: Passage,
  question: ReadQuestion | null,
  asked: ReadonlySet<string> = NOWHERE,
): string {
  if (passage.text.length <= MAX_LENGTH) return passage.text;
  const terms = question === null ? [] : [...weighAll(question, "words"), ...weighAll(question, "grams")];
  const pieces = readPieces(passage, question, { terms, asked });
  let best = "";
  let bestScore = -1;
  for (const [first, { from }] of pieces.entries()) {
    const held = new Set<number>();
    let covered = 0;
    let placed = 0;
    for (const { to, holds, place } of pieces.slice(first)) {
      if (to - from > MAX_LENGTH && held.size + covered > 0) break;
      for (const at of holds) {
        if (!held.has(at)) covered += terms[at]?.worth ?? 0;
        held.add(at);
      }
      placed = Math.max(placed, place);
      const isOpening = first === 0 ? OPENING_WORTH : 0;
      const length = (LENGTH_WORTH * Math.min(to - from, MAX_LENGTH)) / MAX_LENGTH;
      const score = covered + isOpening + length + PLACE_WORTH * placed;
      if (score > bestScore && (to - from <= MAX_LENGTH || best === "")) {
        best = passage.text.slice(from, to);
        bestScore = score;
      }
      if (to - from > MAX_LENGTH) break;
    }
  }
  return best === "" ? passage.text : best;
}

interface Asked {
  readonly terms: readonly AskedTerm[];
  readonly asked: ReadonlySet<string>;
}

function readPieces(passage: Passage, question: ReadQuestion | null, { terms, asked }: Asked): Piece[] {
  const lines = readLines(passage, question?.isFolded ?? false);
  const texts = lines.map(({ from, to }) => passage.text.slice(from, to));
  const places = coverPlaces(texts, passage.language, asked);
  return lines.map(({ from, to, held }, number): Piece => {
    const holds = new Set(terms.flatMap(({ field, term }, at) => (held[field].has(term) ? [at] : [])));
    return { from, to, holds, place: places[number] ?? 0 };
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
    const typed = readTokens(text.slice(from, to), language);
    const tokens = isFolded ? foldTokens(typed, language) : typed;
    return {
      from,
      to,
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
