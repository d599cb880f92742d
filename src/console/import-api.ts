/** What the console's import page and the server say to each other. Types only, like `knowledge-api.ts`. */
import type { Language } from "../contracts/language.ts";
import type { ImportFault } from "../contracts/sources.ts";

export interface NotTakenView {
  readonly name: string;
  readonly line: number | null;
  readonly fault: ImportFault;
  readonly detail: string;
}

export interface ImportedLineView {
  readonly articleKey: string;
  readonly language: Language;
  /** Empty when it is gone. */
  readonly title: string;
  readonly outcome: "new" | "changed" | "gone";
}

export interface ImportResultView {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly gone: number;
  readonly refused: number;
  readonly published: number;
  /** The first of them; unchanged ones are only counted. */
  readonly lines: readonly ImportedLineView[];
  readonly notTaken: readonly NotTakenView[];
}

export interface ImportRunView {
  readonly runId: string;
  readonly what: "file" | "page" | "sitemap";
  readonly name: string;
  readonly startedAt: number;
  readonly state:
    | { readonly kind: "running"; readonly done: number; readonly total: number }
    | { readonly kind: "done" | "stopped"; readonly result: ImportResultView }
    | { readonly kind: "failed" };
}

export interface SourceView {
  readonly sourceId: string;
  readonly kind: "page" | "sitemap";
  readonly url: string;
  readonly language: Language | null;
  readonly everyMs: number | null;
  readonly publishes: boolean;
  readonly nextDueAt: number | null;
  readonly lastRunAt: number | null;
  readonly last: {
    readonly pages: number;
    readonly changed: number;
    readonly gone: number;
    readonly refused: number;
  } | null;
  /** Whether this agent may run and remove it. */
  readonly mayRun: boolean;
}

export interface ImportPageView {
  readonly languages: readonly Language[];
  readonly mayWrite: boolean;
  readonly mayPublish: boolean;
  readonly runs: readonly ImportRunView[];
  readonly sources: readonly SourceView[];
}

export interface SourceBody {
  readonly kind: "page" | "sitemap";
  readonly url: string;
  readonly language: Language | null;
  readonly every: "once" | "day" | "week";
  readonly publishes: boolean;
}

export type AddedView =
  | { readonly kind: "started"; readonly runId: string }
  | { readonly kind: "refused"; readonly why: NotTakenView };
