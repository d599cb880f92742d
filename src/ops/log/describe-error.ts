/**
 * What of an error may stand in a log. Messages of foreign errors can quote what a buyer wrote (a value the database
 * refused, JSON that did not parse), so only messages known to be free of values are kept; code and frames tell the rest.
 */
import { AppError } from "../../contracts/errors.ts";
import { redactFields } from "./redact-fields.ts";

const MAX_CAUSES = 3;
const MAX_FRAMES = 12;
/** Of PostgreSQL errors: names of things, never values. */
const SAFE_FIELDS = ["code", "severity", "schema", "table", "column", "constraint", "routine", "syscall", "status"];

export function describeError(error: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: error === null ? "null" : typeof error };
  const described: Record<string, unknown> = { type: error.name };
  for (const field of SAFE_FIELDS) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string" || typeof value === "number") described[field] = value;
  }
  if (error instanceof AppError) {
    described["hint"] = error.hint;
    described["detail"] = redactFields(error.detail);
  } else if (isMessageSafe(error)) {
    described["message"] = error.message;
  }
  described["frames"] = framesOf(error);
  if (depth >= MAX_CAUSES) return described;
  if (error.cause !== undefined) described["cause"] = describeError(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    described["errors"] = error.errors.slice(0, MAX_CAUSES).map((inner) => describeError(inner, depth + 1));
  }
  return described;
}

/** The engine's own complaints about code, and the system's about calls. Not SyntaxError: JSON.parse quotes its input. */
function isMessageSafe(error: Error): boolean {
  if (typeof Reflect.get(error, "syscall") === "string") return true;
  return ["TypeError", "ReferenceError", "RangeError", "AbortError", "TimeoutError"].includes(error.name);
}

function framesOf(error: Error): readonly string[] {
  const stack = error.stack ?? "";
  // The stack begins with the message, and a message can have lines that look like frames.
  const from = error.message === "" ? 0 : stack.indexOf(error.message) + error.message.length;
  return stack
    .slice(from)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim().slice(3));
}
