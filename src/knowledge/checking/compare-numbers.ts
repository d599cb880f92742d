/** Finds numbers that one language of an article says differently from the others, section by section. */
import type { Article } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import { readMarkdown } from "../read-markdown.ts";
import { readSectionNumbers, type SectionNumbers } from "./read-section-numbers.ts";

export interface NumberContradiction {
  readonly articleKey: string;
  readonly language: Language;
  /** Counted from 1; 0 when the languages have different sections and the article is compared as a whole. */
  readonly section: number;
  readonly heading: string;
  /** Said in this language and by hardly any other. */
  readonly says: readonly string[];
  /** Said by nearly all others and not in this language; empty when all they say is said here too. */
  readonly othersSay: readonly string[];
}

/** A number belongs to the article when so many languages say it; a word ("two") may stand for it in some. */
const MOST = 0.7;
const HARDLY = 0.25;
/** Smaller ones are written as words, count list lines or name months here and not there. */
const LARGE_ENOUGH = 10;
/** "Round the clock" is "24 hours" in half of the languages. */
const ROUND_THE_CLOCK = "24";
/** With fewer languages it cannot be told who is right. */
const MIN_LANGUAGES = 3;
/** The same time in another measure: an hour of the day, days and weeks, hours and days, months and years. */
const SAME_TIME: readonly (readonly [number, number])[] = [
  [24, 1],
  [48, 2],
  [72, 3],
  [7, 1],
  [14, 2],
  [21, 3],
  [28, 4],
  [12, 1],
  [24, 2],
  [36, 3],
  [30, 1],
  [60, 2],
  [90, 3],
];

export function compareNumbers(articles: readonly Article[]): readonly NumberContradiction[] {
  const found = [...Map.groupBy(articles, ({ articleKey }) => articleKey).values()].flatMap(compareArticle);
  return found.toSorted((one, other) => one.articleKey.localeCompare(other.articleKey) || one.section - other.section);
}

interface Section {
  readonly heading: string;
  readonly text: string;
}

interface Version {
  readonly article: Article;
  readonly sections: readonly Section[];
}

function compareArticle(articles: readonly Article[]): readonly NumberContradiction[] {
  if (articles.length < MIN_LANGUAGES) return [];
  const versions = articles.map((article): Version => ({ article, sections: splitSections(article) }));
  const wholes = versions.map((version) => ({ ...version, sections: [joinSections(version)] }));
  const count = mostCommon(versions.map(({ sections }) => sections.length));
  const alike = versions.filter(({ sections }) => sections.length === count);
  const bySection = Array.from({ length: alike.length < MIN_LANGUAGES ? 0 : count }, (_, at) =>
    compareSection(alike, at, at + 1),
  ).flat();
  // One with other sections is compared as a whole; what a section tells already is not told again.
  const odd = new Set(
    versions.filter((version) => !alike.includes(version) || count === 0).map(({ article }) => article.language),
  );
  const asWhole = compareSection(wholes, 0, 0).filter(({ language }) => odd.has(language));
  return [...bySection, ...asWhole];
}

function splitSections({ body }: Article): readonly Section[] {
  const sections: { heading: string; text: string }[] = [{ heading: "", text: "" }];
  for (const block of readMarkdown(body)) {
    if (block.kind === "heading") sections.push({ heading: block.text, text: "" });
    else {
      const last = sections.at(-1);
      if (last) last.text += `${withoutListNumber(block.text)}\n`;
    }
  }
  return sections.filter(({ heading, text }) => heading !== "" || text !== "");
}

/** The third step of a list says nothing about three. */
function withoutListNumber(line: string): string {
  return line.replace(/^\s*\d{1,2}[.)]\s/u, "");
}

function joinSections({ sections }: Version): Section {
  return { heading: "", text: sections.map(({ heading, text }) => `${heading}\n${text}`).join("\n") };
}

function compareSection(versions: readonly Version[], at: number, section: number): readonly NumberContradiction[] {
  const read = versions.map(({ article, sections }) => {
    const own = sections[at];
    const numbers = readSectionNumbers(own ? `${own.heading}\n${own.text}` : "", article.language);
    return { article, heading: own?.heading ?? "", numbers };
  });
  const counts = countSaid(read.map(({ numbers }) => numbers));
  const shareOf = (number: string, except: SectionNumbers) =>
    ((counts.get(number) ?? 0) - (except.said.has(number) ? 1 : 0)) / (read.length - 1);
  return read.flatMap(({ article, heading, numbers }) => {
    const says = [...numbers.numbers].filter((number) => shareOf(number, numbers) <= HARDLY);
    const missing = [...counts.keys()].filter(
      (number) => !numbers.said.has(number) && shareOf(number, numbers) >= MOST,
    );
    const { left, right } = withoutSameTimes(says, missing);
    // The other number may stand a second time in the section; a large one that nobody else has is enough.
    const alone = left.filter(
      (number) => Number(number) >= LARGE_ENOUGH && number !== ROUND_THE_CLOCK && shareOf(number, numbers) === 0,
    );
    if (left.length === 0 || (right.length === 0 && alone.length === 0)) return [];
    if (right.length === 0) return [{ ...placeOf(article), section, heading, says: alone, othersSay: [] }];
    return [{ ...placeOf(article), section, heading, says: left, othersSay: right }];
  });
}

function placeOf({ articleKey, language }: Article): Pick<NumberContradiction, "articleKey" | "language"> {
  return { articleKey, language };
}

/** Counted by first readings, so that a number is not two numbers because it can be read in two ways. */
function countSaid(all: readonly SectionNumbers[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const names = new Set(all.flatMap(({ numbers }) => [...numbers]));
  for (const name of names) counts.set(name, all.filter(({ said }) => said.has(name)).length);
  return counts;
}

/** "24 hours" here and "1 day" there, "6" in the evening here and "18" there: said, though not with the same number. */
function withoutSameTimes(
  says: readonly string[],
  missing: readonly string[],
): { readonly left: readonly string[]; readonly right: readonly string[] } {
  const isSame = (one: string, other: string) =>
    Math.abs(Number(one) - Number(other)) === 12 ||
    SAME_TIME.some(([big, small]) => (+one === big && +other === small) || (+one === small && +other === big));
  return {
    left: says.filter((one) => !missing.some((other) => isSame(one, other))),
    right: missing.filter((one) => !says.some((other) => isSame(one, other))),
  };
}

function mostCommon(counts: readonly number[]): number {
  const groups = Map.groupBy(counts, (count) => count);
  return [...groups].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 0;
}
