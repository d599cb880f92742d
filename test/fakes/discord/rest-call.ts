/** One REST call and its answer, as the files of this fake hand them to one another. */

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null for none, a string for HTML. */
  readonly body: unknown;
}

export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined when it was no JSON, null when there was none. */
  readonly body: unknown;
}

export function refusal(status: number, code: number, message: string): RestAnswer {
  return { status, body: { message, code } };
}
