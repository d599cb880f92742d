/** Cuts an article into passages small enough to quote: along its headings, never inside a sentence. */
import type { Article, Passage } from "../contracts/answer.ts";
import type { PassageId } from "../contracts/ids.ts";
import { type Block, readMarkdown } from "./read-markdown.ts";
import { splitSentences } from "./split-sentences.ts";

/** Longer texts blur what they are about, shorter ones lack the words to be found by. */
const MAX_WORDS = 150;
const MIN_WORDS = 60;
/** With room for a heading below the length up to which a passage is quoted whole. */
const MAX_QUOTED_LENGTH = 560;
const words = new Intl.Segmenter("en", { granularity: "word" });

interface Section {
  readonly headings: readonly string[];
  readonly blocks: Extract<Block, { kind: "text" }>[];
}

/** In reading order. The same article gives the same passages, with the same ids. */
export function splitArticle(article: Article): Passage[] {
  const sections = joinShortSections(readSections(article), article.language);
  const pieces = sections.flatMap((section) =>
    splitSection(section, article.language).map((text) => ({ text, headings: section.headings })),
  );
  return pieces.map(({ text, headings }, position) => ({
    passageId: `${article.articleKey}/${article.language}#${position}` as PassageId,
    articleKey: article.articleKey,
    language: article.language,
    title: article.title,
    headings,
    text,
    url: article.url,
  }));
}

/**
 * A section of two lines is too short to be found by: it joins the one before it, its heading as a line, as long as
 * the two can still be read as one answer.
 */
function joinShortSections(sections: readonly Section[], language: string): Section[] {
  const joined: Section[] = [];
  for (const section of sections) {
    const before = joined.at(-1);
    if (before === undefined || !fitTogether(before, section, language)) {
      joined.push(section);
      continue;
    }
    const shared = before.headings.filter((heading, at) => section.headings[at] === heading);
    const heading = section.headings.slice(shared.length).join(" – ");
    const opening = heading === "" ? [] : [{ kind: "text", text: heading, joins: false } as const];
    const first = before.headings.slice(shared.length).join(" – ");
    const title = first === "" ? [] : [{ kind: "text", text: first, joins: false } as const];
    joined[joined.length - 1] = {
      headings: shared,
      blocks: [...title, ...before.blocks, ...opening, ...section.blocks],
    };
  }
  return joined;
}

function fitTogether(before: Section, section: Section, language: string): boolean {
  const [one, other] = [readSize(before, language), readSize(section, language)];
  const isShort = one.words < MIN_WORDS || other.words < MIN_WORDS;
  return isShort && one.words + other.words <= MAX_WORDS && one.length + other.length <= MAX_QUOTED_LENGTH;
}

function readSize({ blocks }: Section, language: string): { words: number; length: number } {
  const units = blocks.flatMap((block) => readUnits(block, language));
  return {
    words: units.reduce((sum, unit) => sum + unit.words, 0),
    length: units.reduce((sum, unit) => sum + unit.text.length + unit.glue.length, 0),
  };
}

function readSections(article: Article): Section[] {
  const sections: Section[] = [{ headings: [], blocks: [] }];
  let path: { level: number; text: string }[] = [];
  for (const block of readMarkdown(article.body)) {
    if (block.kind === "text") {
      sections.at(-1)?.blocks.push(block);
      continue;
    }
    path = [...path.filter(({ level }) => level < block.level), { level: block.level, text: block.text }];
    // Many articles repeat their title as the first heading; as a path it would say the same twice.
    const headings = path.map(({ text }) => text).filter((text) => text !== article.title);
    sections.push({ headings, blocks: [] });
  }
  return sections.filter(({ blocks }) => blocks.length > 0);
}

interface Unit {
  readonly text: string;
  readonly words: number;
  /** What stands between this unit and the one before it. */
  readonly glue: string;
}

/** As few pieces as the limit allows, of about equal length: a short rest would be a poor passage. */
function splitSection(section: Section, language: string): string[] {
  const units = section.blocks.flatMap((block) => readUnits(block, language));
  const total = units.reduce((sum, unit) => sum + unit.words, 0);
  const target = total / Math.max(1, Math.ceil(total / MAX_WORDS));
  const pieces: string[] = [];
  let text = "";
  let size = 0;
  let done = 0;
  for (const unit of units) {
    const isFull = size > 0 && done + size + unit.words / 2 > target * (pieces.length + 1);
    if (isFull || (size > 0 && size + unit.words > MAX_WORDS)) {
      pieces.push(text);
      done += size;
      text = "";
      size = 0;
    }
    text = text === "" ? unit.text : text + unit.glue + unit.text;
    size += unit.words;
  }
  return text === "" ? pieces : [...pieces, text];
}

type TextBlock = Extract<Block, { kind: "text" }>;

/** A block is looked at each time a neighbour might join it; it is cut and counted once. */
const read = new WeakMap<TextBlock, Unit[]>();

function readUnits(block: TextBlock, language: string): Unit[] {
  const known = read.get(block) ?? cutUnits(block, language);
  read.set(block, known);
  return known;
}

function cutUnits(block: TextBlock, language: string): Unit[] {
  const sentences = splitSentences(block.text, language);
  return sentences.map(({ from, to }, at) => {
    const text = block.text.slice(from, to);
    const before = sentences[at - 1];
    const glue = before ? block.text.slice(before.to, from) : block.joins ? "\n" : "\n\n";
    return { text, words: countWords(text), glue };
  });
}

function countWords(text: string): number {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike) count += 1;
  return count;
}
