/** Cuts an imported document into articles: along its own headings, with keys that are the same the next time. */
import type { ArticleKey } from "../contracts/ids.ts";
import type { ArticleText } from "../contracts/knowledge-base.ts";
import type { DecodedDocument, DocumentRow } from "../contracts/document.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import { parseArticle } from "./parse-article.ts";

export interface ImportedArticle {
  readonly articleKey: ArticleKey;
  /** Null: the document does not say. */
  readonly language: Language | null;
  readonly text: ArticleText;
}

export interface DocumentPlace {
  /** Stands before the keys that are made here: two documents never share one. */
  readonly keyPrefix: string;
  /** For a document whose own heading says nothing. */
  readonly fallbackTitle: string;
  readonly url: string | null;
}

/** Longer ones answer many questions, and one article should answer few. */
const WHOLE_LENGTH = 3_000;
const MAX_TITLE_LENGTH = 200;
const MAX_ARTICLES = 500;

export function splitDocument(document: DecodedDocument, place: DocumentPlace): ImportedArticle[] {
  if (document.kind === "rows") return joinRows(document.rows, place);
  const own = readOwnForm(document.markdown, place);
  if (own) return [{ ...own, language: document.language }];
  const { markdown, language } = document;
  const title = clip(document.title ?? place.fallbackTitle);
  if (markdown.length <= WHOLE_LENGTH) {
    const body = dropTitle(markdown, title);
    return body === "" ? [] : [write(place, { suffix: "", title, body, language })];
  }
  const sections = cutAtHeadings(markdown);
  return sections.slice(0, MAX_ARTICLES).flatMap((section, at) => {
    const body = section.body.trim();
    if (body === "") return [];
    return [
      write(place, {
        suffix: at === 0 && section.title === null ? "" : keyOf(section.title ?? ""),
        title: clip(section.title ?? title),
        body,
        language,
      }),
    ];
  });
}

/** Files in the form of our own knowledge folder keep their questions and tags. */
function readOwnForm(markdown: string, place: DocumentPlace): Omit<ImportedArticle, "language"> | null {
  if (!markdown.startsWith("---\n")) return null;
  const articleKey = place.keyPrefix as ArticleKey;
  const parsed = parseArticle(place.fallbackTitle, articleKey, "en", markdown);
  if (parsed.kind === "faulty") return null;
  const { title, url, questions, tags, body, reviewedUntil } = parsed.article;
  return { articleKey, text: { title, url: url ?? place.url, questions, tags, body, reviewedUntil } };
}

interface Section {
  readonly title: string | null;
  readonly body: string;
}

/** At the highest level of heading that occurs at least twice; what stands before the first is one of them. */
function cutAtHeadings(markdown: string): Section[] {
  const levels = [1, 2, 3].filter((level) => headingsOf(markdown, level).length >= 2);
  const level = levels[0];
  if (level === undefined) return [{ title: null, body: markdown.replace(/^#\s.*$/m, "") }];
  const headings = headingsOf(markdown, level);
  const before = markdown.slice(0, headings[0]?.index ?? 0).replace(/^#{1,6}\s.*$/gm, "");
  const sections = headings.map((heading, at) => ({
    title: (heading[1] ?? "").trim(),
    body: markdown.slice(heading.index + heading[0].length, headings[at + 1]?.index),
  }));
  return before.trim() === "" ? sections : [{ title: null, body: before }, ...sections];
}

function headingsOf(markdown: string, level: number): RegExpExecArray[] {
  return [...markdown.matchAll(new RegExp(`^#{${level}} +(.+?)\\s*#*$`, "gm"))];
}

function dropTitle(markdown: string, title: string): string {
  const [first = "", ...rest] = markdown.split("\n");
  const heading = /^#\s+(.+)$/.exec(first)?.[1]?.trim();
  return (heading !== undefined && clip(heading) === title ? rest.join("\n") : markdown).trim();
}

/** Rows of one key and language are one article: its questions, and the answers one below the other. */
function joinRows(rows: readonly DocumentRow[], place: DocumentPlace): ImportedArticle[] {
  const groups = new Map<string, DocumentRow[]>();
  for (const row of rows) {
    const key = keyOf(row.key === "" ? row.question : row.key);
    const group = `${key}/${row.language}`;
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return Array.from(groups.values(), (group) => {
    const [first] = group as [DocumentRow, ...DocumentRow[]];
    const questions = [...new Set(group.map(({ question }) => question))];
    const body = [...new Set(group.map(({ answer }) => answer))].join("\n\n");
    const tags = [...new Set(group.flatMap((row) => row.tags))];
    const language = first.language.slice(0, 2);
    return {
      articleKey: joinKey(place.keyPrefix, keyOf(first.key === "" ? first.question : first.key)),
      language: isLanguage(language) ? language : null,
      text: { title: clip(first.question), url: place.url, questions, tags, body, reviewedUntil: null },
    };
  });
}

interface Written {
  readonly suffix: string;
  readonly title: string;
  readonly body: string;
  readonly language: Language | null;
}

function write(place: DocumentPlace, { suffix, title, body, language }: Written): ImportedArticle {
  const text = { title, url: place.url, questions: [], tags: [], body, reviewedUntil: null };
  return { articleKey: joinKey(place.keyPrefix, suffix), language, text };
}

function joinKey(prefix: string, suffix: string): ArticleKey {
  return (suffix === "" ? prefix : `${prefix}-${suffix}`) as ArticleKey;
}

/** Latin words as they are; any other script as a number that is the same each time. */
export function keyOf(text: string): string {
  const latin = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && latin.replace(/[^a-z]/g, "").length < letters / 2 ? `t${hashOf(text)}` : latin || "text";
}

/** FNV-1a, 32 bits: short, and stable between versions of everything. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text.normalize("NFC").toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

function clip(title: string): string {
  const oneLine = title.replace(/\s+/g, " ").trim();
  return oneLine.length <= MAX_TITLE_LENGTH ? oneLine : `${oneLine.slice(0, MAX_TITLE_LENGTH - 1)}…`;
}
