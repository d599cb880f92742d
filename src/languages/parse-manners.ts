/** Reads prompts/manners.yaml: how a shop speaks in each market, and what a model is told of it. */
import { parse } from "yaml";
import { z } from "zod";
import { LANGUAGES } from "../contracts/language.ts";
import { AVOIDED, FORMALITIES, type MannerBook, MARKET, OPENINGS } from "../contracts/manner.ts";

export type ParsedManners =
  | { readonly kind: "parsed"; readonly book: MannerBook }
  | { readonly kind: "faulty"; readonly faults: readonly string[] };

/** Every word has a phrase, every language of ours a market, and every market its reasons. */
const PHRASES = [
  "frame",
  ...OPENINGS.map((each) => `opening.${each}`),
  ...FORMALITIES.map((each) => `formality.${each}`),
  ...AVOIDED.map((each) => `avoid.${each}`),
];

const BOOK = z.strictObject({
  phrases: z.record(z.string(), z.string().min(1)),
  markets: z.array(
    z.strictObject({
      market: z.string().regex(MARKET),
      opening: z.enum(OPENINGS),
      formality: z.enum(FORMALITIES),
      avoid: z.array(z.enum(AVOIDED)).max(AVOIDED.length),
      reasons: z.strictObject({
        en: z.string().min(1),
        ar: z.string().min(1),
        es: z.string().min(1),
        zh: z.string().min(1),
      }),
    }),
  ),
});

export function parseManners(text: string): ParsedManners {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { kind: "faulty", faults: [String(error)] };
  }
  const read = BOOK.safeParse(value);
  if (!read.success) {
    return { kind: "faulty", faults: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const { phrases, markets } = read.data;
  const names = markets.map(({ market }) => market);
  const faults = [
    ...PHRASES.filter((name) => !Object.hasOwn(phrases, name)).map((name) => `phrase ${name} is missing`),
    ...Object.keys(phrases).flatMap((name) => (PHRASES.includes(name) ? [] : [`phrase ${name} is for no word`])),
    ...LANGUAGES.filter((language) => !names.includes(language)).map((language) => `market ${language} is missing`),
    ...names.flatMap((name, at) => (names.indexOf(name) === at ? [] : [`market ${name} stands there twice`])),
  ];
  if (faults.length > 0) return { kind: "faulty", faults };
  return { kind: "parsed", book: { phrases, markets: markets.map((each) => ({ ...each, note: "" })) } };
}
