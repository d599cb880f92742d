/**
 * BM25 over one field of one language (Robertson and Zaragoza 2009), postings in typed arrays. A field is never
 * changed: `mergeField` copies what stays and appends what is new, so a search never sees half an update.
 */

export interface FieldSettings {
  /** How soon repeating a term stops helping. */
  readonly k1: number;
  /** How much a long text is marked down, 0..1. */
  readonly b: number;
}

export interface TextField {
  readonly settings: FieldSettings;
  readonly lengths: Uint32Array;
  /** Per document: the part of the BM25 denominator that does not depend on the term. */
  readonly norms: Float32Array;
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Postings of term `t` stand from `starts[t]` up to `starts[t + 1]`, by ascending document. */
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  readonly counts: Uint16Array;
}

export type TermCounts = ReadonlyMap<string, number>;

export function emptyField(settings: FieldSettings): TextField {
  return {
    settings,
    lengths: new Uint32Array(),
    norms: new Float32Array(),
    vocabulary: new Map(),
    starts: new Uint32Array(1),
    documents: new Uint32Array(),
    counts: new Uint16Array(),
  };
}

/** `kept[d]` is the new number of the old document `d`, or -1; the added ones follow in their order. */
export function mergeField(field: TextField, kept: Int32Array, added: readonly TermCounts[]): TextField {
  const survivors = kept.reduce((count, place) => (place < 0 ? count : count + 1), 0);
  const postings = collectPostings(field, kept, added, survivors);
  let total = 0;
  for (const list of postings.values()) total += list.length;
  const starts = new Uint32Array(postings.size + 1);
  const documents = new Uint32Array(total / 2);
  const counts = new Uint16Array(total / 2);
  const lengths = new Uint32Array(survivors + added.length);
  const vocabulary = new Map<string, number>();
  let write = 0;
  for (const [term, list] of postings) {
    starts[vocabulary.size] = write;
    vocabulary.set(term, vocabulary.size);
    for (let read = 0; read < list.length; read += 2) {
      const document = list[read] ?? 0;
      const count = list[read + 1] ?? 0;
      documents[write] = document;
      counts[write] = count;
      lengths[document] = (lengths[document] ?? 0) + count;
      write += 1;
    }
  }
  starts[vocabulary.size] = write;
  return {
    settings: field.settings,
    lengths,
    norms: normsOf(lengths, field.settings),
    vocabulary,
    starts,
    documents,
    counts,
  };
}

const MAX_COUNT = 0xffff;

/** Document and count in turn, per term; terms nobody uses any more drop out here. */
function collectPostings(
  field: TextField,
  kept: Int32Array,
  added: readonly TermCounts[],
  firstNew: number,
): Map<string, number[]> {
  const postings = new Map<string, number[]>();
  for (const [term, id] of field.vocabulary) {
    const list: number[] = [];
    for (let read = field.starts[id] ?? 0, end = field.starts[id + 1] ?? 0; read < end; read += 1) {
      const place = kept[field.documents[read] ?? 0] ?? -1;
      if (place >= 0) list.push(place, field.counts[read] ?? 0);
    }
    if (list.length > 0) postings.set(term, list);
  }
  for (const [position, terms] of added.entries()) {
    for (const [term, count] of terms) {
      const list = postings.get(term);
      const capped = Math.min(count, MAX_COUNT);
      if (list) list.push(firstNew + position, capped);
      else postings.set(term, [firstNew + position, capped]);
    }
  }
  return postings;
}

function normsOf(lengths: Uint32Array, { k1, b }: FieldSettings): Float32Array {
  let total = 0;
  for (const length of lengths) total += length;
  const average = Math.max(1, total / Math.max(1, lengths.length));
  return Float32Array.from(lengths, (length) => k1 * (1 - b + (b * length) / average));
}

/** Neighbouring documents taken as one: what all questions of one article say together. */
export interface Grouping {
  readonly field: TextField;
  readonly settings: FieldSettings;
  readonly ownerOf: Uint32Array;
  readonly norms: Float32Array;
}

/** Group `g` holds the documents from `starts[g]` up to `starts[g + 1]`. */
export function groupDocuments(field: TextField, starts: Uint32Array, settings: FieldSettings): Grouping {
  const groups = starts.length - 1;
  const ownerOf = new Uint32Array(starts[groups] ?? 0);
  const lengths = new Uint32Array(groups);
  for (let group = 0; group < groups; group += 1) {
    ownerOf.fill(group, starts[group], starts[group + 1]);
    for (let d = starts[group] ?? 0, end = starts[group + 1] ?? 0; d < end; d += 1) {
      lengths[group] = (lengths[group] ?? 0) + (field.lengths[d] ?? 0);
    }
  }
  return { field, settings, ownerOf, norms: normsOf(lengths, settings) };
}
