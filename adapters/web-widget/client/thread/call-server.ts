/** The widget's requests. What can go wrong on a bad network is an outcome, never an exception. */
import type { HistoryReply, OpenSessionReply, PostMessageBody, PostMessageReply } from "../../wire.ts";

/** `later` = try the same again after that time; `refused` = never the same again. */
export type Outcome<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "later"; readonly afterMs: number | null }
  | { readonly kind: "refused"; readonly status: number };

export interface Server {
  openSession(): Promise<Outcome<OpenSessionReply>>;
  postMessage(token: string, body: PostMessageBody): Promise<Outcome<PostMessageReply>>;
  readHistory(token: string, before: number): Promise<Outcome<HistoryReply>>;
  /** A file of a message; null when it cannot be had. */
  readFile(token: string, outboundId: string, at: number): Promise<Blob | null>;
  /** The raw answer; its body is read by `readStream`. */
  openStream(token: string, after: number, signal: AbortSignal): Promise<Outcome<ReadableStream<Uint8Array>>>;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const REQUEST_TIMEOUT_MS = 20_000;
/** 20 MB over two megabits a second. */
const FILE_TIMEOUT_MS = 80_000;

/** `base` ends in a slash: the folder widget.js was loaded from. */
export function createServer(base: string, fetchIt: Fetch): Server {
  const ask = async (path: string, init: RequestInit): Promise<Outcome<Response>> => {
    try {
      // The Referer in origin form tells our own server which page asks, where a browser sends no Origin.
      const response = await fetchIt(base + path, { referrerPolicy: "strict-origin", credentials: "omit", ...init });
      return sortResponse(response);
    } catch {
      return { kind: "later", afterMs: null };
    }
  };
  const askJson = async <Value>(path: string, init: RequestInit): Promise<Outcome<Value>> => {
    const outcome = await ask(path, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    if (outcome.kind !== "ok") return outcome;
    try {
      return { kind: "ok", value: (await outcome.value.json()) as Value };
    } catch {
      return { kind: "later", afterMs: null };
    }
  };
  const post = (token: string | null, body: object): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json", ...(token === null ? {} : { "x-dragoman-session": token }) },
    body: JSON.stringify(body),
  });
  return {
    openSession: () => askJson("session", post(null, {})),
    postMessage: (token, body) => askJson("messages", post(token, body)),
    readHistory: (token, before) => askJson(`history?before=${before}`, { headers: { "x-dragoman-session": token } }),
    async readFile(token, outboundId, at) {
      // Nothing of it stays on a device that others use, and what was erased is gone.
      const headers = { "x-dragoman-session": token };
      const init: RequestInit = { headers, cache: "no-store", signal: AbortSignal.timeout(FILE_TIMEOUT_MS) };
      const outcome = await ask(`files?message=${outboundId}&at=${at}`, init);
      return outcome.kind === "ok" ? outcome.value.blob().catch(() => null) : null;
    },
    async openStream(token, after, signal) {
      const headers = { "x-dragoman-session": token, accept: "text/event-stream" };
      const outcome = await ask(`events?after=${after}`, { headers, signal, cache: "no-store" });
      if (outcome.kind !== "ok") return outcome;
      return outcome.value.body ? { kind: "ok", value: outcome.value.body } : { kind: "later", afterMs: null };
    },
  };
}

function sortResponse(response: Response): Outcome<Response> {
  if (response.ok) return { kind: "ok", value: response };
  const isPassing = response.status === 408 || response.status === 429 || response.status >= 500;
  if (!isPassing) return { kind: "refused", status: response.status };
  const seconds = Number(response.headers.get("retry-after"));
  return { kind: "later", afterMs: seconds > 0 ? seconds * 1_000 : null };
}
