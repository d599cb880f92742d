/** A stretch of one language's articles, indexed together. What is in it stays; an article is only marked as taken away. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { foldTokens, readTokens, type Token } from "../analyse-text.ts";
import { TermCollector } from "./collect-terms.ts";
import { type ArticleHead, type Entry, type EntryStore, joinEntries, writeEntry } from "./entry-store.ts";
import { MAX_DOCUMENTS, type TextField } from "./text-field.ts";

/** One spelling: as written, or as typed without accents. */
export interface SegmentSpelling {
  readonly words: TextField;
  readonly grams: TextField;
}

/** How many documents live, and how many terms they have together in each kind of field. */
export interface SegmentLayout {
  /** Null for an article that was taken away. */
  readonly keys: readonly (ArticleKey | null)[];
  /** Passages of entry `e` are the documents from `passageStarts[e]` up to `passageStarts[e + 1]`. */
  readonly passageStarts: Uint32Array;
  readonly questionStarts: Uint32Array;
  /** Example questions per entry, without the title and the tags that stand before them. */
  readonly examples: Uint16Array;
  readonly passageOwners: Uint16Array;
  readonly questionOwners: Uint16Array;
}

export interface Segment extends SegmentLayout {
  readonly language: string;
  readonly store: EntryStore;
  readonly plain: SegmentSpelling;
  /** Null where nobody writes accents. */
  readonly folded: SegmentSpelling | null;
}

/** Languages whose buyers often leave the accents out; elsewhere a second spelling would only cost memory. */
const ACCENTED = new Set(["cs", "de", "el", "es", "fr", "hu", "it", "pl", "pt", "ro", "ru", "sv", "tr", "vi"]);

export function hasAccents(language: string): boolean {
  return ACCENTED.has(language);
}

/** No merchant writes so many; numbers of documents must fit. */
const MAX_QUESTIONS = 2_000;

/** What a buyer might type to get this article: its title, its tags, and the questions written for it. */
export function questionTextsOf(article: ArticleHead): string[] {
  const tags = article.tags.join(" ");
  return [article.title, ...(tags === "" ? [] : [tags]), ...article.questions].slice(0, MAX_QUESTIONS);
}

/** What an entry is found by. */
export interface EntryTexts {
  readonly passages: readonly (readonly Token[])[];
  readonly questions: readonly (readonly Token[])[];
}

export function readTexts({ article, passages }: Entry, language: string): EntryTexts {
  return {
    passages: passages.map(({ headings, text }) => readTokens([...headings, text].join("\n"), language)),
    questions: questionTextsOf(article).map((text) => readTokens(text, language)),
  };
}

export function foldTexts({ passages, questions }: EntryTexts, language: string): EntryTexts {
  return {
    passages: passages.map((tokens) => foldTokens(tokens, language)),
    questions: questions.map((tokens) => foldTokens(tokens, language)),
  };
}

/** Cut so that every number of a document fits. */
export function* splitBatches(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let [passages, questions] = [0, 0];
  for (const entry of entries) {
    const own = questionTextsOf(entry.article).length;
    if (passages + entry.passages.length > MAX_DOCUMENTS || questions + own > MAX_DOCUMENTS) {
      yield batch;
      [batch, passages, questions] = [[], 0, 0];
    }
    batch.push(entry);
    passages += entry.passages.length;
    questions += own;
  }
  if (batch.length > 0) yield batch;
}

/** Stops between articles, so that the caller can let others in. */
export function* buildSegment(language: string, entries: readonly Entry[]): Generator<void, Segment> {
  const layout = layOut(
    entries.map(({ article }) => article.articleKey),
    entries.map(({ passages }) => passages.length),
    entries.map(({ article }) => questionTextsOf(article).length),
    Uint16Array.from(entries, ({ article }) => Math.min(article.questions.length, MAX_QUESTIONS - 2)),
  );
  const collectors = createCollectors(language, layout);
  const stored: Uint8Array[] = [];
  for (const [at, entry] of entries.entries()) {
    const texts = readTexts(entry, language);
    addTexts(collectors.plain, layout, at, texts);
    if (collectors.folded) addTexts(collectors.folded, layout, at, foldTexts(texts, language));
    stored.push(writeEntry(entry));
    yield;
  }
  return { language, ...layout, store: joinEntries(language, stored), ...(yield* finishCollectors(collectors)) };
}

export function layOut(
  keys: readonly (ArticleKey | null)[],
  passages: readonly number[],
  questions: readonly number[],
  examples: Uint16Array,
): SegmentLayout {
  const [passageStarts, questionStarts] = [startsOf(passages), startsOf(questions)];
  const owners = (starts: Uint32Array) => {
    const ownerOf = new Uint16Array(starts[keys.length] ?? 0);
    for (let at = 0; at < keys.length; at += 1) ownerOf.fill(at, starts[at], starts[at + 1]);
    return ownerOf;
  };
  return {
    keys,
    passageStarts,
    questionStarts,
    examples,
    passageOwners: owners(passageStarts),
    questionOwners: owners(questionStarts),
  };
}

function startsOf(sizes: readonly number[]): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1);
  for (const [position, size] of sizes.entries()) starts[position + 1] = (starts[position] ?? 0) + size;
  return starts;
}

export interface SpellingCollectors {
  readonly words: TermCollector;
  readonly grams: TermCollector;
}

export interface Collectors {
  readonly plain: SpellingCollectors;
  readonly folded: SpellingCollectors | null;
}

export function createCollectors(language: string, layout: SegmentLayout): Collectors {
  const create = () => ({
    words: new TermCollector(language, "words", layout),
    grams: new TermCollector(language, "grams", layout),
  });
  return { plain: create(), folded: hasAccents(language) ? create() : null };
}

export function* finishCollectors({ plain, folded }: Collectors): Generator<void, Pick<Segment, "plain" | "folded">> {
  const finish = function* ({ words, grams }: SpellingCollectors): Generator<void, SegmentSpelling> {
    return { words: yield* words.finish(), grams: yield* grams.finish() };
  };
  return { plain: yield* finish(plain), folded: folded && (yield* finish(folded)) };
}

function addTexts(collectors: SpellingCollectors, layout: SegmentLayout, entry: number, texts: EntryTexts): void {
  for (const collector of [collectors.words, collectors.grams]) {
    for (const set of ["passages", "questions"] as const) {
      const first = (set === "passages" ? layout.passageStarts : layout.questionStarts)[entry] ?? 0;
      for (const [at, tokens] of texts[set].entries()) collector.addText(set, first + at, tokens);
    }
  }
}
