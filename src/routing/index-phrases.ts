/** All phrases of the cue book in one look-up table, built once per book. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { CUE_LISTS, type CueList } from "./cue-lists.ts";
import { normaliseClause } from "./normalise-clause.ts";

export interface PhraseUse {
  readonly language: Language;
  readonly list: CueList;
}

export interface PhraseIndex {
  readonly closed: ReadonlyMap<string, readonly PhraseUse[]>;
  /** Phrases that end in a star: the last word may go on. Without the star here. */
  readonly open: ReadonlyMap<string, readonly PhraseUse[]>;
  /** Length of the longest phrase by its first two signs: how far a search must look, mostly nowhere. */
  readonly longest: ReadonlyMap<string, number>;
}

const indexes = new WeakMap<CueBook, PhraseIndex>();

export function indexPhrases(book: CueBook): PhraseIndex {
  const known = indexes.get(book);
  if (known !== undefined) return known;
  const built = buildIndex(book);
  indexes.set(book, built);
  return built;
}

function buildIndex(book: CueBook): PhraseIndex {
  const closed = new Map<string, PhraseUse[]>();
  const open = new Map<string, PhraseUse[]>();
  const longest = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const list of CUE_LISTS) {
      for (const phrase of book.get(language)?.[list] ?? []) {
        const normalised = normaliseClause(phrase);
        const signs = normalised.replaceAll("*", "");
        if (signs === "") continue;
        const into = normalised.endsWith("*") ? open : closed;
        into.set(signs, [...(into.get(signs) ?? []), { language, list }]);
        longest.set(firstSigns(signs), Math.max(signs.length, longest.get(firstSigns(signs)) ?? 0));
      }
    }
  }
  return { closed, open, longest };
}

export function firstSigns(text: string, at = 0): string {
  return text.slice(at, at + 2);
}
