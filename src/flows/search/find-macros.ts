/** Macros that say what is looked for, in whichever language they say it: they are few, and read as they are. */
import type { Language } from "../../contracts/language.ts";
import type { Macro } from "../../contracts/macro.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { MacroHit } from "../../contracts/search.ts";
import type { Agent } from "../../contracts/stores.ts";
import { countHits, cutSnippet, markHits, type ReadText, readText } from "../../knowledge/finding/mark-hits.ts";
import type { SearchQuery } from "../../knowledge/finding/read-search-query.ts";
import { listMacros } from "../desk/macros.ts";

/** The most used first. */
export async function findMacros(
  agent: Agent,
  query: SearchQuery,
  ports: Pick<Ports, "macros" | "texts">,
): Promise<readonly MacroHit[]> {
  if (query.tokens.length === 0) return [];
  return (await listMacros(agent, ports)).flatMap((macro) => viewMacro(macro, query) ?? []);
}

function viewMacro({ macroKey, names, texts }: Macro, query: SearchQuery): MacroHit | null {
  const languages = Object.keys({ ...names, ...texts }) as Language[];
  const language = languages.find((each) => fits(`${names[each] ?? ""}\n${texts[each] ?? ""}`, query, each));
  if (language === undefined) return null;
  const name = names[language] ?? names.en ?? macroKey;
  return {
    kind: "macro",
    macroKey,
    name: markHits(name, query, language),
    snippet: cutSnippet(texts[language] ?? "", query, language),
  };
}

function fits(text: string, query: SearchQuery, language: Language): boolean {
  return countHits(readOnce(text, language), query) === query.tokens.length;
}

/** Macros change rarely, and each search looks at all of them; forgotten all at once when full. */
const MAX_READ = 2_000;
const read = new Map<string, ReadText>();

function readOnce(text: string, language: Language): ReadText {
  const key = `${language}:${text}`;
  const known = read.get(key) ?? readText(text, language);
  if (read.size >= MAX_READ) read.clear();
  read.set(key, known);
  return known;
}
