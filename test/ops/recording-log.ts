/** A logger that keeps its lines for a test to read. */
import type { Logger } from "../../src/contracts/runtime.ts";

export interface RecordedLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function createRecordingLog(): { readonly log: Logger; readonly lines: RecordedLine[] } {
  const lines: RecordedLine[] = [];
  const make = (base: Readonly<Record<string, unknown>>): Logger => ({
    info: (event, fields) => void lines.push({ level: "info", event, fields: { ...base, ...fields } }),
    warn: (event, fields) => void lines.push({ level: "warn", event, fields: { ...base, ...fields } }),
    error: (event, error, fields) => void lines.push({ level: "error", event, fields: { ...base, ...fields, error } }),
    with: (fields) => make({ ...base, ...fields }),
  });
  return { log: make({}), lines };
}
