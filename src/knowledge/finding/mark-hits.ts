/** Where a text says what was looked for, and the stretch of it that is worth showing. */
import type { Snippet, SnippetPart } from "../../contracts/search.ts";
import { foldForSearch } from "./fold-for-search.ts";
import { listSearchTerms } from "./list-search-terms.ts";
import type { QueryToken, SearchQuery } from "./read-search-query.ts";

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A character with the marks upon it: what folding may make one of. */
const CLUSTERS = /\P{M}\p{M}*|\p{M}+/gsu;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const BEFORE = 48;
const MAX_SHOWN = 180;

/** A text made ready to be asked more than once. */
export interface ReadText {
  readonly folded: string;
  readonly terms: ReadonlySet<string>;
}

export function readText(text: string, language: string | null): ReadText {
  return { folded: foldForSearch(text), terms: listSearchTerms(text, language) };
}

/** How many of the words the text has; a run counts only as it stands. */
export function countHits({ folded, terms }: ReadText, query: SearchQuery): number {
  return query.tokens.filter((token) => has(token, folded, terms)).length;
}

function has(token: QueryToken, folded: string, terms: ReadonlySet<string>): boolean {
  if (token.kind === "run") return folded.includes(token.text);
  return token.wanted.some(({ term, isStart }) =>
    isStart ? [...terms].some((each) => each.startsWith(term)) : terms.has(term),
  );
}

/** The whole text with its hits. */
export function markHits(text: string, query: SearchQuery, language: string | null): Snippet {
  const found = findHits(text, query, language);
  const parts: SnippetPart[] = [];
  let at = 0;
  for (const { from, to } of found) {
    if (from > at) parts.push({ text: text.slice(at, from), isHit: false });
    parts.push({ text: text.slice(from, to), isHit: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isHit: false });
  return parts;
}

/** A line's worth around the first hit. */
export function cutSnippet(text: string, query: SearchQuery, language: string | null): Snippet {
  const line = text.replace(/\s+/gu, " ").trim();
  const first = findHits(line, query, language)[0]?.from ?? 0;
  const from = first <= BEFORE ? 0 : startOfWord(line, first - BEFORE);
  const cut = Array.from(line.slice(from)).slice(0, MAX_SHOWN).join("");
  const shown = `${from > 0 ? "…" : ""}${cut}${from + cut.length < line.length ? "…" : ""}`;
  return markHits(shown, query, language);
}

/** A space near by, or else the place itself, but not inside a pair of surrogates. */
function startOfWord(text: string, at: number): number {
  const space = text.indexOf(" ", at);
  if (space !== -1 && space - at < BEFORE / 2) return space + 1;
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

function findHits(text: string, query: SearchQuery, language: string | null): readonly Stretch[] {
  const words = query.tokens.flatMap((token) => (token.kind === "word" ? [token] : []));
  const runs = query.tokens.flatMap((token) => (token.kind === "run" ? [token.text] : []));
  const found = [...findWords(text, words, language), ...findRuns(text, runs)];
  return merged(found.toSorted((one, other) => one.from - other.from));
}

function findWords(text: string, tokens: readonly QueryToken[], language: string | null): readonly Stretch[] {
  if (tokens.length === 0) return [];
  return Array.from(text.matchAll(WORDS)).flatMap((match) => {
    const terms = listSearchTerms(match[0], language);
    const from = match.index;
    return tokens.some((token) => has(token, "", terms)) ? [{ from, to: from + match[0].length }] : [];
  });
}

/** Folding may change lengths, so that places are carried over character by character. */
function findRuns(text: string, runs: readonly string[]): readonly Stretch[] {
  if (runs.length === 0) return [];
  let folded = "";
  const places: Stretch[] = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) {
    const one = foldForSearch(cluster);
    for (let unit = 0; unit < one.length; unit += 1) places.push({ from: index, to: index + cluster.length });
    folded += one;
  }
  return runs.flatMap((run) => {
    const found: Stretch[] = [];
    for (let at = folded.indexOf(run); at !== -1; at = folded.indexOf(run, at + run.length)) {
      found.push({ from: places[at]?.from ?? 0, to: places[at + run.length - 1]?.to ?? 0 });
    }
    return found;
  });
}

function merged(found: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of found) {
    const last = result.at(-1);
    if (last && stretch.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
    else result.push(stretch);
  }
  return result;
}
