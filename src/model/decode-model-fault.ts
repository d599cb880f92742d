/** Sorts what the openai client throws into the few cases that make a difference to us. */

export interface ModelFault {
  readonly reason: "timeout" | "rate-limited" | "refused" | "broken";
  /** False when only this one request was refused; the server is well. */
  readonly isOutage: boolean;
  /** How long to wait before the one further try; null when another try is hopeless or would come too late. */
  readonly retryAfterMs: number | null;
  /** For the log: the status or the name of the error, never its message. */
  readonly detail: string;
}

/** Longer than this nobody may wait: the buyer gets an answer without the model instead. */
const MAX_RETRY_AFTER_MS = 1_000;

/** The detail of a refusal that was about our asking for the count of tokens, which old servers do not know. */
export const NO_USAGE = "no-usage";

interface ErrorShape {
  readonly name?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly headers?: unknown;
  readonly message?: unknown;
}

export function decodeModelFault(error: unknown): ModelFault {
  const shape: ErrorShape = typeof error === "object" && error !== null ? error : {};
  const name = typeof shape.name === "string" ? shape.name : "Error";
  if (typeof shape.status !== "number") return decodeWithoutStatus(shape, name);
  const detail = typeof shape.code === "string" ? `${shape.status}-${shape.code}` : String(shape.status);
  if (shape.status === 429) {
    // An empty purse does not fill up in a second.
    const retryAfterMs = shape.code === "insufficient_quota" ? null : readRetryAfter(shape.headers);
    return { reason: "rate-limited", isOutage: true, retryAfterMs, detail };
  }
  if (shape.status >= 500 || shape.status === 408 || shape.status === 409) {
    return { reason: "broken", isOutage: true, retryAfterMs: shortPause(), detail };
  }
  if (/stream_options|include_usage/.test(String(shape.message))) {
    return { reason: "refused", isOutage: false, retryAfterMs: 0, detail: NO_USAGE };
  }
  // A wrong key or an unknown model fails for everybody; 400 and 422 only for this text.
  const isOutage = shape.status === 401 || shape.status === 403 || shape.status === 404;
  return { reason: "refused", isOutage, retryAfterMs: null, detail };
}

function decodeWithoutStatus(shape: ErrorShape, name: string): ModelFault {
  if (name === "ContextOverflowError") {
    return { reason: "refused", isOutage: false, retryAfterMs: null, detail: "context-length" };
  }
  if (/Timeout|Abort/.test(name)) return { reason: "timeout", isOutage: true, retryAfterMs: null, detail: name };
  const isConnection = isConnectionError(shape);
  return { reason: "broken", isOutage: true, retryAfterMs: isConnection ? shortPause() : null, detail: name };
}

/** No byte of an answer came: a second try on a fresh connection is safe and often works. */
function isConnectionError(shape: ErrorShape): boolean {
  return shape.constructor.name === "APIConnectionError";
}

/** Null when the server names no time, or one that is too far away. */
function readRetryAfter(headers: unknown): number | null {
  if (!(headers instanceof Headers)) return null;
  const ms = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (Number.isFinite(ms)) return keepShort(ms);
  const text = headers.get("retry-after") ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return keepShort(Number(text) * 1_000);
  return keepShort(Date.parse(text) - Date.now());
}

function keepShort(ms: number): number | null {
  return ms <= MAX_RETRY_AFTER_MS ? Math.max(0, ms) : null;
}

/** With jitter, so that many workers do not come back at the same moment. */
function shortPause(): number {
  return 100 + Math.random() * 200;
}
