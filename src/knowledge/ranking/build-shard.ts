/** Everything of one language, ready to search: its segments in a row. A change makes a new shard around the old segments. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Recogniser } from "../recognition/recogniser.ts";
import { type Entry, readEntry } from "../segments/entry-store.ts";
import { buildSegment, hasAccents, type Segment, splitBatches } from "../segments/build-segment.ts";
import { removeEntries } from "../segments/remove-entries.ts";
import type { TextField } from "../segments/text-field.ts";

export type { Entry } from "../segments/entry-store.ts";

/** One field over all segments of a shard. */
export interface FieldView {
  readonly parts: readonly FieldPart[];
  readonly passages: Population;
  readonly questions: Population;
  /** All questions of an entry taken as one document. */
  readonly banks: Population;
}

/** Living documents, and their average length in terms of this field. */
export interface Population {
  readonly size: number;
  readonly averageLength: number;
}

/** The field of one segment, with the numbers that its first documents have in the shard. */
export interface FieldPart {
  readonly field: TextField;
  /** The entry of each question, numbered within the segment as both are. */
  readonly owners: Uint16Array;
  readonly bases: Readonly<Record<"passages" | "questions" | "entries", number>>;
}

/** One spelling of the shard: as written, or as typed without accents. */
export interface Spelling {
  readonly words: FieldView;
  readonly grams: FieldView;
}

/** Entries keep their numbers while they live; one that was taken away has neither key nor score. */
export interface Shard {
  readonly language: string;
  readonly segments: readonly Segment[];
  readonly keys: readonly (ArticleKey | null)[];
  /** The numbers of those that were taken away. */
  readonly gone: readonly number[];
  readonly places: ReadonlyMap<ArticleKey, number>;
  /** Passages of entry `e` are the documents from `passageStarts[e]` up to `passageStarts[e + 1]`. */
  readonly passageStarts: Uint32Array;
  readonly questionStarts: Uint32Array;
  /** Example questions per entry, without the title and the tags that stand before them. */
  readonly examples: Uint16Array;
  readonly plain: Spelling;
  /** Null where nobody writes accents. */
  readonly folded: Spelling | null;
  /** Of its example questions as they were when it was trained; null until then, and where it is too small or too large. */
  readonly recogniser: Recogniser | null;
}

export function emptyShard(language: string): Shard {
  return joinSegments(language, []);
}

export function isKnownWord({ words }: Spelling, term: string): boolean {
  return words.parts.some(({ field }) => (field.entryHolders[field.terms.find(term)] ?? 0) > 0);
}

/** Null for an entry that was taken away. */
export function entryAt({ segments, keys }: Shard, entry: number): Entry | null {
  if ((keys[entry] ?? null) === null) return null;
  let base = 0;
  for (const segment of segments) {
    if (entry < base + segment.keys.length) return readEntry(segment.store, entry - base);
    base += segment.keys.length;
  }
  return null;
}

export function* entriesOf(shard: Shard): Generator<Entry> {
  for (let at = 0; at < shard.keys.length; at += 1) {
    const entry = entryAt(shard, at);
    if (entry !== null) yield entry;
  }
}

/** A null entry takes the article away. */
export function changeShard(shard: Shard, changes: ReadonlyMap<ArticleKey, Entry | null>): Shard {
  const steps = changeShardGently(shard, changes);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same with stops between articles. */
export function* changeShardGently(
  shard: Shard,
  changes: ReadonlyMap<ArticleKey, Entry | null>,
): Generator<void, Shard> {
  const added: Segment[] = [];
  for (const batch of splitBatches(Array.from(changes.values()).filter((entry) => entry !== null))) {
    added.push(yield* buildSegment(shard.language, batch));
  }
  // Together at the end and without a stop: the numbers of holders belong to the shard that is about to go, too.
  const gone = new Set(changes.keys());
  const kept = shard.segments.map((segment) => removeEntries(segment, gone)).filter(isAlive);
  return { ...joinSegments(shard.language, [...kept, ...added]), recogniser: shard.recogniser };
}

function isAlive(segment: Segment): boolean {
  return segment.keys.some((key) => key !== null);
}

/** So many small segments are looked through before it pays to make one of them. */
const MAX_SMALL = 6;
/** A segment of which so much is gone is written again. */
const MAX_GONE = 0.3;

/** The neighbours worth making one of, from `from` up to `to`; null when the shard is in order. */
export function chooseMerge({ segments }: Shard): { readonly from: number; readonly to: number } | null {
  const living = segments.map(({ keys }) => keys.reduce((count, key) => (key === null ? count : count + 1), 0));
  const wasteful = segments.findIndex(({ keys }, at) => (living[at] ?? 0) < keys.length * (1 - MAX_GONE));
  if (wasteful >= 0) return { from: wasteful, to: wasteful + 1 };
  if (segments.length <= MAX_SMALL) return null;
  // The last ones are the small ones. Taking in a larger neighbour only when the tail has grown to half of it keeps
  // each article from being copied more often than the logarithm of their number.
  let from = segments.length - MAX_SMALL;
  let size = living.slice(from).reduce((sum, count) => sum + count, 0);
  while (from > 0 && size * 2 >= (living[from - 1] ?? 0)) {
    from -= 1;
    size += living[from] ?? 0;
  }
  return { from, to: segments.length };
}

/** `merged` was made of `replaced`; what has been taken away from them since is taken away from it. */
export function replaceSegments(shard: Shard, replaced: readonly Segment[], merged: Segment): Shard {
  const isReplaced = ({ store }: Segment) => replaced.some((old) => old.store === store);
  const first = shard.segments.findIndex(isReplaced);
  const left = new Set(shard.segments.filter(isReplaced).flatMap(({ keys }) => keys));
  const gone = new Set(merged.keys.filter((key) => key !== null && !left.has(key)) as ArticleKey[]);
  const others = shard.segments.filter((segment) => !isReplaced(segment));
  // All of them may have gone meanwhile; then so is what was made of them.
  const segments = first < 0 ? others : others.toSpliced(first, 0, removeEntries(merged, gone));
  return { ...joinSegments(shard.language, segments.filter(isAlive)), recogniser: shard.recogniser };
}

export function joinSegments(language: string, segments: readonly Segment[]): Shard {
  const keys = segments.flatMap((segment) => segment.keys);
  const places = new Map<ArticleKey, number>();
  for (const [at, key] of keys.entries()) if (key !== null) places.set(key, at);
  const view = (spelling: "plain" | "folded"): Spelling => ({
    words: joinFields(segments, (segment) => segment[spelling]?.words),
    grams: joinFields(segments, (segment) => segment[spelling]?.grams),
  });
  return {
    language,
    segments,
    keys,
    gone: keys.flatMap((key, at) => (key === null ? [at] : [])),
    places,
    passageStarts: joinStarts(segments.map(({ passageStarts }) => passageStarts)),
    questionStarts: joinStarts(segments.map(({ questionStarts }) => questionStarts)),
    examples: Uint16Array.from(segments.flatMap(({ examples }) => Array.from(examples))),
    plain: view("plain"),
    folded: hasAccents(language) ? view("folded") : null,
    recogniser: null,
  };
}

function joinFields(segments: readonly Segment[], fieldOf: (segment: Segment) => TextField | undefined): FieldView {
  const parts: FieldPart[] = [];
  const counts = { passages: 0, questions: 0, entries: 0 };
  const lengths = { passages: 0, questions: 0 };
  let bases = { passages: 0, questions: 0, entries: 0 };
  for (const segment of segments) {
    const field = fieldOf(segment);
    if (field) parts.push({ field, owners: segment.questionOwners, bases });
    for (const [at, key] of segment.keys.entries()) {
      if (key === null || !field) continue;
      counts.entries += 1;
      for (const set of ["passages", "questions"] as const) {
        const starts = set === "passages" ? segment.passageStarts : segment.questionStarts;
        const [from, to] = [starts[at] ?? 0, starts[at + 1] ?? 0];
        counts[set] += to - from;
        if (set === "questions") lengths[set] += field.bankLengths[at] ?? 0;
        else for (let document = from; document < to; document += 1) lengths[set] += field[set].lengths[document] ?? 0;
      }
    }
    bases = {
      passages: bases.passages + segment.passageOwners.length,
      questions: bases.questions + segment.questionOwners.length,
      entries: bases.entries + segment.keys.length,
    };
  }
  const of = (size: number, length: number): Population => ({
    size,
    averageLength: Math.max(1, length / Math.max(1, size)),
  });
  return {
    parts,
    passages: of(counts.passages, lengths.passages),
    questions: of(counts.questions, lengths.questions),
    banks: of(counts.entries, lengths.questions),
  };
}

function joinStarts(each: readonly Uint32Array[]): Uint32Array {
  const joined = [0];
  for (const starts of each) {
    const base = joined.at(-1) ?? 0;
    for (let at = 1; at < starts.length; at += 1) joined.push(base + (starts[at] ?? 0));
  }
  return Uint32Array.from(joined);
}
