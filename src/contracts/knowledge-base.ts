/** Articles that people edit: every version kept with who, when and why; what is published is what the search knows. */
import type { Article } from "./answer.ts";
import type { AgentId, ArticleKey, Branded, Instant, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";

export type VersionId = Branded<"VersionId">;

export const VERSION_STATES = ["draft", "in-review", "published", "archived"] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** What a person edits. The rest of an `Article` says which one it is. */
export type ArticleText = Omit<Article, "articleKey" | "language" | "origin">;

/** Where a version came from; for people to read, and for an import to find its own articles again. */
export type VersionSource =
  | { readonly kind: "console" }
  /** Copied from the file it was to change, before the first edit. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "import"; readonly sourceKey: string }
  | { readonly kind: "question-group"; readonly groupId: string };

/** Null: the program did it by itself, an import or a model's proposal. */
export type Author = AgentId | null;

export interface ArticleVersion extends ArticleText {
  readonly versionId: VersionId;
  readonly articleKey: ArticleKey;
  readonly language: Language;
  /** Counts from 1 within article and language. */
  readonly number: number;
  readonly state: VersionState;
  /** Published, it takes the article in this language away from the search, whether it stands in a file or here. */
  readonly isWithdrawal: boolean;
  readonly source: VersionSource;
  readonly authorId: Author;
  readonly reason: string;
  readonly createdAt: Instant;
  readonly publishedAt: Instant | null;
  /** When, by whom and why the state became what it is. */
  readonly movedAt: Instant;
  readonly movedBy: Author;
  readonly moveReason: string;
}

export interface NewDraft {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly text: ArticleText;
  readonly isWithdrawal?: boolean;
  readonly source: VersionSource;
  readonly authorId: Author;
  /** One line for the history, at most 300 characters. */
  readonly reason: string;
  /** What the author was looking at; another open draft by now makes it "overtaken". Left out: the draft wins. */
  readonly basedOn?: VersionId | null;
}

export type SavedDraft =
  | { readonly kind: "saved"; readonly version: ArticleVersion }
  /** Word for word what the open draft says, or, without one, what is published: nothing was written. */
  | { readonly kind: "unchanged"; readonly versionId: VersionId | null }
  | { readonly kind: "overtaken"; readonly by: ArticleVersion };

export interface Move {
  readonly versionIds: readonly [VersionId, ...VersionId[]];
  readonly to: VersionState;
  readonly by: Author;
  readonly reason: string;
}

export type Moved =
  | { readonly kind: "moved"; readonly versions: readonly ArticleVersion[] }
  /** One of them is in another state by now, or is not there: none was moved. */
  | { readonly kind: "overtaken"; readonly versionId: VersionId };

/** One article in one language as the list shows it. */
export interface ArticleEntry {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly title: string;
  readonly tags: readonly string[];
  readonly questionCount: number;
  /** What the search knows: null when there are only drafts, or it was withdrawn. */
  readonly live: {
    readonly origin: string;
    readonly reviewedUntil: string | null;
    readonly changedAt: Instant;
    readonly versionId: VersionId | null;
  } | null;
  readonly open: { readonly versionId: VersionId; readonly state: "draft" | "in-review" } | null;
}

export interface KnowledgeSettings {
  /** What to do with an article whose `reviewedUntil` has passed. */
  readonly expired: "mark" | "withhold";
  /** It is listed as due for review this many days before. */
  readonly warnDays: number;
  /** Thumb buttons under answers. */
  readonly hasRatings: boolean;
}

/** What an answer of now has to regard; asked for with every turn, so it may be some seconds old. */
export interface AnswerRules {
  readonly hasRatings: boolean;
  /** Articles in a language whose review has run out, `<articleKey>/<language>`: their answers say so. */
  readonly expired: ReadonlySet<string>;
}

/**
 * A published version stands before the file of the same article and language; withdrawn, it hides the file. Every
 * change of state is one transaction with its audit row. Allowed: draft <-> in-review, either -> published | archived,
 * published -> archived (the file, if there is one, answers again), archived -> published (an older one is restored).
 * What was published before is archived by it.
 */
export interface KnowledgeBase {
  /** At most one open draft per article and language: an earlier one is archived, its text kept. */
  saveDraft(shopId: ShopId, draft: NewDraft): Promise<SavedDraft>;
  /** All of them or none. */
  move(shopId: ShopId, move: Move): Promise<Moved>;
  get(shopId: ShopId, versionId: VersionId): Promise<ArticleVersion | null>;
  /** Newest first; without a language, of all. */
  versions(shopId: ShopId, articleKey: ArticleKey, language?: Language): Promise<readonly ArticleVersion[]>;
  /** The article as the search knows it, from the store or from its file. */
  live(shopId: ShopId, articleKey: ArticleKey): Promise<readonly Article[]>;
  list(shopId: ShopId): Promise<readonly ArticleEntry[]>;
  /** Open and published versions whose source is this import: what it brought before. */
  ofImport(shopId: ShopId, sourceKey: string): Promise<readonly ArticleVersion[]>;
  rules(shopId: ShopId): Promise<AnswerRules>;
  settings(shopId: ShopId): Promise<KnowledgeSettings>;
  saveSettings(shopId: ShopId, settings: KnowledgeSettings, by: AgentId): Promise<void>;
}
