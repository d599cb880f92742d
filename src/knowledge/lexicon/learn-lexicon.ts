/**
 * A lexicon from texts that say the same: IBM model 1 (Brown et al. 1993), a few rounds over the shop's own translated
 * articles. A word is translated into what stands beside it in the other language and is not better explained by others.
 */

/** Terms of a stretch of text, and of its translation, each once. */
export interface ParallelText {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

export interface Translation {
  readonly term: string;
  /** 0..1 */
  readonly probability: number;
}

export type Lexicon = ReadonlyMap<string, readonly Translation[]>;

const ROUNDS = 5;
/** Rarer translations are chance, and would only make questions longer. */
const MIN_PROBABILITY = 0.04;
const MAX_TRANSLATIONS = 5;
/** Pairs of words that stand together; more would take seconds and teach little new. */
const MAX_CELLS = 1_500_000;

interface Cells {
  /** For each place where two words stand together: which pair it is. */
  readonly pairs: Uint32Array;
  readonly sourceOf: readonly number[];
  readonly targetOf: readonly number[];
}

/** Stops after each round, and while the words are numbered. Texts beyond the bound are left out. */
export function* learnLexicon(texts: readonly ParallelText[]): Generator<void, Lexicon> {
  const used = chooseTexts(texts);
  const sources = new Map<string, number>();
  const targets = new Map<string, number>();
  const numbered = used.map(({ source, target }) => ({
    source: source.map((term) => numberOf(sources, term)),
    target: target.map((term) => numberOf(targets, term)),
  }));
  yield;
  const cells = yield* listCells(numbered, targets.size);
  const chances = new Float32Array(cells.sourceOf.length).fill(1);
  // Reused: megabytes each, and a process does not give back what was scattered over its memory.
  const room = { counts: new Float32Array(chances.length), totals: new Float32Array(sources.size) };
  for (let round = 0; round < ROUNDS; round += 1) {
    reestimate(numbered, cells, { chances, ...room });
    yield;
  }
  return collect(cells, chances, { sources: [...sources.keys()], targets: [...targets.keys()] });
}

/** Spread evenly over all, so that no article is favoured. */
function chooseTexts(texts: readonly ParallelText[]): readonly ParallelText[] {
  const cells = texts.reduce((sum, { source, target }) => sum + source.length * target.length, 0);
  const step = Math.max(1, cells / MAX_CELLS);
  return texts.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

function numberOf(numbers: Map<string, number>, term: string): number {
  const known = numbers.get(term);
  if (known !== undefined) return known;
  numbers.set(term, numbers.size);
  return numbers.size - 1;
}

interface NumberedText {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

function* listCells(texts: readonly NumberedText[], targets: number): Generator<void, Cells> {
  const pairs = new Uint32Array(texts.reduce((sum, { source, target }) => sum + source.length * target.length, 0));
  const numbers = new Map<number, number>();
  const sourceOf: number[] = [];
  const targetOf: number[] = [];
  let write = 0;
  for (const { source, target } of texts) {
    for (const to of target) {
      for (const from of source) {
        const key = from * targets + to;
        let pair = numbers.get(key);
        if (pair === undefined) {
          pair = numbers.size;
          numbers.set(key, pair);
          sourceOf.push(from);
          targetOf.push(to);
        }
        pairs[write] = pair;
        write += 1;
      }
    }
    yield;
  }
  return { pairs, sourceOf, targetOf };
}

interface Estimate {
  /** By pair; replaced by what the round makes of them. */
  readonly chances: Float32Array;
  readonly counts: Float32Array;
  readonly totals: Float32Array;
}

/** Each target word is shared out among the source words beside it, by how likely each was to bring it about. */
function reestimate(texts: readonly NumberedText[], { pairs, sourceOf }: Cells, estimate: Estimate): void {
  const { chances, counts, totals } = estimate;
  counts.fill(0);
  totals.fill(0);
  let start = 0;
  for (const { source, target } of texts) {
    for (let row = 0; row < target.length; row += 1) {
      let whole = 0;
      for (let at = start; at < start + source.length; at += 1) whole += chances[pairs[at] ?? 0] ?? 0;
      for (let at = start; at < start + source.length; at += 1) {
        const pair = pairs[at] ?? 0;
        const portion = whole === 0 ? 0 : (chances[pair] ?? 0) / whole;
        counts[pair] = (counts[pair] ?? 0) + portion;
        const from = sourceOf[pair] ?? 0;
        totals[from] = (totals[from] ?? 0) + portion;
      }
      start += source.length;
    }
  }
  for (const [pair, count] of counts.entries()) {
    chances[pair] = count / Math.max(1e-9, totals[sourceOf[pair] ?? 0] ?? 0);
  }
}

function collect(
  { sourceOf, targetOf }: Cells,
  chances: Float32Array,
  { sources, targets }: { readonly sources: readonly string[]; readonly targets: readonly string[] },
): Lexicon {
  const lexicon = new Map<string, Translation[]>();
  for (const [pair, probability] of chances.entries()) {
    if (probability < MIN_PROBABILITY) continue;
    const source = sources[sourceOf[pair] ?? 0] ?? "";
    const known = lexicon.get(source) ?? [];
    lexicon.set(source, [...known, { term: targets[targetOf[pair] ?? 0] ?? "", probability }]);
  }
  for (const [source, found] of lexicon) {
    found.sort((one, other) => other.probability - one.probability);
    lexicon.set(source, found.slice(0, MAX_TRANSLATIONS));
  }
  return lexicon;
}
