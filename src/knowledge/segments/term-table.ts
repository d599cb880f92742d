/** Numbers the terms of a field: words in a map, for they are read again by spelling; grams packed, for they are many. */

/** A term made ready once, to be looked for in many tables. */
export interface TermKey {
  readonly term: string;
  /** Its first two units and its last two, as tables of grams hold them, and the hash of both. */
  readonly first: number;
  readonly last: number;
  readonly hash: number;
}

export interface TermTable {
  readonly size: number;
  /** -1 for a term that is not in it. */
  find(term: string): number;
  findKey(key: TermKey): number;
  /** The term of a number that `find` gave. */
  at(id: number): string;
  /** What `createWordTable` or `createGramTable` makes the same table of. */
  readonly source: readonly string[] | Uint32Array;
}

/** Words cut out of texts would keep the whole texts in memory; these are cut out of one list of words. */
export function detachWords(words: readonly string[]): readonly string[] {
  if (words.length === 0) return words;
  return new TextDecoder().decode(new TextEncoder().encode(words.join("\n"))).split("\n");
}

export function createWordTable(words: readonly string[]): TermTable {
  const ids = new Map(words.map((word, id) => [word, id]));
  const find = (word: string) => ids.get(word) ?? -1;
  return { size: words.length, find, findKey: ({ term }) => find(term), at: (id) => words[id] ?? "", source: words };
}

/** Four UTF-16 units are 64 bits: a gram is its own key, and a table of a million of them holds no strings. */
const MAX_GRAM_LENGTH = 4;

/** Two numbers a gram: its first two units, and the last two. */
export function packGrams(grams: readonly string[]): Uint32Array {
  const packed = new Uint32Array(grams.length * 2);
  for (const [id, gram] of grams.entries()) {
    if (gram.length > MAX_GRAM_LENGTH) throw new Error(`A gram has at most ${MAX_GRAM_LENGTH} units`);
    packed[id * 2] = packPair(gram, 0);
    packed[id * 2 + 1] = packPair(gram, 2);
  }
  return packed;
}

export function createGramTable(packed: Uint32Array): TermTable {
  const size = packed.length / 2;
  // At most two thirds full, so that a search ends after a step or two.
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, size * 1.5))) - 1;
  const slots = new Uint32Array(mask + 1);
  const slotOf = ({ first, last, hash }: Omit<TermKey, "term">): number => {
    let slot = hash & mask;
    for (;;) {
      const held = slots[slot] ?? 0;
      if (held === 0 || (packed[held * 2 - 2] === first && packed[held * 2 - 1] === last)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  for (let id = 0; id < size; id += 1) slots[slotOf(hashPairs(packed[id * 2] ?? 0, packed[id * 2 + 1] ?? 0))] = id + 1;
  const findKey = (key: TermKey) => (key.term.length > MAX_GRAM_LENGTH ? -1 : (slots[slotOf(key)] ?? 0) - 1);
  return {
    size,
    find: (gram) => findKey(keyOf(gram)),
    findKey,
    at: (id) => unpackPair(packed[id * 2] ?? 0) + unpackPair(packed[id * 2 + 1] ?? 0),
    source: packed,
  };
}

export function keyOf(term: string): TermKey {
  return { term, ...hashPairs(packPair(term, 0), packPair(term, 2)) };
}

function hashPairs(first: number, last: number): Omit<TermKey, "term"> {
  return { first, last, hash: mix(first, last) };
}

function packPair(gram: string, from: number): number {
  const [first, second] = [gram.charCodeAt(from), gram.charCodeAt(from + 1)];
  // Beyond the end is NaN, which the operators below take for 0; no term holds the character 0.
  return (first | (second << 16)) >>> 0;
}

function unpackPair(pair: number): string {
  const [first, second] = [pair & 0xffff, pair >>> 16];
  return (first === 0 ? "" : String.fromCharCode(first)) + (second === 0 ? "" : String.fromCharCode(second));
}

/** Finaliser of MurmurHash3 (Appleby, public domain) over both halves. */
function mix(first: number, last: number): number {
  let hash = Math.imul(first, 0xcc9e2d51) ^ Math.imul(last, 0x1b873593);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
