/** Whether a channel can carry a file, before anything is sent: its limit is named to who would send it. */
import type { ChannelAdapter } from "../../contracts/channel-adapter.ts";
import { AppError } from "../../contracts/errors.ts";
import { MAX_FILE_BYTES, MAX_FILES, SENDABLE_TYPES } from "../../contracts/files.ts";
import type { KeptPart } from "../../contracts/message.ts";
import { assertNever } from "../../shared/assert-never.ts";

/** What the channel of a case takes. Null: text alone. */
export interface FileRules {
  readonly channel: string;
  readonly maxBytes: number;
  readonly maxFiles: number;
}

export function fileRulesOf(adapter: ChannelAdapter | null): FileRules | null {
  const files = adapter?.capabilities.files;
  return files
    ? { channel: files.label, maxBytes: Math.min(files.maxBytes, MAX_FILE_BYTES), maxFiles: MAX_FILES }
    : null;
}

export type FileFault = "empty" | "wrong-type" | "too-large";

export function findFileFault(file: Pick<KeptPart, "bytes" | "mediaType">, rules: FileRules): FileFault | null {
  if (file.bytes === 0) return "empty";
  if (file.bytes > rules.maxBytes) return "too-large";
  return (SENDABLE_TYPES as readonly string[]).includes(file.mediaType) ? null : "wrong-type";
}

/** Throws a fault that names the channel and its limit. */
export function assertFits(files: readonly KeptPart[], adapter: ChannelAdapter | null): void {
  if (files.length === 0) return;
  const rules = fileRulesOf(adapter);
  if (!rules) throw new AppError("NOT_ALLOWED", "The channel of this buyer carries no files; send text.");
  if (files.length > rules.maxFiles) {
    throw new AppError("REQUEST_INVALID", `Send at most ${rules.maxFiles} files with one reply.`);
  }
  for (const file of files) {
    const fault = findFileFault(file, rules);
    if (fault !== null) throw new AppError("REQUEST_INVALID", describeFileFault(fault, rules));
  }
}

export function describeFileFault(fault: FileFault, { channel, maxBytes }: FileRules): string {
  switch (fault) {
    case "empty":
      return "This file is empty; choose another one.";
    case "wrong-type":
      return "Send images (PNG, JPEG, GIF, WebP) or PDF files.";
    case "too-large":
      return `${channel} takes files of up to ${formatMegabytes(maxBytes)} MB here; choose a smaller one.`;
    default:
      return assertNever(fault);
  }
}

/** As platforms state their limits: 10 MiB are "10 MB" to people. */
export function formatMegabytes(bytes: number): number {
  return bytes % 1_048_576 === 0 ? bytes / 1_048_576 : Math.floor(bytes / 1_000_000);
}
