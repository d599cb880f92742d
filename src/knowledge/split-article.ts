/** Cuts an article into passages small enough to quote: along its headings, never inside a sentence. */
import type { Article, Passage } from "../contracts/answer.ts";
import type { PassageId } from "../contracts/ids.ts";
import { type Block, readMarkdown } from "./read-markdown.ts";
import { splitSentences } from "./split-sentences.ts";

/** Longer texts blur what they are about, shorter ones lack the words to be found by. */
const MAX_WORDS = 150;
const words = new Intl.Segmenter("en", { granularity: "word" });

interface Section {
  readonly headings: readonly string[];
  readonly blocks: Extract<Block, { kind: "text" }>[];
}

/** In reading order. The same article gives the same passages, with the same ids. */
export function splitArticle(article: Article): Passage[] {
  const passages: Passage[] = [];
  for (const section of readSections(article)) {
    for (const text of splitSection(section, article.language)) {
      passages.push({
        passageId: `${article.articleKey}/${article.language}#${passages.length}` as PassageId,
        articleKey: article.articleKey,
        language: article.language,
        title: article.title,
        headings: section.headings,
        text,
        url: article.url,
      });
    }
  }
  return passages;
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

function readUnits(block: Extract<Block, { kind: "text" }>, language: string): Unit[] {
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
