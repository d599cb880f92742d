/** The texts of a segment's entries as bytes: a hundred thousand passages as objects would be work for every garbage collection. */
import type { Article, Passage } from "../../contracts/answer.ts";
import type { ArticleKey, PassageId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";

/** Without its body, which nobody asks for once it is cut into passages. */
export type ArticleHead = Omit<Article, "body">;

export interface Entry {
  readonly article: ArticleHead;
  readonly passages: readonly Passage[];
}

export interface EntryStore {
  readonly language: string;
  /** UTF-8; entry `e` stands from `starts[e]` up to `starts[e + 1]`. */
  readonly bytes: Uint8Array;
  readonly starts: Float64Array;
}

/** The part of a passage that its article does not tell already. */
type StoredPassage = readonly [text: string, ...headings: string[]];
type StoredEntry = readonly [head: Omit<ArticleHead, "language">, passages: readonly StoredPassage[]];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Field by field: what is given is often a whole article, and its body would be kept as well. */
export function writeEntry({ article, passages }: Entry): Uint8Array {
  const { articleKey, title, url, questions, tags, reviewedUntil, origin } = article;
  const head = { articleKey, title, url, questions, tags, reviewedUntil, origin };
  const stored: StoredEntry = [head, passages.map(({ text, headings }) => [text, ...headings])];
  return encoder.encode(JSON.stringify(stored));
}

export function joinEntries(language: string, texts: readonly Uint8Array[]): EntryStore {
  const starts = new Float64Array(texts.length + 1);
  for (const [at, text] of texts.entries()) starts[at + 1] = (starts[at] ?? 0) + text.length;
  const bytes = new Uint8Array(starts[texts.length] ?? 0);
  for (const [at, text] of texts.entries()) bytes.set(text, starts[at]);
  return { language, bytes, starts };
}

export function bytesOfEntry({ bytes, starts }: EntryStore, at: number): Uint8Array {
  return bytes.subarray(starts[at], starts[at + 1]);
}

/** As many as a few dozen searches show. */
const MAX_REMEMBERED = 128;
const remembered = new WeakMap<EntryStore, Map<number, Entry>>();

/** The same object for the same entry, as long as it is asked for often. */
export function readEntry(store: EntryStore, at: number): Entry {
  const known = remembered.get(store) ?? new Map<number, Entry>();
  remembered.set(store, known);
  const entry = known.get(at);
  if (entry !== undefined) return entry;
  const [head, passages] = JSON.parse(decoder.decode(bytesOfEntry(store, at))) as StoredEntry;
  const article = { ...head, language: store.language as Language };
  const read = { article, passages: passages.map((passage, position) => readPassage(article, passage, position)) };
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(at, read);
  return read;
}

function readPassage(article: ArticleHead, [text, ...headings]: StoredPassage, position: number): Passage {
  const { articleKey, language, title, url } = article;
  return { passageId: nameOf(articleKey, language, position), articleKey, language, title, headings, text, url };
}

function nameOf(articleKey: ArticleKey, language: Language, position: number): PassageId {
  return `${articleKey}/${language}#${position}` as PassageId;
}
