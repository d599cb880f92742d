/** Documents from elsewhere: bytes in, Markdown or questions with answers out. Nobody trusts the bytes. */
import type { Language } from "./language.ts";

export const DOCUMENT_KINDS = ["markdown", "text", "html", "pdf", "docx", "table"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A file or page as it came. */
export interface ForeignDocument {
  /** File name, or the address of a page: for messages, and for what its ending says. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As the sender claims, e.g. "text/html; charset=windows-1252". */
  readonly contentType?: string;
}

/** The same page in another language, as it says itself. */
export interface Alternate {
  readonly language: string;
  readonly url: string;
}

export interface DocumentRow {
  readonly question: string;
  readonly answer: string;
  /** As written in the table; empty when it has no such column. */
  readonly language: string;
  readonly key: string;
  readonly tags: readonly string[];
  /** In the file, counted from 1. */
  readonly line: number;
}

export type DecodedDocument =
  | {
      readonly kind: "pages";
      readonly title: string | null;
      /** As the document says itself. */
      readonly language: Language | null;
      readonly markdown: string;
      /** The address that the page itself calls its own. */
      readonly canonicalUrl: string | null;
      readonly alternates: readonly Alternate[];
      /** Links to pages of the same kind, for whoever crawls. */
      readonly links: readonly string[];
    }
  | { readonly kind: "rows"; readonly rows: readonly DocumentRow[]; readonly skipped: readonly SkippedRow[] };

export interface SkippedRow {
  readonly line: number;
  readonly reason: string;
}

export type DocumentFault =
  | "too-large"
  | "unknown-kind"
  | "damaged"
  | "encrypted"
  | "expands-too-much"
  | "too-slow"
  | "too-much-memory"
  | "no-text"
  | "no-question-column";

export type DecodeOutcome =
  | { readonly kind: "decoded"; readonly document: DecodedDocument }
  /** `hint` is one sentence that says what to do; it names no content. */
  | { readonly kind: "refused"; readonly fault: DocumentFault; readonly hint: string };

/** Reads foreign bytes in a process of its own. Never throws, always ends. */
export interface DocumentReader {
  read(document: ForeignDocument): Promise<DecodeOutcome>;
  close(): Promise<void>;
}
