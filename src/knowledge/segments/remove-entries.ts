/** Takes articles out of a segment: marks them, and takes their terms off the numbers of holders. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { countTerms, type Field, type Token } from "../analyse-text.ts";
import { type EntryTexts, foldTexts, readTexts, type Segment } from "./build-segment.ts";
import { readEntry } from "./entry-store.ts";
import type { Postings, TextField } from "./text-field.ts";

/** The postings stay and are shared with the segment given; without any of these articles it is given back as it is. */
export function removeEntries(segment: Segment, gone: ReadonlySet<ArticleKey>): Segment {
  const keys = segment.keys.map((key, at) => {
    if (key === null || !gone.has(key)) return key;
    const texts = readTexts(readEntry(segment.store, at), segment.language);
    forget(segment, "plain", texts);
    forget(segment, "folded", foldTexts(texts, segment.language));
    return null;
  });
  return keys.every((key, at) => key === segment.keys[at]) ? segment : { ...segment, keys };
}

function forget(segment: Segment, spelling: "plain" | "folded", texts: EntryTexts): void {
  const fields = segment[spelling];
  if (fields === null) return;
  for (const kind of ["words", "grams"] as const) {
    const field = fields[kind];
    const inPassages = forgetIn(field, field.passages, texts.passages, { language: segment.language, kind });
    const inQuestions = forgetIn(field, field.questions, texts.questions, { language: segment.language, kind });
    for (const id of inQuestions) lower(field.bankHolders, id);
    for (const id of inQuestions.union(inPassages)) lower(field.entryHolders, id);
  }
}

function forgetIn(
  { terms }: TextField,
  { holders }: Postings,
  documents: readonly (readonly Token[])[],
  { language, kind }: { readonly language: string; readonly kind: Field },
): Set<number> {
  const all = new Set<number>();
  for (const tokens of documents) {
    for (const term of countTerms(tokens, language, kind).keys()) {
      const id = terms.find(term);
      if (id < 0) continue;
      lower(holders, id);
      all.add(id);
    }
  }
  return all;
}

function lower(holders: Uint16Array, id: number): void {
  holders[id] = Math.max(0, (holders[id] ?? 0) - 1);
}
