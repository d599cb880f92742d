/** All phrases of a cue book's lists in one look-up table, built once per book. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { CUE_LISTS, SERVICE_LISTS, TRIAGE_LISTS } from "./cue-lists.ts";
import { normaliseClause } from "./normalise-clause.ts";

export interface PhraseUse<List extends string> {
  readonly language: Language;
  readonly list: List;
}

export interface PhraseIndex<List extends string> {
  readonly closed: ReadonlyMap<string, readonly PhraseUse<List>[]>;
  /** Phrases that end in a star: the last word may go on. Without the star here. */
  readonly open: ReadonlyMap<string, readonly PhraseUse<List>[]>;
  /** Length of the longest phrase by its first two signs: how far a search must look, mostly nowhere. */
  readonly longest: ReadonlyMap<string, number>;
}

/** What every message is read with. */
export const indexPhrases = createIndexer(CUE_LISTS);
/** What is read once, when a ticket is opened: apart, so that other messages do not pay for it. */
export const indexTriage = createIndexer(TRIAGE_LISTS);
/** What is read in the words behind a score, long after. */
export const indexService = createIndexer(SERVICE_LISTS);

function createIndexer<List extends string>(lists: readonly List[]): (book: CueBook) => PhraseIndex<List> {
  const indexes = new WeakMap<CueBook, PhraseIndex<List>>();
  return (book) => {
    const known = indexes.get(book);
    if (known !== undefined) return known;
    const built = buildIndex(book, lists);
    indexes.set(book, built);
    return built;
  };
}

function buildIndex<List extends string>(book: CueBook, lists: readonly List[]): PhraseIndex<List> {
  const closed = new Map<string, PhraseUse<List>[]>();
  const open = new Map<string, PhraseUse<List>[]>();
  const longest = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const list of lists) {
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
