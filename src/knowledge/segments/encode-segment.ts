/** A segment as bytes and back. The arrays are laid out as they stand in memory, so that loading copies nothing. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { layOut, type Segment, type SegmentSpelling } from "./build-segment.ts";
import { createGramTable, createWordTable, type TermTable } from "./term-table.ts";
import type { Postings, TextField } from "./text-field.ts";

/** What was read, with the mark each living article had when it was written, by which a stale one is recognised. */
export interface DecodedSegment {
  readonly segment: Segment;
  readonly marks: readonly (string | null)[];
}

interface Head {
  readonly language: string;
  readonly keys: readonly (ArticleKey | null)[];
  readonly marks: readonly (string | null)[];
  readonly hasFolded: boolean;
  /** Bytes of each array, in the order in which they are written. */
  readonly sizes: readonly number[];
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Arrays of eight-byte numbers must begin at a multiple of it. */
const ALIGNMENT = 8;

/** Pieces to be written one after the other. They are the segment's own memory: write them before it changes. */
export function encodeSegment(segment: Segment, marks: readonly (string | null)[]): Uint8Array[] {
  const { language, keys, store, plain, folded } = segment;
  const arrays: NumberArray[] = [
    store.bytes,
    store.starts,
    segment.examples,
    sizesOf(segment.passageStarts),
    sizesOf(segment.questionStarts),
    ...arraysOfSpelling(plain),
    ...(folded ? arraysOfSpelling(folded) : []),
  ];
  const sizes = arrays.map(({ byteLength }) => byteLength);
  const head: Head = { language, keys, marks, hasFolded: folded !== null, sizes };
  const text = encoder.encode(JSON.stringify(head));
  const pieces = [new Uint8Array(Float64Array.of(text.length).buffer), padded(text)];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    pieces.push(padded(new Uint8Array(buffer, byteOffset, byteLength)));
  }
  return pieces;
}

/** Throws when the bytes are not what `encodeSegment` wrote; whether they are whole is for the caller to know. */
export function decodeSegment(bytes: Uint8Array<ArrayBuffer>): DecodedSegment {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  const head = JSON.parse(decoder.decode(bytes.subarray(ALIGNMENT, ALIGNMENT + length))) as Head;
  const reader = new ArrayReader(bytes, ALIGNMENT + align(length), head.sizes);
  const { language, keys } = head;
  const store = { language, bytes: reader.bytes(), starts: reader.doubles() };
  const examples = reader.shorts();
  const layout = layOut(keys, Array.from(reader.words()), Array.from(reader.words()), examples);
  const plain = readSpelling(reader);
  const folded = head.hasFolded ? readSpelling(reader) : null;
  return { segment: { language, ...layout, store, plain, folded }, marks: head.marks };
}

function sizesOf(starts: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: starts.length - 1 }, (_, at) => (starts[at + 1] ?? 0) - (starts[at] ?? 0));
}

function arraysOfSpelling({ words, grams }: SegmentSpelling): NumberArray[] {
  return [...arraysOfField(words), ...arraysOfField(grams)];
}

function arraysOfField({ terms, passages, questions, ...sums }: TextField): NumberArray[] {
  const { source } = terms;
  return [
    source instanceof Uint32Array ? source : encoder.encode(source.join("\n")),
    ...arraysOfPostings(passages),
    ...arraysOfPostings(questions),
    // Copied: these change when an article is taken away, perhaps while the rest is still being written.
    sums.bankHolders.slice(),
    sums.entryHolders.slice(),
    sums.bankLengths,
  ];
}

function arraysOfPostings({ starts, documents, counts, lengths, holders }: Postings): NumberArray[] {
  return [starts, documents, counts, lengths, holders.slice()];
}

function readSpelling(reader: ArrayReader): SegmentSpelling {
  return { words: readField(reader, "words"), grams: readField(reader, "grams") };
}

function readField(reader: ArrayReader, kind: "words" | "grams"): TextField {
  const terms = kind === "words" ? readWordTable(reader.bytes()) : createGramTable(reader.words());
  return {
    terms,
    passages: readPostings(reader),
    questions: readPostings(reader),
    bankHolders: reader.shorts(),
    entryHolders: reader.shorts(),
    bankLengths: reader.words(),
  };
}

function readWordTable(bytes: Uint8Array): TermTable {
  return createWordTable(bytes.length === 0 ? [] : decoder.decode(bytes).split("\n"));
}

function readPostings(reader: ArrayReader): Postings {
  return {
    starts: reader.words(),
    documents: reader.shorts(),
    counts: reader.bytes(),
    lengths: reader.words(),
    holders: reader.shorts(),
  };
}

class ArrayReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #sizes: Iterator<number>;
  #at: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, from: number, sizes: readonly number[]) {
    this.#bytes = bytes;
    this.#at = from;
    this.#sizes = sizes.values();
  }

  bytes(): Uint8Array {
    const size = Number(this.#sizes.next().value);
    const from = this.#bytes.byteOffset + this.#at;
    this.#at += align(size);
    return new Uint8Array(this.#bytes.buffer, from, size);
  }

  shorts(): Uint16Array {
    const { buffer, byteOffset, byteLength } = this.bytes();
    return new Uint16Array(buffer, byteOffset, byteLength / 2);
  }

  words(): Uint32Array {
    const { buffer, byteOffset, byteLength } = this.bytes();
    return new Uint32Array(buffer, byteOffset, byteLength / 4);
  }

  doubles(): Float64Array {
    const { buffer, byteOffset, byteLength } = this.bytes();
    return new Float64Array(buffer, byteOffset, byteLength / 8);
  }
}

function align(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % ALIGNMENT === 0) return bytes;
  const whole = new Uint8Array(align(bytes.length));
  whole.set(bytes);
  return whole;
}
