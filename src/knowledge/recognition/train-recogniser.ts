/** Softmax regression over example questions by plain gradient descent, in steps of a few milliseconds. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Features } from "./read-features.ts";
import { type Recogniser, type Row, readRow, shareOut, type Vocabulary } from "./recogniser.ts";

export interface Lesson {
  readonly articleKey: ArticleKey;
  readonly questions: readonly Features[];
}

/** Below, there is too little to tell a known question from a strange one by. */
const MIN_CLASSES = 10;
/** Beyond, a query would pay more than a tenth of a millisecond, and training minutes. */
const MAX_CLASSES = 400;
const MAX_QUESTIONS = 40_000;
/** Titles and tags among them. */
const MIN_QUESTIONS_EACH = 4;
/** Of classes times features: a byte each, and four while it learns. The rarest features are left out first. */
const MAX_WEIGHTS = 4_000_000;
/** A second and a third look teach most of it; small bases get more, for they cost nothing. */
const LOOKS = { most: 6, least: 3, questions: 20_000 };
const RATE = 4;
/** Less does not change a weight by anything that could be seen. */
const MIN_ERROR = 1e-3;
/** Of multiplications: some two milliseconds. */
const STEP_WORK = 1_000_000;

/** Null where there is too little to learn from, or too much. */
export function* trainRecogniser(lessons: readonly Lesson[]): Generator<void, Recogniser | null> {
  const taught = lessons.filter(({ questions }) => questions.length > 0);
  const questions = interleave(taught);
  if (taught.length < MIN_CLASSES || taught.length > MAX_CLASSES) return null;
  if (questions.length < MIN_QUESTIONS_EACH * taught.length || questions.length > MAX_QUESTIONS) return null;
  const vocabulary = yield* countFeatures(questions, Math.floor(MAX_WEIGHTS / taught.length));
  const rows: Row[] = [];
  for (const { features } of questions) {
    rows.push(readRow(vocabulary, features));
    if (rows.length % 50 === 0) yield;
  }
  const keys = taught.map(({ articleKey }) => articleKey);
  const weights = new Float32Array(vocabulary.hashes.length * keys.length);
  const biases = new Float32Array(keys.length);
  const errors = new Float32Array(keys.length);
  const most = Math.round(LOOKS.questions / questions.length);
  const looks = Math.min(LOOKS.most, Math.max(LOOKS.least, most));
  let work = 0;
  for (let look = 0; look < looks; look += 1) {
    const rate = RATE * (1 - look / looks);
    for (const [at, row] of rows.entries()) {
      learnRow({ weights, biases, errors }, row, { right: questions[at]?.kind ?? 0, rate });
      work += row.ids.length * keys.length;
      if (work < STEP_WORK) continue;
      work = 0;
      yield;
    }
  }
  return { keys, biases, ...vocabulary, ...packWeights(weights, keys.length) };
}

interface Asked {
  readonly kind: number;
  readonly features: Features;
}

/** The first question of every article, then the second: descent goes astray when a class comes in one lump. */
function interleave(lessons: readonly Lesson[]): Asked[] {
  const numbered = lessons.flatMap(({ questions }, kind) => questions.map((features, at) => ({ kind, features, at })));
  return numbered.sort((one, other) => one.at - other.at || one.kind - other.kind);
}

function* countFeatures(questions: readonly Asked[], limit: number): Generator<void, Vocabulary> {
  const counts = new Map<number, number>();
  for (const [at, { features }] of questions.entries()) {
    for (const hashes of [features.words, features.grams]) {
      for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    if (at % 50 === 49) yield;
  }
  const rarityOf = (holders: number) => Math.log(1 + questions.length / holders);
  let kept = Array.from(counts);
  if (kept.length > limit) kept = kept.sort(([, one], [, other]) => other - one).slice(0, limit);
  yield;
  kept.sort(([one], [other]) => one - other);
  return {
    hashes: Uint32Array.from(kept, ([hash]) => hash),
    rarities: Float32Array.from(kept, ([, holders]) => rarityOf(holders)),
    // As if half a question had it.
    strangeRarity: rarityOf(0.5),
  };
}

interface Learning {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  /** Room for the errors of one row. */
  readonly errors: Float32Array;
}

/** The loop that training is spent in; `as` because a check per weight would cost more than the sum. */
function learnRow(
  { weights, biases, errors }: Learning,
  { ids, values }: Row,
  { right, rate }: { right: number; rate: number },
): void {
  const size = biases.length;
  errors.set(biases);
  for (let at = 0; at < ids.length; at += 1) {
    const start = (ids[at] as number) * size;
    const value = values[at] as number;
    for (let each = 0; each < size; each += 1) {
      errors[each] = (errors[each] as number) + value * (weights[start + each] as number);
    }
  }
  shareOut(errors);
  errors[right] = (errors[right] as number) - 1;
  const wrong: number[] = [];
  for (let each = 0; each < size; each += 1) if (Math.abs(errors[each] as number) > MIN_ERROR) wrong.push(each);
  for (const each of wrong) {
    const error = rate * (errors[each] as number);
    biases[each] = (biases[each] as number) - BIAS_SHARE * error;
    for (let at = 0; at < ids.length; at += 1) {
      const place = (ids[at] as number) * size + each;
      weights[place] = (weights[place] as number) - error * (values[at] as number);
    }
  }
}

/** A class with many questions is a little likelier, not more. */
const BIAS_SHARE = 0.1;

/** A byte a weight: what is lost by it does not show in the first four digits of any figure. */
function packWeights(weights: Float32Array, size: number): Pick<Recogniser, "weights" | "scales"> {
  const packed = new Int8Array(weights.length);
  const scales = new Float32Array(weights.length / size);
  for (let id = 0; id < scales.length; id += 1) {
    let most = 0;
    for (let at = id * size; at < (id + 1) * size; at += 1) most = Math.max(most, Math.abs(weights[at] as number));
    const scale = most / 127;
    scales[id] = scale;
    if (scale === 0) continue;
    for (let at = id * size; at < (id + 1) * size; at += 1) packed[at] = Math.round((weights[at] as number) / scale);
  }
  return { weights: packed, scales };
}
