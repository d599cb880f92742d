/** The console's texts: every language says everything, with the same values, and nothing is kept that no page shows. */
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { beforeAll, expect, test } from "vitest";
import { HANDOFF_REASONS, TICKET_PRIORITIES, TICKET_STATUSES } from "../../src/contracts/ticket.ts";

const APP = new URL("../../src/console/app/", import.meta.url);
const books = new Map<string, Record<string, string>>();
let source = "";

beforeAll(async () => {
  // One book a language, in several files: by area.
  for (const file of await readdir(new URL("texts/", APP), { recursive: true })) {
    if (!file.endsWith(".json")) continue;
    const language = basename(file, ".json");
    const texts = JSON.parse(await readFile(new URL(`texts/${file}`, APP), "utf8")) as Record<string, string>;
    const book = books.get(language) ?? {};
    expect(Object.keys(texts).filter((name) => name in book)).toEqual([]);
    books.set(language, { ...book, ...texts });
  }
  const files = await readdir(APP, { recursive: true });
  const code = files.filter((file) => /\.tsx?$/.test(file));
  source = (await Promise.all(code.map((file) => readFile(new URL(file, APP), "utf8")))).join("\n");
});

const english = () => books.get("en") ?? {};

test("there are at least the first four languages, and each says everything that English says", () => {
  expect([...books.keys()]).toEqual(expect.arrayContaining(["ar", "en", "es", "zh"]));
  for (const [language, book] of books) {
    expect([language, Object.keys(book).sort()]).toEqual([language, Object.keys(english()).sort()]);
    expect(Object.entries(book).filter(([, text]) => text.trim() === "")).toEqual([]);
  }
});

test("a translation uses the values that the English text uses, in a form that can be read", () => {
  for (const [language, book] of books) {
    for (const [name, text] of Object.entries(book)) {
      const wanted = argumentsOf(english()[name] ?? "", "en");
      expect([language, name, argumentsOf(text, language)]).toEqual([language, name, wanted]);
    }
  }
});

test("every text is shown somewhere", () => {
  const unused = Object.keys(english()).filter((name) => {
    if (source.includes(`"${name}"`)) return false;
    const prefixes = [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map(([, prefix]) => prefix ?? "");
    return !prefixes.some((prefix) => prefix !== "" && name.startsWith(prefix)) && !name.startsWith("channel.");
  });
  expect(unused).toEqual([]);
});

test("every reason, status and priority has its words", () => {
  const names = [
    ...HANDOFF_REASONS.flatMap((reason) => [`reason.short.${reason}`, `reason.long.${reason}`]),
    ...TICKET_STATUSES.map((status) => `status.${status}`),
    ...TICKET_PRIORITIES.map((priority) => `priority.${priority}`),
  ];
  expect(names.filter((name) => !(name in english()))).toEqual([]);
});

test("no page holds a text of its own", () => {
  // Words between tags, or in the attributes that people read.
  const found = [
    ...source.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)*[.…]?)\s*<\//g),
    ...source.matchAll(/(?:aria-label|placeholder|title|alt)="([^"]*[A-Za-z][^"]*)"/g),
  ].map(([, words]) => words);
  expect(found).toEqual([]);
});

function argumentsOf(text: string, language: string): readonly string[] {
  const names = new Set<string>();
  const walk = (nodes: readonly unknown[]): void => {
    for (const node of nodes as readonly {
      value?: unknown;
      type: number;
      options?: Record<string, { value: unknown[] }>;
    }[]) {
      // Type 0 is plain text and 7 the "#" of a plural; all others name a value.
      if (node.type !== 0 && node.type !== 7) names.add(String(node.value));
      for (const option of Object.values(node.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, language).getAst());
  return [...names].sort();
}
