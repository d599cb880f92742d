/** Turns whatever went wrong into `{error:{code,message,hint,requestId}}`; never a stack trace, a path or a value. */
import type { NextFunction, Request, Response } from "express";
import { AppError, ERROR_CODES, type ErrorCode } from "../contracts/errors.ts";
import type { Logger } from "../contracts/runtime.ts";

/** Codes that are absent here are our own faults: 500, and the reader is told nothing but the request id. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  NOT_SIGNED_IN: 401,
  SIGNATURE_INVALID: 401,
  SECOND_FACTOR_MISSING: 403,
  NOT_ALLOWED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  CSRF_INVALID: 403,
  NOT_FOUND: 404,
  TRANSITION_FORBIDDEN: 409,
  HELD_BY_COLLEAGUE: 409,
  UNSEEN_MESSAGE: 409,
  MERGE_REFUSED: 409,
  REQUEST_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  DATABASE_UNREACHABLE: 503,
};

const OUR_FAULT_HINT = "Try again in a moment; the server's log has more under this request id.";

interface ErrorAnswer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly hint: string;
}

export function answerError(log: Logger) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const answer = describeError(error);
    const requestId = String(response.locals["requestId"] ?? "");
    if (answer.status >= 500) log.error("http-request-failed", error, { requestId, code: answer.code });
    // A reply that has begun cannot become an error; cutting the connection is the only honest sign left.
    if (response.headersSent) return void response.destroy();
    const retryAfterMs = error instanceof AppError ? error.detail["retryAfterMs"] : undefined;
    if (typeof retryAfterMs === "number") response.set("Retry-After", String(Math.ceil(retryAfterMs / 1000)));
    writeError(response, answer);
  };
}

export function writeError(response: Response, answer: ErrorAnswer): void {
  response
    .status(answer.status)
    .set("Cache-Control", "no-store")
    .json({
      error: {
        code: answer.code,
        message: ERROR_CODES[answer.code],
        hint: answer.hint,
        requestId: String(response.locals["requestId"] ?? ""),
      },
    });
}

/** Answers 405 and names the methods that work. */
export function writeWrongMethod(response: Response, allowed: readonly string[]): void {
  response.set("Allow", allowed.join(", "));
  writeError(response, { status: 405, code: "REQUEST_INVALID", hint: `This address takes ${allowed.join(", ")}.` });
}

function describeError(error: unknown): ErrorAnswer {
  if (error instanceof AppError) {
    const status = STATUS_OF[error.code];
    if (status === undefined || status >= 500)
      return { status: status ?? 500, code: status === undefined ? "INTERNAL" : error.code, hint: OUR_FAULT_HINT };
    return { status, code: error.code, hint: error.hint };
  }
  const status = httpStatusOf(error);
  if (status === 413) return { status, code: "REQUEST_TOO_LARGE", hint: "Send less in one request." };
  if (status !== null)
    return { status, code: "REQUEST_INVALID", hint: "Check the address, the headers and the body of the request." };
  return { status: 500, code: "INTERNAL", hint: OUR_FAULT_HINT };
}

/** Express and its body readers mark errors of the caller with a 4xx `status`; their text may quote the request. */
function httpStatusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
