/** The fake's REST API, version 10: routes, refusals with Discord's codes, rate limits, and the faults of the script. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CheckAgainstSpec } from "./check-against-spec.ts";
import type { Faults, RestFault } from "./faults.ts";
import type { Journal } from "./journal.ts";
import { refusal, type RestAnswer, type RestCall, type RouteParts } from "./rest-call.ts";
import { answerRoute } from "./rest-routes.ts";

export interface RestParts extends RouteParts {
  readonly faults: Faults;
  readonly journal: Journal;
  readonly token: { readonly value: string };
  readonly limits: RateLimits;
  readonly check: CheckAgainstSpec | null;
}

export interface RateLimits {
  readonly globalPerSecond: number;
  readonly messagesPerWindow: number;
  readonly windowMs: number;
}

const PREFIX = "/api/v10";

export function createRestHandler(
  parts: RestParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const takeToken = createLimiter(parts.limits);
  return async (request, response) => {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : url.pathname;
    const { body, files } = await readBody(request);
    const call = { method, path, query: url.searchParams, body, files };
    const note = (status: number | null) =>
      parts.journal.add({ kind: "rest", at: Date.now(), method, path, body, status });

    const fault = parts.faults.take(method, path);
    if (fault?.kind === "hang") return note(null);
    const scripted = fault ? scriptedAnswer(fault) : null;
    const refusal = scripted ?? refuseCall(parts, request, url) ?? takeToken(method, path);
    const isCarriedOut = refusal === null || refusal.status < 400;
    const answer: RestAnswer = isCarriedOut ? answerRoute(parts, call) : refusal;
    if (scripted === null) parts.check?.call(call, answer);
    const headers = { ...refusal?.headers, ...answer.headers };
    if (fault?.kind === "cut-after-accept") {
      note(null);
      request.socket.destroy();
      return;
    }
    note(answer.status);
    if (fault?.kind === "hang-in-body") {
      response.writeHead(answer.status, { ...headers, "content-type": "application/json", "content-length": "1000" });
      response.write("{");
      return;
    }
    if (answer.body === null) return void response.writeHead(answer.status, headers).end();
    const isText = typeof answer.body === "string";
    response.writeHead(answer.status, { "content-type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  };
}

function refuseCall(parts: RestParts, request: IncomingMessage, url: URL): RestAnswer | null {
  if (!url.pathname.startsWith(`${PREFIX}/`)) return refusal(404, 0, "404: Not Found");
  // The press's own token stands in the path and is enough.
  if (["interactions", "webhooks"].some((of) => url.pathname.startsWith(`${PREFIX}/${of}/`))) return null;
  const isOurs = request.headers.authorization === `Bot ${parts.token.value}`;
  return isOurs ? null : refusal(401, 0, "401: Unauthorized");
}

/** A refusal of Discord, or null for faults that let the request through. */
function scriptedAnswer(fault: RestFault): RestAnswer | null {
  const seconds = fault.retryAfterSeconds ?? 1;
  const limited = (isGlobal: boolean): RestAnswer => ({
    status: 429,
    headers: {
      "retry-after": String(seconds),
      "x-ratelimit-scope": isGlobal ? "global" : "shared",
      ...(isGlobal ? { "x-ratelimit-global": "true" } : {}),
    },
    body: { message: "You are being rate limited.", retry_after: seconds, global: isGlobal },
  });
  switch (fault.kind) {
    case "rate-limit":
      return limited(false);
    case "global-rate-limit":
      return limited(true);
    case "server-error":
      return { status: 503, body: { message: "503: Service Unavailable", code: 0 } };
    case "html-error":
      return { status: 502, body: "<html><body>cloudflare</body></html>" };
    case "unauthorized":
      return refusal(401, 0, "401: Unauthorized");
    case "blocked":
      return refusal(403, 50_007, "Cannot send messages to this user");
    case "gone":
      return refusal(404, 10_003, "Unknown Channel");
    case "hang":
    case "cut-after-accept":
    case "hang-in-body":
      return null;
  }
}

/** Headers for a call that may pass, a 429 for one that may not. */
function createLimiter(limits: RateLimits): (method: string, path: string) => RestAnswer | null {
  const buckets = new Map<string, { left: number; endsAt: number }>();
  const take = (key: string, max: number, windowMs: number) => {
    const now = Date.now();
    const known = buckets.get(key);
    const bucket = known && known.endsAt > now ? known : { left: max, endsAt: now + windowMs };
    buckets.set(key, bucket);
    bucket.left -= 1;
    return { isOver: bucket.left < 0, left: Math.max(0, bucket.left), afterSeconds: (bucket.endsAt - now) / 1000 };
  };
  return (method, path) => {
    if (path.startsWith("/interactions/") || path.startsWith("/webhooks/")) return null;
    const all = take("global", limits.globalPerSecond, 1_000);
    if (all.isOver) {
      const headers = {
        "retry-after": String(Math.ceil(all.afterSeconds)),
        "x-ratelimit-global": "true",
        "x-ratelimit-scope": "global",
      };
      return {
        status: 429,
        headers,
        body: { message: "You are being rate limited.", retry_after: all.afterSeconds, global: true },
      };
    }
    const channel = /^\/channels\/(\d+)\/messages$/.exec(path)?.[1];
    if (method !== "POST" || channel === undefined) return null;
    const own = take(channel, limits.messagesPerWindow, limits.windowMs);
    const headers = {
      "x-ratelimit-limit": String(limits.messagesPerWindow),
      "x-ratelimit-remaining": String(own.left),
      "x-ratelimit-reset": String(Date.now() / 1000 + own.afterSeconds),
      "x-ratelimit-reset-after": own.afterSeconds.toFixed(3),
      "x-ratelimit-bucket": "80c17d2f203122d936070c88c8d10f33",
    };
    if (!own.isOver) return { status: 200, headers, body: null };
    const body = { message: "You are being rate limited.", retry_after: own.afterSeconds, global: false };
    return {
      status: 429,
      headers: { ...headers, "retry-after": own.afterSeconds.toFixed(3), "x-ratelimit-scope": "user" },
      body,
    };
  };
}

/** A message with files comes as a form whose field `payload_json` is the message. */
async function readBody(request: IncomingMessage): Promise<Pick<RestCall, "body" | "files">> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  try {
    if (!type.startsWith("multipart/form-data")) {
      return { body: bytes.length === 0 ? null : JSON.parse(bytes.toString("utf8")), files: [] };
    }
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    const files = [...form.values()].filter((value) => typeof value !== "string");
    const words = form.get("payload_json");
    const body: unknown = typeof words === "string" ? JSON.parse(words) : undefined;
    return { body, files: await Promise.all(files.map(readUpload)) };
  } catch {
    return { body: undefined, files: [] };
  }
}

async function readUpload(file: File): Promise<RestCall["files"][number]> {
  return { name: file.name, size: file.size, bytes: new Uint8Array(await file.arrayBuffer()) };
}
