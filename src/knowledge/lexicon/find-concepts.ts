/** Finds the concepts of the glossary in a text of one language: longest term first, each stretch of text once. */
import { foldTokens, type Token } from "../analyse-text.ts";
import { readTokens } from "../analyse-text.ts";
import { stemWord } from "../analysis/stem-word.ts";
import type { Glossary } from "./parse-glossary.ts";

/** Which concepts stand in the text, and which of its tokens they were read from. */
export interface FoundConcepts {
  readonly concepts: ReadonlySet<string>;
  readonly covered: ReadonlySet<number>;
}

export type FindConcepts = (tokens: readonly Token[]) => FoundConcepts;

interface Term {
  readonly concept: string;
  /** A stem for a word between spaces, else the characters. */
  readonly parts: readonly { readonly kind: Token["kind"]; readonly text: string }[];
}

/** Terms by the stem of their first word, or by their first character where words are not spaced; longest first. */
type TermTable = ReadonlyMap<string, readonly Term[]>;

export function createConceptFinder(glossary: Glossary, language: string): FindConcepts {
  const table = buildTable(glossary, language);
  if (table.size === 0) return () => ({ concepts: new Set(), covered: new Set() });
  return (tokens) => {
    const bare = foldTokens(tokens, language);
    // As typed, and without accents: both stand in the table.
    const keys = tokens.map((token, at) =>
      token.kind === "spaced"
        ? [stemWord(token.text, language), stemWord(bare[at]?.text ?? "", language)]
        : [token.text],
    );
    const concepts = new Set<string>();
    const covered = new Set<number>();
    for (let at = 0; at < tokens.length; at += 1) {
      if (tokens[at]?.kind === "spaced") at += readSpaced(table, keys, at, { concepts, covered });
      else readUnspaced(table, { tokens, keys, at }, { concepts, covered });
    }
    return { concepts, covered };
  };
}

interface Found {
  readonly concepts: Set<string>;
  readonly covered: Set<number>;
}

/** Returns how many further tokens the term took. */
function readSpaced(table: TermTable, keys: readonly (readonly string[])[], at: number, found: Found): number {
  for (const key of new Set(keys[at])) {
    const term = table.get(key)?.find(({ parts }) => parts.every((part, next) => keys[at + next]?.includes(part.text)));
    if (term === undefined) continue;
    found.concepts.add(term.concept);
    for (let next = 0; next < term.parts.length; next += 1) found.covered.add(at + next);
    return term.parts.length - 1;
  }
  return 0;
}

function readUnspaced(
  table: TermTable,
  text: { readonly tokens: readonly Token[]; readonly keys: readonly (readonly string[])[]; readonly at: number },
  found: Found,
): void {
  const { tokens, at } = text;
  const own = tokens[at]?.text ?? "";
  for (let from = 0; from < own.length; from += 1) {
    const term = table.get(own[from] ?? "")?.find(({ parts }) => {
      if (!own.startsWith(parts[0]?.text ?? "", from)) return false;
      // Endings hang on words of Hangul: the next part need only begin its word.
      return parts.slice(1).every((part, next) => tokens[at + 1 + next]?.text.startsWith(part.text));
    });
    if (term === undefined) continue;
    found.concepts.add(term.concept);
    for (let next = 0; next < term.parts.length; next += 1) found.covered.add(at + next);
    from += (term.parts[0]?.text.length ?? 1) - 1;
  }
}

function buildTable(glossary: Glossary, language: string): TermTable {
  const table = new Map<string, Term[]>();
  for (const [concept, languages] of glossary) {
    for (const text of languages.get(language as never) ?? []) {
      const typed = readTokens(text, language);
      for (const tokens of [typed, foldTokens(typed, language)]) addTerm(table, concept, partsOf(tokens, language));
    }
  }
  const size = ({ parts }: Term) => parts.reduce((sum, { text }) => sum + text.length + 1, 0);
  for (const terms of table.values()) terms.sort((one, other) => size(other) - size(one));
  return table;
}

function partsOf(tokens: readonly Token[], language: string): Term["parts"] {
  return tokens.map(({ kind, text }) => ({ kind, text: kind === "spaced" ? stemWord(text, language) : text }));
}

function addTerm(table: Map<string, Term[]>, concept: string, parts: Term["parts"]): void {
  const [first] = parts;
  if (first === undefined) return;
  const key = first.kind === "spaced" ? first.text : (first.text[0] ?? "");
  const terms = table.get(key) ?? [];
  const isKnown = terms.some((term) => term.concept === concept && sameParts(term.parts, parts));
  if (!isKnown) table.set(key, [...terms, { concept, parts }]);
}

function sameParts(one: Term["parts"], other: Term["parts"]): boolean {
  return one.length === other.length && one.every(({ text }, at) => text === other[at]?.text);
}
