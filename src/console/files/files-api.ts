/** What the console's API and its page exchange about files. */
import type { Part } from "../../contracts/message.ts";

/** A file is at `/messages/<messageId>/files/<position>`; one that `isThere` no more was erased with its buyer's data. */
export type AttachmentView =
  | {
      readonly kind: "image" | "file";
      readonly position: number;
      readonly name: string;
      /** Null where the platform does not say. */
      readonly bytes: number | null;
      readonly isThere: boolean;
    }
  | { readonly kind: "voice"; readonly position: number; readonly durationMs: number; readonly isThere: boolean }
  | Extract<Part, { kind: "location" }>;

/** What the buyer's channel takes; null: text alone. */
export interface FileRulesView {
  readonly channel: string;
  readonly maxBytes: number;
  readonly maxFiles: number;
}

export interface UploadView {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
  readonly isImage: boolean;
}

export type UploadedView =
  | { readonly kind: "kept"; readonly upload: UploadView }
  | { readonly kind: "refused"; readonly why: "empty" | "wrong-type" | "too-large" | "no-files" | "no-room" };
