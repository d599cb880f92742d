/**
 * Calls to Discord's REST API through discord.js. Never waits out a rate limit and never tries twice by itself: the
 * outbox decides both. What it throws holds addresses with secrets: hand it to `describeFault`, never to a log.
 */
import { DiscordAPIError, HTTPError, RateLimitError, RequestMethod, REST, Routes } from "discord.js";
import type { RESTPostAPIChannelMessageJSONBody } from "discord.js";

/** Longest time for one call, its body included. */
const CALL_TIMEOUT_MS = 10_000;

/** 10 MB over two megabits a second. */
const UPLOAD_TIMEOUT_MS = 45_000;

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface DiscordClient {
  /** For the library's gateway, which asks it where to connect. */
  readonly rest: REST;
  readonly token: string;
  /** Resolves with the id of the message that now stands in the channel. */
  createMessage(
    channelId: string,
    body: RESTPostAPIChannelMessageJSONBody,
    signal: AbortSignal,
    files?: readonly SentFile[],
  ): Promise<string>;
  /** The messages that follow `after`, at most 100, oldest first, as Discord gave them. */
  messagesAfter(channelId: string, after: string, signal: AbortSignal): Promise<readonly unknown[]>;
  /** Opens the thread of a message; its id is the message's id. Opening it again is no fault. */
  openThread(channelId: string, messageId: string, name: string, signal: AbortSignal): Promise<void>;
  /** Tells Discord within its 3 s that a press was noticed; the message stays as it is. */
  acknowledgePress(interactionId: string, interactionToken: string): Promise<void>;
  showTyping(channelId: string): Promise<void>;
  /** For calls of the team's half; ends in time like the others. */
  call(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    route: `/${string}`,
    options?: CallOptions,
  ): Promise<unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Only false where the route itself holds a token. */
  readonly auth?: false;
}

export type RestFault =
  | { readonly kind: "rate-limited"; readonly afterMs: number; readonly isGlobal: boolean }
  | { readonly kind: "rejected"; readonly status: number; readonly code: number }
  | { readonly kind: "server-error"; readonly status: number }
  /** Nothing was written to the platform. */
  | { readonly kind: "not-sent" }
  /** It may or may not have arrived. */
  | { readonly kind: "no-answer" };

/** Errors of a connection that never came about. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);
const THREAD_EXISTS_ALREADY = 160_004;
const ONE_DAY_IN_MINUTES = 1440;

const METHODS = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
};

export interface ClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly callTimeoutMs?: number;
}

export function createDiscordClient(options: ClientOptions): DiscordClient {
  const callTimeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
  const rest = createRest(options.apiRoot, callTimeoutMs);
  // A time-out of the library's own ends with the headers, which come after the whole upload.
  const uploads = createRest(options.apiRoot, UPLOAD_TIMEOUT_MS);
  // The library forgets the token at the first 401, even a spurious one: set it before each call.
  const ready = () => rest.setToken(options.token);
  // The library's own time-out ends with the headers; this one also covers a body that never comes.
  const within = (signal?: AbortSignal) =>
    AbortSignal.any([AbortSignal.timeout(callTimeoutMs), ...(signal ? [signal] : [])]);
  return {
    get rest() {
      return ready();
    },
    token: options.token,
    async createMessage(channelId, body, signal, files = []) {
      const route = Routes.channelMessages(channelId);
      const message: unknown =
        files.length === 0
          ? await ready().post(route, { body, signal: within(signal) })
          : await uploads.setToken(options.token).post(route, {
              body,
              files: files.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes) })),
              signal: AbortSignal.any([AbortSignal.timeout(UPLOAD_TIMEOUT_MS), signal]),
            });
      const id = typeof message === "object" && message !== null && "id" in message ? message.id : null;
      if (typeof id !== "string") throw new SyntaxError("The answer holds no message id");
      return id;
    },
    async messagesAfter(channelId, after, signal) {
      const query = new URLSearchParams({ after, limit: "100" });
      const page: unknown = await ready().get(Routes.channelMessages(channelId), { query, signal: within(signal) });
      if (!Array.isArray(page)) throw new SyntaxError("The answer holds no list of messages");
      return page.toReversed();
    },
    async openThread(channelId, messageId, name, signal) {
      const body = { name, auto_archive_duration: ONE_DAY_IN_MINUTES };
      try {
        await ready().post(Routes.threads(channelId, messageId), { body, signal: within(signal) });
      } catch (error) {
        if (!(error instanceof DiscordAPIError) || error.code !== THREAD_EXISTS_ALREADY) throw error;
      }
    },
    async acknowledgePress(interactionId, interactionToken) {
      const route = Routes.interactionCallback(interactionId, interactionToken);
      await ready().post(route, { body: { type: 6 }, auth: false, signal: within() });
    },
    call: (method, route, { body, signal, auth } = {}) =>
      ready().request({
        method: METHODS[method],
        fullRoute: route,
        signal: within(signal),
        ...(body === undefined ? {} : { body }),
        ...(auth === false ? { auth } : {}),
      }),
    async showTyping(channelId) {
      await ready().post(Routes.channelTyping(channelId), { signal: within() });
    },
  };
}

function createRest(apiRoot: string, timeout: number): REST {
  // The library adds the version itself.
  const api = apiRoot.replace(/\/v\d+$/, "");
  return new REST({ api, version: "10", retries: 0, timeout, rejectOnRateLimit: () => true });
}

/** What went wrong with a call, without the addresses and bodies that the library's errors carry. */
export function describeFault(error: unknown): RestFault {
  if (error instanceof RateLimitError) {
    const askedMs = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout);
    // A limit without a delay comes from a proxy in front of Discord.
    const afterMs = Number.isFinite(askedMs) && askedMs > 0 ? askedMs : 1_000;
    return { kind: "rate-limited", afterMs, isGlobal: error.global };
  }
  if (error instanceof DiscordAPIError) {
    return { kind: "rejected", status: error.status, code: Number(error.code) || 0 };
  }
  if (error instanceof HTTPError) return { kind: "server-error", status: error.status };
  return NOT_SENT.has(codeOf(error)) ? { kind: "not-sent" } : { kind: "no-answer" };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code === "string") return code;
  return error.cause === undefined ? "" : codeOf(error.cause);
}
