/**
 * Calls the Bot API through grammy and turns whatever happens into an outcome; nothing it gives back, and nothing it
 * throws, holds the token or an address.
 */
import { readUpTo } from "../../src/shared/files/read-up-to.ts";
import { Api, GrammyError, HttpError, type ApiClientOptions, type RawApi } from "grammy";

export type CallOutcome<Result> =
  | { readonly kind: "ok"; readonly result: Result }
  /** Telegram answered, and the answer was no. `description` is Telegram's own sentence. */
  | {
      readonly kind: "rejected";
      readonly status: number;
      readonly description: string;
      readonly retryAfterMs: number;
      /** The group has become a supergroup, with this id. */
      readonly migrateToChatId: number | null;
    }
  /** Something between us and Telegram answered, or Telegram itself with a 5xx. */
  | { readonly kind: "broken"; readonly status: number }
  /** The connection never came about, so nothing can have arrived. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** The request may have been written, and no answer came. */
  | { readonly kind: "no-answer"; readonly detail: string }
  | { readonly kind: "aborted" };

/** grammy types its signals by a polyfill; only the types differ from the platform's own. */
type GrammySignal = NonNullable<Parameters<RawApi["getMe"]>[0]>;
type Invocation<Result> = (api: RawApi, signal: GrammySignal) => Promise<Result>;

export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface TelegramClient {
  /** Never throws. Ends at once when `limits.signal` aborts, and after `limits.timeoutMs` at the latest. */
  call<Result>(invoke: Invocation<Result>, limits: CallLimits): Promise<CallOutcome<Result>>;
  /** The bytes behind a path that `getFile` gave; null when they cannot be had, or are more. Never throws. */
  download(filePath: string, maxBytes: number, limits: CallLimits): Promise<Uint8Array | null>;
}

export function createTelegramClient(token: string, apiRoot: string | undefined): TelegramClient {
  const fetchFile = globalThis.fetch;
  let root = apiRoot ?? "";
  const fetch = fetchAnswer as unknown as NonNullable<ApiClientOptions["fetch"]>;
  // The library knows where Telegram is; files are at the same place.
  const buildUrl: NonNullable<ApiClientOptions["buildUrl"]> = (base, botToken, method) => {
    root = base;
    return `${base}/bot${botToken}/${method}`;
  };
  const { raw } = new Api(token, { fetch, buildUrl, ...(apiRoot !== undefined && { apiRoot }) });
  return {
    async call(invoke, { timeoutMs, signal }) {
      if (signal.aborted) return { kind: "aborted" };
      const controller = new AbortController();
      const abort = () => controller.abort();
      signal.addEventListener("abort", abort, { once: true });
      const timer = setTimeout(abort, timeoutMs);
      try {
        return { kind: "ok", result: await invoke(raw, controller.signal as unknown as GrammySignal) };
      } catch (error) {
        return describeFailure(error, controller.signal.aborted && !signal.aborted);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      }
    },
    async download(filePath, maxBytes, { timeoutMs, signal }) {
      // A path of another form could lead the token to another address.
      if (!/^[\w./-]{1,200}$/.test(filePath) || filePath.includes("..")) return null;
      try {
        const response = await fetchFile(`${root}/file/bot${token}/${filePath}`, {
          redirect: "error",
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        return response.ok ? await readUpTo(response, maxBytes) : null;
      } catch {
        // Its words hold the address, and the address the token.
        return null;
      }
    },
  };
}

/** Thrown by `fetchAnswer` alone, and carries words from closed lists alone. */
class TransportFault extends Error {
  readonly outcome: CallOutcome<never>;

  constructor(outcome: CallOutcome<never>) {
    super(outcome.kind);
    this.name = "TransportFault";
    this.outcome = outcome;
  }
}

function describeFailure(error: unknown, isTimeout: boolean): CallOutcome<never> {
  if (isTimeout) return { kind: "no-answer", detail: "timeout" };
  if (error instanceof GrammyError) {
    const status = error.error_code;
    if (status >= 500) return { kind: "broken", status };
    const seconds = error.parameters.retry_after;
    const retryAfterMs = typeof seconds === "number" && seconds > 0 ? seconds * 1_000 : DEFAULT_RETRY_AFTER_MS;
    const movedTo = error.parameters.migrate_to_chat_id;
    const migrateToChatId = Number.isSafeInteger(movedTo) ? Number(movedTo) : null;
    const description = String(error.description).slice(0, 200);
    return { kind: "rejected", status, description, retryAfterMs, migrateToChatId };
  }
  const fault = error instanceof HttpError ? error.error : error;
  if (fault instanceof TransportFault) return fault.outcome;
  return { kind: "no-answer", detail: "unexpected" };
}

/** When Telegram limits us and does not say for how long. */
const DEFAULT_RETRY_AFTER_MS = 5_000;

interface FetchInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Words as JSON; files as a form that is read while it is sent. */
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly signal: EventTarget & { readonly aborted: boolean };
}

/** Stands in for grammy's node-fetch, whose errors quote the address and do not tell an HTML page from an answer. */
async function fetchAnswer(url: string, init: FetchInit): Promise<{ json(): Promise<unknown> }> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (init.signal.aborted) abort();
  else init.signal.addEventListener("abort", abort, { once: true });
  let status = 0;
  try {
    const { method, headers, body } = init;
    const request: RequestInit = { signal: controller.signal, redirect: "error" };
    Object.assign(request, { method, headers, body }, typeof body === "object" ? { duplex: "half" } : {});
    const response = await fetch(url, request);
    status = response.status;
    const answer = decodeAnswer(await response.text(), status);
    return { json: () => Promise.resolve(answer) };
  } catch (error) {
    if (error instanceof TransportFault) throw error;
    if (controller.signal.aborted) throw new TransportFault({ kind: "aborted" });
    throw new TransportFault(describeTransportError(error));
  } finally {
    init.signal.removeEventListener("abort", abort);
  }
}

function decodeAnswer(text: string, status: number): unknown {
  let answer: unknown = null;
  try {
    answer = JSON.parse(text);
  } catch {
    // An HTML page of a proxy; the status below is all it says to us.
  }
  if (isRecord(answer) && answer["ok"] === true && "result" in answer) return answer;
  if (isRecord(answer) && answer["ok"] === false && Number.isInteger(answer["error_code"])) {
    return { description: "", ...answer, parameters: isRecord(answer["parameters"]) ? answer["parameters"] : {} };
  }
  // A gateway that gave up waiting, or a success whose body was lost, may hide a message that arrived.
  if (status === 504 || status < 300) throw new TransportFault({ kind: "no-answer", detail: `http-${status}` });
  throw new TransportFault({ kind: "broken", status });
}

/** Faults of looking up, connecting and shaking hands: all of them come before the first byte of a request. */
const BEFORE_WRITING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|EPROTO|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

function describeTransportError(error: unknown): CallOutcome<never> {
  for (let cause = error, depth = 0; isRecord(cause) && depth < 4; cause = cause["cause"], depth += 1) {
    const code = typeof cause["code"] === "string" ? cause["code"] : "";
    const isHandshake = String(cause["message"]).includes("before secure TLS connection was established");
    if (BEFORE_WRITING.test(code) || cause["syscall"] === "connect" || isHandshake) {
      return { kind: "unreachable", detail: code === "" ? "connect" : code };
    }
    if (/^[A-Z][A-Z0-9_]+$/.test(code)) return { kind: "no-answer", detail: code };
  }
  return { kind: "no-answer", detail: "cut" };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
