/** What the things in a text are called in other languages, by the shop's glossary; nothing is guessed. */
import type { NamedThing, NameThings } from "../../contracts/tools.ts";
import { readTokens, type Token } from "../analyse-text.ts";
import { createConceptFinder, type FindConcepts } from "./find-concepts.ts";
import type { Glossary } from "./parse-glossary.ts";

export function createThingNamer(glossary: Glossary): NameThings {
  const finders = new Map<string, FindConcepts>();
  return (text, { language, into }) => {
    const find = finders.get(language) ?? createConceptFinder(glossary, language);
    finders.set(language, find);
    const tokens = readTokens(text, language);
    return [...find(tokens).concepts].flatMap((concept): readonly NamedThing[] => {
      const terms = glossary.get(concept);
      if (!terms) return [];
      const names = into.filter((other) => other !== language).flatMap((other) => terms.get(other) ?? []);
      if (names.length === 0) return [];
      // This concept alone, to know which of the words spoke of it.
      const { covered } = createConceptFinder(new Map([[concept, terms]]), language)(tokens);
      const said = [...covered].map((at) => sayAs(tokens[at], terms.get(language) ?? [])).join(" ");
      return [{ said, names: [...new Set(names)] }];
    });
  };
}

/** Between words without spaces only the term itself was meant, not the whole stretch. */
function sayAs(token: Token | undefined, terms: readonly string[]): string {
  if (!token || token.kind === "spaced") return token?.text ?? "";
  const held = terms.filter((term) => token.text.includes(term));
  return held.toSorted((one, other) => other.length - one.length)[0] ?? token.text;
}
