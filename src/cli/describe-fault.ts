/** A fault as the person at the terminal reads it: one line that says what to do. */
import { AppError } from "../contracts/errors.ts";

export function describeFault(error: unknown): string {
  if (error instanceof AppError) return `dragoman: ${error.message}`;
  // A fault of ours: its place helps whoever reports it, its values might be a buyer's.
  const place = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `dragoman: unexpected fault, please report it:\n${place}`;
}
