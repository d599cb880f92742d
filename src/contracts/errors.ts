/** Faults. An expected outcome is never one of these: see Delivery, Answer, ModelReply. */
export const ERROR_CODES = {
  CONFIG_INVALID: "A setting is not valid",
  PORT_IN_USE: "The port is in use",
  DATA_FOLDER_IN_USE: "Another Dragoman process uses this data folder",
  DATABASE_UNREACHABLE: "The database cannot be reached",
  DATABASE_UNSAFE: "The database does not keep shops apart",
  STORE_MIGRATION: "The database schema is not the one this program expects",
  ADAPTER_AUTH: "The platform rejected our credentials",
  TRANSITION_FORBIDDEN: "That change of status is not allowed",
  HELD_BY_COLLEAGUE: "A colleague holds this ticket",
  UNSEEN_MESSAGE: "The buyer has written since",
  MERGE_REFUSED: "These tickets cannot be merged, or parted",
  REQUEST_INVALID: "The request is not valid",
  REQUEST_TOO_LARGE: "The request is too large",
  TOO_MANY_REQUESTS: "Too many requests",
  ORIGIN_NOT_ALLOWED: "This origin is not allowed",
  SIGNATURE_INVALID: "The signature is not valid",
  CSRF_INVALID: "The CSRF token is missing or not valid",
  NOT_SIGNED_IN: "Not signed in",
  SECOND_FACTOR_MISSING: "A second factor is missing",
  NOT_ALLOWED: "Not allowed",
  NOT_FOUND: "No such thing",
  INTERNAL: "Something went wrong on our side",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** `hint` is one sentence that says what to do; `detail` never holds a secret or a buyer's words. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, hint: string, detail: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(`${ERROR_CODES[code]}: ${hint}`, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.hint = hint;
    this.detail = detail;
  }
}
