/** The widget's HTTP routes. Each checks the page's origin first, then the rate, the session and the body. */
import type { ChannelHost, ChannelRoute, HttpReply, HttpRequest } from "../../src/contracts/channel-adapter.ts";
import { allowOrigin, allowPublic } from "./allow-origin.ts";
import { buildConfig } from "./build-config.ts";
import {
  decodeConfigQuery,
  decodeEventsQuery,
  decodeHistoryQuery,
  decodeMessage,
  decodeMessageBody,
  decodeSessionBody,
  toBuyerEntry,
} from "./decode.ts";
import { encodeError, encodeJson, encodeTooMany } from "./encode.ts";
import { createRateLimit } from "./limit-rate.ts";
import { type Bundles, serveBundle } from "./load-bundles.ts";
import { createStreamSeats, createToken, findThreadKey } from "./sessions.ts";
import { streamEvents } from "./stream-events.ts";
import type { HistoryReply, OpenSessionReply, PostMessageReply, WidgetEntry } from "./wire.ts";

/** 4,000 characters of four bytes, escaped, with room for the rest of the body. */
const MAX_MESSAGE_BYTES = 64_000;

type Headers = Readonly<Record<string, string>>;

export interface RouteParts {
  readonly host: ChannelHost;
  /** From WIDGET_ORIGINS; the shop's own list comes on top, read at each request. */
  readonly origins: readonly string[];
  /** Null when the browser code was not built. */
  readonly bundles: Bundles | null;
}

export function createRoutes(parts: RouteParts): readonly ChannelRoute[] {
  const seats = createStreamSeats();
  const limits = createLimits(parts.host);
  const post = (path: string, maxBytes: number, handle: ChannelRoute["handle"]) =>
    ({ method: "POST", path, maxBytes, handle }) as const;
  const get = (path: string, handle: ChannelRoute["handle"]) => ({ method: "GET", path, maxBytes: 0, handle }) as const;
  const routes = [
    get("/config", (request) => answerConfig(parts, request)),
    post(
      "/session",
      1_000,
      guarded(parts, (request, headers) => openSession(parts, limits, request, headers)),
    ),
    post(
      "/messages",
      MAX_MESSAGE_BYTES,
      guarded(parts, (request, headers) => takeMessage(parts, limits, request, headers)),
    ),
    get(
      "/events",
      guarded(parts, (request, headers) => openStream(parts, { limits, seats }, request, headers)),
    ),
    get(
      "/history",
      guarded(parts, (request, headers) => readHistory(parts, limits, request, headers)),
    ),
  ];
  return [...routes, ...routes.map((route) => preflight(parts, route)), ...bundleRoutes(parts)];
}

type GuardedHandle = (request: HttpRequest, headers: Headers) => Promise<HttpReply>;

function guarded(parts: RouteParts, handle: GuardedHandle): ChannelRoute["handle"] {
  return async (request) => {
    const verdict = allowOrigin(request, allowedOrigins(parts));
    if (verdict.kind === "allowed") return handle(request, verdict.headers);
    parts.host.refuse("origin-not-allowed");
    return encodeError(403, "ORIGIN_NOT_ALLOWED", { vary: "Origin" });
  };
}

function createLimits(host: ChannelHost) {
  return {
    messagesOfThread: createRateLimit(host.clock, 30),
    // Many buyers may share one address (a mobile carrier), so these are for floods alone.
    messagesOfAddress: createRateLimit(host.clock, 600),
    sessionsOfAddress: createRateLimit(host.clock, 60),
    readsOfThread: createRateLimit(host.clock, 120),
    readsOfAddress: createRateLimit(host.clock, 1_200),
  };
}

type Limits = ReturnType<typeof createLimits>;

function openSession(parts: RouteParts, limits: Limits, request: HttpRequest, headers: Headers): Promise<HttpReply> {
  return Promise.resolve(answerSession(parts, limits, request, headers));
}

function answerSession(parts: RouteParts, limits: Limits, request: HttpRequest, headers: Headers): HttpReply {
  const waitMs = limits.sessionsOfAddress.take(request.remoteAddress);
  if (waitMs > 0) return refuseTooMany(parts, waitMs, headers);
  if (decodeSessionBody(request).kind === "invalid") return refuseInvalid(parts, headers);
  const reply: OpenSessionReply = { token: createToken() };
  return encodeJson(200, reply, headers);
}

async function takeMessage(
  parts: RouteParts,
  limits: Limits,
  request: HttpRequest,
  headers: Headers,
): Promise<HttpReply> {
  const threadKey = findThreadKey(request);
  if (threadKey === null) return refuseSession(parts, headers);
  const waitMs = limits.messagesOfThread.take(threadKey) || limits.messagesOfAddress.take(request.remoteAddress);
  if (waitMs > 0) return refuseTooMany(parts, waitMs, headers);
  const body = decodeMessageBody(request);
  if (body.kind === "invalid") return refuseInvalid(parts, headers);
  const message = decodeMessage(body.value, threadKey, parts.host.clock.now());
  // The feed first: an answer may follow within milliseconds, and must not stand above its question. Both writes take
  // the same key once, so a crash or a refusal between them is mended by the browser's next try.
  const entry = toBuyerEntry(body.value, message.sentAt);
  const cursor = await parts.host.feed.append(threadKey, message.externalId, entry);
  const outcome = await parts.host.receive(message);
  if (outcome.kind === "refused" && outcome.reason === "empty") return refuseInvalid(parts, headers);
  if (outcome.kind === "refused") return refuseTooMany(parts, outcome.retryAfterMs, headers);
  const reply: PostMessageReply = { cursor };
  return encodeJson(200, reply, headers);
}

async function openStream(
  parts: RouteParts,
  { limits, seats }: { limits: Limits; seats: ReturnType<typeof createStreamSeats> },
  request: HttpRequest,
  headers: Headers,
): Promise<HttpReply> {
  const threadKey = findThreadKey(request);
  if (threadKey === null) return refuseSession(parts, headers);
  const waitMs = limits.readsOfThread.take(threadKey) || limits.readsOfAddress.take(request.remoteAddress);
  if (waitMs > 0) return refuseTooMany(parts, waitMs, headers);
  if (!seats.hasRoom(request.remoteAddress)) return refuseTooMany(parts, 30_000, headers);
  const after = decodeEventsQuery(request);
  if (after.kind === "invalid") return refuseInvalid(parts, headers);
  async function* follow(afterCursor: number): AsyncGenerator<string> {
    const ending = new AbortController();
    const end = () => ending.abort();
    const leave = seats.take(String(threadKey), request.remoteAddress, end);
    request.signal.addEventListener("abort", end, { once: true });
    try {
      if (!request.signal.aborted) yield* streamEvents(parts.host, String(threadKey), afterCursor, ending.signal);
    } finally {
      request.signal.removeEventListener("abort", end);
      leave();
    }
  }
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      ...headers,
    },
    stream: follow(after.value),
  };
}

/** Cursors have no gaps, so the page before one is an arithmetic matter. */
async function readHistory(
  parts: RouteParts,
  limits: Limits,
  request: HttpRequest,
  headers: Headers,
): Promise<HttpReply> {
  const threadKey = findThreadKey(request);
  if (threadKey === null) return refuseSession(parts, headers);
  const waitMs = limits.readsOfThread.take(threadKey) || limits.readsOfAddress.take(request.remoteAddress);
  if (waitMs > 0) return refuseTooMany(parts, waitMs, headers);
  const query = decodeHistoryQuery(request);
  if (query.kind === "invalid") return refuseInvalid(parts, headers);
  const first = Math.max(1, query.value.before - query.value.limit);
  const count = query.value.before - first;
  const entries = count > 0 ? await parts.host.feed.read(threadKey, first - 1, count) : [];
  const reply: HistoryReply = {
    // Only encode.ts and decode.ts write payloads into the feed.
    entries: entries.map(({ cursor, payload }) => ({ cursor, entry: payload as WidgetEntry })),
    hasMore: first > 1,
  };
  return encodeJson(200, reply, headers);
}

function answerConfig(parts: RouteParts, request: HttpRequest): Promise<HttpReply> {
  const verdict = allowPublic(request, allowedOrigins(parts));
  if (verdict.kind === "forbidden") return Promise.resolve(encodeError(403, "ORIGIN_NOT_ALLOWED", { vary: "Origin" }));
  const query = decodeConfigQuery(request);
  if (query.kind === "invalid") return Promise.resolve(refuseInvalid(parts, verdict.headers));
  const linkHosts = allowedOrigins(parts).map((origin) => new URL(origin).host);
  const config = buildConfig(parts.host, { ...query.value, panel: parts.bundles?.panel ?? null, linkHosts });
  return Promise.resolve(encodeJson(200, config, { ...verdict.headers, "cache-control": "public, max-age=60" }));
}

function bundleRoutes(parts: RouteParts): readonly ChannelRoute[] {
  const { bundles } = parts;
  if (bundles === null) return [];
  return [bundles.loader, ...bundles.assets].map((bundle) => ({
    method: "GET",
    path: bundle.path,
    maxBytes: 0,
    handle: (request) => {
      const verdict = allowPublic(request, allowedOrigins(parts));
      if (verdict.kind === "forbidden") return Promise.resolve(encodeError(403, "ORIGIN_NOT_ALLOWED"));
      const reply = serveBundle(bundle, request, bundle !== bundles.loader);
      return Promise.resolve({ ...reply, headers: { ...verdict.headers, ...reply.headers } });
    },
  }));
}

/** Answers the browser's question before a request with our header; a page that is not allowed learns nothing. */
function preflight(parts: RouteParts, route: ChannelRoute): ChannelRoute {
  const handle = (request: HttpRequest): Promise<HttpReply> => {
    const verdict = allowOrigin(request, allowedOrigins(parts));
    if (verdict.kind === "forbidden")
      return Promise.resolve(encodeError(403, "ORIGIN_NOT_ALLOWED", { vary: "Origin" }));
    const headers = {
      ...verdict.headers,
      "access-control-allow-methods": route.method,
      "access-control-allow-headers": "content-type, last-event-id, x-dragoman-session",
      "access-control-max-age": "600",
    };
    return Promise.resolve({ status: 204, headers });
  };
  return { method: "OPTIONS", path: route.path, maxBytes: 0, handle };
}

function allowedOrigins(parts: RouteParts): readonly string[] {
  return [...parts.origins, ...parts.host.shop().widgetOrigins];
}

function refuseInvalid(parts: RouteParts, headers: Headers): HttpReply {
  parts.host.refuse("request-invalid");
  return encodeError(400, "REQUEST_INVALID", headers);
}

function refuseSession(parts: RouteParts, headers: Headers): HttpReply {
  parts.host.refuse("session-missing");
  return encodeError(401, "NOT_SIGNED_IN", headers);
}

function refuseTooMany(parts: RouteParts, retryAfterMs: number, headers: Headers): HttpReply {
  parts.host.refuse("too-many-requests");
  return encodeTooMany(retryAfterMs, headers);
}
