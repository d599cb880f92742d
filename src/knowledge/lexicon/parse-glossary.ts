/** Reads `knowledge/glossary.yaml`: concept, language, terms. A fault names its line; what is sound beside it is kept. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { isLanguage, type Language } from "../../contracts/language.ts";

/** For each concept the terms of each language as buyers type them, the commonest first. */
export type Glossary = ReadonlyMap<string, ReadonlyMap<Language, readonly string[]>>;

export interface GlossaryFault {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedGlossary {
  readonly glossary: Glossary;
  readonly faults: readonly GlossaryFault[];
}

const CONCEPT_KEY = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

interface Reading {
  readonly concepts: Map<string, ReadonlyMap<Language, readonly string[]>>;
  readonly report: (node: unknown, message: string) => void;
  /** Where each term of a language stands already: a term of two concepts says neither. */
  readonly owners: Map<string, string>;
}

/** Never throws. */
export function parseGlossary(text: string): ParsedGlossary {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const faults: GlossaryFault[] = document.errors.map((error) => ({
    line: Math.max(1, counter.linePos(error.pos[0]).line),
    message: `The file is not valid YAML (${error.message.split("\n")[0] ?? ""}). Put terms that hold ": ", "#" or quotes between quotes.`,
  }));
  const concepts: Reading["concepts"] = new Map();
  if (faults.length > 0) return { glossary: concepts, faults };
  const report = (node: unknown, message: string) => {
    faults.push({ line: Math.max(1, counter.linePos(offsetOf(node)).line), message });
  };
  const root = document.contents;
  const listed = isMap(root) ? root.get("concepts", true) : undefined;
  if (isMap(listed)) {
    const reading: Reading = { concepts, report, owners: new Map() };
    for (const { key, value } of listed.items) readConcept(key, value, reading);
  } else if (root !== null) {
    report(root, "Begin with `concepts:` and list the concepts below it.");
  }
  return { glossary: concepts, faults };
}

function readConcept(key: unknown, value: unknown, reading: Reading): void {
  const name = isScalar(key) ? String(key.value) : "";
  if (!CONCEPT_KEY.test(name)) return reading.report(key, `Name the concept in lower case with hyphens: \`${name}\`.`);
  if (!isMap(value)) return reading.report(value ?? key, `\`${name}\` needs a line for each language.`);
  const terms = new Map<Language, readonly string[]>();
  for (const { key: tag, value: list } of value.items) {
    const language = isScalar(tag) ? String(tag.value) : "";
    if (!isLanguage(language)) {
      reading.report(tag, `\`${name}\`: \`${language}\` is not a language of the program.`);
    } else if (!isSeq(list) || list.items.length === 0) {
      reading.report(list ?? tag, `\`${name}\`, ${language}: write the terms as a list, e.g. [delivery, shipping].`);
    } else {
      terms.set(
        language,
        list.items.flatMap((item) => readTerm(item, { concept: name, language }, reading)),
      );
    }
  }
  if (terms.size > 0) reading.concepts.set(name, terms);
}

function readTerm(
  item: unknown,
  place: { readonly concept: string; readonly language: Language },
  reading: Reading,
): string[] {
  const { concept, language } = place;
  const value = isScalar(item) ? item.value : null;
  // A bare number is a term, too.
  const term = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  if (term === "") {
    reading.report(item, `\`${concept}\`, ${language}: every term must be text.`);
    return [];
  }
  const owner = reading.owners.get(`${language} ${term}`);
  if (owner === undefined) reading.owners.set(`${language} ${term}`, concept);
  else if (owner !== concept) {
    reading.report(
      item,
      `${language}: \`${term}\` stands under \`${owner}\` and under \`${concept}\`; keep it in one.`,
    );
    return [];
  }
  return [term];
}

function offsetOf(node: unknown): number {
  const range: unknown = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}
