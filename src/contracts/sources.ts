/** Where imported articles come from, and when to look there again. */
import type { Branded, Instant, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { FetchFault, SafeFetch } from "./web.ts";
import type { DocumentFault, DocumentReader } from "./document.ts";

export type SourceId = Branded<"SourceId">;

export interface KnowledgeSource {
  readonly sourceId: SourceId;
  readonly kind: "page" | "sitemap";
  readonly url: string;
  /** Null: each page says it itself, or it is recognised. */
  readonly language: Language | null;
  /** Null: never again by itself. */
  readonly everyMs: number | null;
  readonly publishes: boolean;
  readonly nextDueAt: Instant | null;
  readonly lastRunAt: Instant | null;
  /** One line for people: what came of the last run. */
  readonly lastOutcome: string | null;
}

/** What is remembered of one page, so that an unchanged one costs nothing. */
export interface SourcePage {
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface SourceStore {
  /** The same address and kind is the same source: its settings are replaced. */
  save(shopId: ShopId, source: Omit<KnowledgeSource, "nextDueAt" | "lastRunAt" | "lastOutcome">): Promise<SourceId>;
  list(shopId: ShopId): Promise<readonly KnowledgeSource[]>;
  /** The articles stay. False when there is none. */
  remove(shopId: ShopId, sourceId: SourceId): Promise<boolean>;
  /** The oldest that is due, put off by `leaseMs` so that no other process takes it. */
  claimDue(shopId: ShopId, leaseMs: number): Promise<KnowledgeSource | null>;
  pages(shopId: ShopId, sourceId: SourceId): Promise<readonly SourcePage[]>;
  /** Ends a run: pages seen are kept, others forgotten, the next run is set. */
  settle(shopId: ShopId, sourceId: SourceId, run: { pages: readonly SourcePage[]; outcome: string }): Promise<void>;
}

/** Why a document, a page or a row was not taken; each is explained in every language of the console. */
export type ImportFault =
  | DocumentFault
  | FetchFault
  | "server-answered"
  | "sitemap-unread"
  | "other-host"
  | "too-many-pages"
  | "no-article"
  | "same-article"
  | "row-skipped";

export interface NotTaken {
  readonly name: string;
  readonly line: number | null;
  readonly fault: ImportFault;
  /** A status, a count, a title: what the sentence for the fault leaves open. */
  readonly detail: string;
  /** The whole sentence in English, for the command line. */
  readonly reason: string;
}

/** What an import needs from outside. */
export interface ImportTools {
  readonly fetchPage: SafeFetch;
  readonly documents: DocumentReader;
}
