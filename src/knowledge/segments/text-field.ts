/**
 * The postings of one field of one segment, in typed arrays: which passages and which example questions hold a term,
 * and how often. Built once; only the numbers of living holders change, when an article is taken away.
 */
import type { TermTable } from "./term-table.ts";

/** Documents are numbered within their segment, so that a number fits in 16 bits. */
export const MAX_DOCUMENTS = 0xffff;

export interface Postings {
  /** Postings of term `t` stand from `starts[t]` up to `starts[t + 1]`, by ascending document. */
  readonly starts: Uint32Array;
  readonly documents: Uint16Array;
  /** How often; 255 stands for all above. */
  readonly counts: Uint8Array;
  /** Terms per document. */
  readonly lengths: Uint32Array;
  /** Per term: the documents that hold it and have not been taken away. */
  readonly holders: Uint16Array;
}

export interface TextField {
  readonly terms: TermTable;
  readonly passages: Postings;
  readonly questions: Postings;
  /** Per term: the living entries that hold it in a question, and those that hold it anywhere. */
  readonly bankHolders: Uint16Array;
  readonly entryHolders: Uint16Array;
  /** Terms per entry, over all its questions. */
  readonly bankLengths: Uint32Array;
}

/** Adds up postings in any order of terms; documents of one term come in ascending order. */
export class PostingsBuilder {
  #terms = new Uint32Array(1_024);
  #documents = new Uint16Array(1_024);
  #counts = new Uint8Array(1_024);
  #size = 0;
  readonly #lengths: Uint32Array;

  constructor(documents: number) {
    this.#lengths = new Uint32Array(documents);
  }

  add(term: number, document: number, count: number): void {
    if (this.#size === this.#terms.length) this.#grow();
    const capped = Math.min(count, 0xff);
    this.#terms[this.#size] = term;
    this.#documents[this.#size] = document;
    this.#counts[this.#size] = capped;
    this.#size += 1;
    this.#lengths[document] = (this.#lengths[document] ?? 0) + capped;
  }

  #grow(): void {
    const size = Math.ceil(this.#size * 1.6);
    const [terms, documents, counts] = [new Uint32Array(size), new Uint16Array(size), new Uint8Array(size)];
    terms.set(this.#terms);
    documents.set(this.#documents);
    counts.set(this.#counts);
    [this.#terms, this.#documents, this.#counts] = [terms, documents, counts];
  }

  /** Counting sort; stops between stretches short enough not to be felt. */
  *finish(terms: number): Generator<void, Postings> {
    const holders = new Uint16Array(terms);
    for (let at = 0; at < this.#size; at += 1) {
      const term = this.#terms[at] ?? 0;
      holders[term] = (holders[term] ?? 0) + 1;
      if (at % STRETCH === STRETCH - 1) yield;
    }
    const starts = new Uint32Array(terms + 1);
    for (let term = 0; term < terms; term += 1) starts[term + 1] = (starts[term] ?? 0) + (holders[term] ?? 0);
    const next = starts.slice();
    const documents = new Uint16Array(this.#size);
    const counts = new Uint8Array(this.#size);
    for (let at = 0; at < this.#size; at += 1) {
      const term = this.#terms[at] ?? 0;
      const write = next[term] ?? 0;
      next[term] = write + 1;
      documents[write] = this.#documents[at] ?? 0;
      counts[write] = this.#counts[at] ?? 0;
      if (at % STRETCH === STRETCH - 1) yield;
    }
    return { starts, documents, counts, lengths: this.#lengths, holders };
  }
}

/** Postings between two stops: a few milliseconds. */
const STRETCH = 250_000;

/** How many entries hold each term, in their questions and anywhere; owners ascend with their documents. */
export function* countOwners(
  { passages, questions }: Pick<TextField, "passages" | "questions">,
  { passageOwners, questionOwners }: { readonly passageOwners: Uint16Array; readonly questionOwners: Uint16Array },
): Generator<void, Pick<TextField, "bankHolders" | "entryHolders">> {
  const terms = passages.holders.length;
  const bankHolders = new Uint16Array(terms);
  const entryHolders = new Uint16Array(terms);
  // Stamped with the term, so that it need not be cleared for each.
  const owners = Math.max(passageOwners.at(-1) ?? 0, questionOwners.at(-1) ?? 0) + 1;
  const [banks, entries] = [new Uint32Array(owners), new Uint32Array(owners)];
  const mark = (stamps: Uint32Array, owner: number, stamp: number, holders: Uint16Array) => {
    if (stamps[owner] === stamp) return;
    stamps[owner] = stamp;
    holders[stamp - 1] = (holders[stamp - 1] ?? 0) + 1;
  };
  let done = 0;
  for (let term = 0; term < terms; term += 1) {
    for (let read = passages.starts[term] ?? 0, end = passages.starts[term + 1] ?? 0; read < end; read += 1) {
      mark(entries, passageOwners[passages.documents[read] ?? 0] ?? 0, term + 1, entryHolders);
    }
    for (let read = questions.starts[term] ?? 0, end = questions.starts[term + 1] ?? 0; read < end; read += 1) {
      const owner = questionOwners[questions.documents[read] ?? 0] ?? 0;
      mark(banks, owner, term + 1, bankHolders);
      mark(entries, owner, term + 1, entryHolders);
    }
    done += (passages.holders[term] ?? 0) + (questions.holders[term] ?? 0);
    if (done < STRETCH) continue;
    done = 0;
    yield;
  }
  return { bankHolders, entryHolders };
}

export function sumBanks(lengths: Uint32Array, owners: Uint16Array): Uint32Array {
  // Every entry has at least its title among its questions.
  const sums = new Uint32Array(owners.length === 0 ? 0 : (owners.at(-1) ?? 0) + 1);
  for (const [at, owner] of owners.entries()) sums[owner] = (sums[owner] ?? 0) + (lengths[at] ?? 0);
  return sums;
}

/** How many postings of a term are of the documents from `from` up to `to`. */
export function countBetween({ starts, documents }: Postings, term: number, from: number, to: number): number {
  const end = starts[term + 1] ?? 0;
  const first = lowerBound(documents, starts[term] ?? 0, end, from);
  return lowerBound(documents, first, end, to) - first;
}

function lowerBound(values: Uint16Array, from: number, to: number, least: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
