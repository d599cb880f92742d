/** Foreign documents become drafts: read, cut into articles, compared with what the same source brought before. */
import type { Alternate, DocumentReader, ForeignDocument } from "../../contracts/document.ts";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Author, VersionId } from "../../contracts/knowledge-base.ts";
import type { NotTaken } from "../../contracts/sources.ts";
import type { Shop } from "../../contracts/stores.ts";
import { type ImportedArticle, keyOf, splitDocument } from "../../knowledge/split-document.ts";
import { readMarkdown } from "../../knowledge/read-markdown.ts";
import { detectLanguage } from "../../languages/detect-language.ts";
import { announceKnowledge } from "../edit-knowledge.ts";

export interface ImportedDocument extends ForeignDocument {
  /** Made from the file's name or the page's address; translations of one page share it. */
  readonly keyPrefix: string;
  readonly url: string | null;
  /** Null: as the document says, or as it is recognised. */
  readonly language: Language | null;
}

export interface ImportOptions {
  readonly shop: Shop;
  /** What this import is, the next time: the file's path, the source's address. */
  readonly sourceKey: string;
  readonly publishes: boolean;
  readonly isDryRun: boolean;
  /** Who asked for it; left out, the program itself. */
  readonly by?: Author;
}

export interface ImportedLine {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly title: string;
  readonly outcome: "new" | "changed" | "unchanged";
}

export interface ImportReport {
  readonly lines: readonly ImportedLine[];
  /** Documents and rows that were not taken, with a sentence that says what to do. */
  readonly refused: readonly NotTaken[];
  /** Brought by this source before and no longer there: proposed for withdrawal, never withdrawn by an import. */
  readonly vanished: readonly { readonly articleKey: ArticleKey; readonly language: Language }[];
  readonly published: number;
}

export type ImportPorts = Pick<Ports, "knowledgeBase" | "live"> & { readonly documents: DocumentReader };

const MAX_REASON = 300;

export interface Unread {
  /** Addresses that need not be read again: their articles stay. */
  readonly unchanged: ReadonlySet<string>;
  /** False: not everything was seen, so nothing can be said to be gone. */
  readonly isComplete: boolean;
}

/** `unreadOf` is asked when the last document is through. */
export async function importDocuments(
  documents: AsyncIterable<ImportedDocument> | Iterable<ImportedDocument>,
  options: ImportOptions,
  ports: ImportPorts,
  unreadOf: () => Unread = () => ({ unchanged: new Set(), isComplete: true }),
): Promise<ImportReport> {
  const run = new ImportRun(options, ports);
  for await (const document of documents) await run.take(document);
  return run.end(unreadOf());
}

/** The same for every language of a page: what the English version, or the first one, is called. */
function keyOfTranslations(alternates: readonly Alternate[], url: string | null): string | null {
  if (url === null || !alternates.some((each) => each.url === url)) return null;
  const sorted = alternates.toSorted((one, other) => (one.url < other.url ? -1 : 1));
  return keyOfPage((sorted.find(({ language }) => language === "en") ?? sorted[0])?.url ?? url);
}

/** "/en/help/shipping.html" is "help-shipping". */
export function keyOfPage(url: string): string {
  const path = decodePath(URL.parse(url)?.pathname ?? url);
  const parts = path.split("/").filter((part) => part !== "" && !/^[a-z]{2}(?:-[a-z]{2})?$/i.test(part));
  return keyOf(
    parts
      .slice(-2)
      .join(" ")
      .replace(/\.[a-z]{2,5}$/i, "") || "home",
  );
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A path that is no valid encoding is read as it stands.
    return path;
  }
}

class ImportRun {
  readonly #options: ImportOptions;
  readonly #ports: ImportPorts;
  readonly #lines: ImportedLine[] = [];
  readonly #refused: NotTaken[] = [];
  readonly #drafts: VersionId[] = [];
  readonly #seen = new Set<string>();

  constructor(options: ImportOptions, ports: ImportPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  async take(document: ImportedDocument): Promise<void> {
    const outcome = await this.#ports.documents.read(document);
    if (outcome.kind === "refused") {
      const { fault, hint: reason } = outcome;
      this.#refused.push({ name: document.name, line: null, fault, detail: "", reason });
      return;
    }
    const decoded = outcome.document;
    if (decoded.kind === "rows") {
      for (const { line, reason } of decoded.skipped) {
        this.#refused.push({ name: document.name, line, fault: "row-skipped", detail: reason, reason });
      }
    }
    const { url } = document;
    const translations = decoded.kind === "pages" ? decoded.alternates : [];
    const keyPrefix = keyOfTranslations(translations, url) ?? document.keyPrefix;
    const articles = splitDocument(decoded, { keyPrefix, url, fallbackTitle: document.name });
    if (articles.length === 0) {
      this.#refuse(document, "no-article", document.name, "There is no text for an article in it.");
    }
    for (const article of articles) await this.#save(article, document);
  }

  #refuse(document: ImportedDocument, fault: NotTaken["fault"], detail: string, reason: string): void {
    this.#refused.push({ name: document.name, line: null, fault, detail, reason });
  }

  async #save(article: ImportedArticle, document: ImportedDocument): Promise<void> {
    const language = document.language ?? article.language ?? this.#recognise(article);
    const { articleKey, text } = article;
    const name = `${articleKey}/${language}`;
    if (this.#seen.has(name)) {
      this.#refuse(document, "same-article", name, `It holds two articles named ${name}; the first was taken.`);
      return;
    }
    this.#seen.add(name);
    if (readMarkdown(text.body).length === 0) {
      this.#refuse(document, "no-article", text.title, `"${text.title}" has no text below its heading.`);
      return;
    }
    this.#lines.push({
      articleKey,
      language,
      title: text.title,
      outcome: await this.#draft(article, language, document),
    });
  }

  async #draft(
    { articleKey, text }: ImportedArticle,
    language: Language,
    document: ImportedDocument,
  ): Promise<ImportedLine["outcome"]> {
    const { shop, sourceKey, isDryRun } = this.#options;
    const before = await this.#ports.knowledgeBase.versions(shop.shopId, articleKey, language);
    const isNew = before.length === 0;
    if (isDryRun) return isNew ? "new" : "changed";
    const saved = await this.#ports.knowledgeBase.saveDraft(shop.shopId, {
      articleKey,
      language,
      text,
      source: { kind: "import", sourceKey },
      authorId: this.#options.by ?? null,
      reason: `imported from ${document.name}`.slice(0, MAX_REASON),
    });
    if (saved.kind === "saved") this.#drafts.push(saved.version.versionId);
    return saved.kind === "saved" ? (isNew ? "new" : "changed") : "unchanged";
  }

  #recognise({ text }: ImportedArticle): Language {
    const { languages } = this.#options.shop;
    const words = `${text.title}\n${text.body}`.slice(0, 2_000);
    return detectLanguage(words, { allowed: languages, conversation: null, localeHint: null }).language;
  }

  async end(unread: Unread): Promise<ImportReport> {
    const { shop, publishes } = this.#options;
    const vanished = await this.#findVanished(shop.shopId, unread);
    const [first, ...others] = this.#drafts;
    let published = 0;
    if (publishes && first !== undefined) {
      const versionIds = [first, ...others] as const;
      const moved = await this.#ports.knowledgeBase.move(shop.shopId, {
        versionIds,
        to: "published",
        by: this.#options.by ?? null,
        reason: "published by the import",
      });
      if (moved.kind === "moved") published = moved.versions.length;
      announceKnowledge(shop.shopId, this.#ports);
    }
    return { lines: this.#lines, refused: this.#refused, vanished, published };
  }

  /** A page that is gone today may be back tomorrow: a person decides. */
  async #findVanished(shopId: ShopId, { unchanged, isComplete }: Unread): Promise<ImportReport["vanished"]> {
    const { sourceKey, isDryRun } = this.#options;
    if (!isComplete) return [];
    const known = await this.#ports.knowledgeBase.ofImport(shopId, sourceKey);
    const gone = known.filter(
      ({ articleKey, language, url, isWithdrawal }) =>
        !isWithdrawal && !this.#seen.has(`${articleKey}/${language}`) && !unchanged.has(url ?? ""),
    );
    const names = new Map(gone.map((version) => [`${version.articleKey}/${version.language}`, version]));
    if (!isDryRun) {
      for (const { articleKey, language, title, url, questions, tags, body, reviewedUntil } of names.values()) {
        await this.#ports.knowledgeBase.saveDraft(shopId, {
          articleKey,
          language,
          text: { title, url, questions, tags, body, reviewedUntil },
          isWithdrawal: true,
          source: { kind: "import", sourceKey },
          authorId: this.#options.by ?? null,
          reason: "no longer at its source",
        });
      }
    }
    return Array.from(names.values(), ({ articleKey, language }) => ({ articleKey, language }));
  }
}
