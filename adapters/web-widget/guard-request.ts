/** What stands before every route with a visitor's data: the page's origin, then the session, then the rate. */
import type { ChannelHost, ChannelRoute, HttpReply, HttpRequest } from "../../src/contracts/channel-adapter.ts";
import { allowOrigin } from "./allow-origin.ts";
import { encodeError, encodeTooMany } from "./encode.ts";
import { createRateLimit, type RateLimit } from "./limit-rate.ts";
import type { Bundles } from "./load-bundles.ts";
import { findThreadKey } from "./sessions.ts";

export interface RouteParts {
  readonly host: ChannelHost;
  /** From WIDGET_ORIGINS; the shop's own list comes on top, read at each request. */
  readonly origins: readonly string[];
  /** Null when the browser code was not built. */
  readonly bundles: Bundles | null;
}

/** A request whose page may read the answer, with the headers that let it. */
export interface Call {
  readonly host: ChannelHost;
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ThreadCall extends Call {
  readonly threadKey: string;
}

/** Per thread and per address. Many buyers may share an address (a mobile carrier), so that one is for floods alone. */
export interface Rate {
  readonly perThread: RateLimit;
  readonly perAddress: RateLimit;
}

export function createRates(host: ChannelHost) {
  return {
    messages: { perThread: createRateLimit(host.clock, 30), perAddress: createRateLimit(host.clock, 600) },
    reads: { perThread: createRateLimit(host.clock, 120), perAddress: createRateLimit(host.clock, 1_200) },
    files: { perThread: createRateLimit(host.clock, 60), perAddress: createRateLimit(host.clock, 600) },
    sessionsPerAddress: createRateLimit(host.clock, 60),
  };
}

export function guardOrigin(parts: RouteParts, handle: (call: Call) => Promise<HttpReply>): ChannelRoute["handle"] {
  return async (request) => {
    const verdict = allowOrigin(request, listOrigins(parts));
    if (verdict.kind === "allowed") return handle({ host: parts.host, request, headers: verdict.headers });
    return refuseOrigin(parts);
  };
}

export function guardThread(
  parts: RouteParts,
  rate: Rate,
  handle: (call: ThreadCall) => Promise<HttpReply>,
): ChannelRoute["handle"] {
  return guardOrigin(parts, async (call) => {
    const threadKey = findThreadKey(call.request);
    if (threadKey === null) return refuseSession(call);
    const waitMs = rate.perThread.take(threadKey) || rate.perAddress.take(call.request.remoteAddress);
    return waitMs > 0 ? refuseTooMany(call, waitMs) : handle({ ...call, threadKey });
  });
}

export function listOrigins(parts: RouteParts): readonly string[] {
  return [...parts.origins, ...parts.host.shop().widgetOrigins];
}

export function refuseOrigin(parts: RouteParts): HttpReply {
  parts.host.refuse("origin-not-allowed");
  return encodeError(403, "ORIGIN_NOT_ALLOWED", { vary: "Origin" });
}

export function refuseInvalid({ host, headers }: Omit<Call, "request">): HttpReply {
  host.refuse("request-invalid");
  return encodeError(400, "REQUEST_INVALID", headers);
}

export function refuseTooMany({ host, headers }: Call, retryAfterMs: number): HttpReply {
  host.refuse("too-many-requests");
  return encodeTooMany(retryAfterMs, headers);
}

function refuseSession({ host, headers }: Call): HttpReply {
  host.refuse("session-missing");
  return encodeError(401, "NOT_SIGNED_IN", headers);
}
