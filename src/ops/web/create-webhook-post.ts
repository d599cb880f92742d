/**
 * Sends a webhook: to public addresses over https, or to those that the operator named; no redirect is followed, ten
 * seconds for everything, and of the answer nothing but the status is read.
 */
import { type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { JudgeTarget, PostOutcome, PostWebhook, WebhookPost } from "../../contracts/webhook.ts";
import { checkTarget, hostOf, lookupPublic, Refusal } from "./check-target.ts";

export interface WebhookPostOptions {
  readonly timeoutMs?: number;
  /** "host:port" that may be told although it is private, over http, too. */
  readonly allowed?: readonly string[];
}

const TIMEOUT_MS = 10_000;
const USER_AGENT = "Dragoman/1 (webhooks)";

export function createWebhookPost(options: WebhookPostOptions = {}): PostWebhook {
  const allowed = new Set(options.allowed ?? []);
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  return async (post) => {
    const tooSlow = AbortSignal.timeout(timeoutMs);
    try {
      const url = checkSecure(post.url, allowed);
      const isAllowed = allowed.has(hostOf(url));
      return readOutcome(await send(url, post, { signal: AbortSignal.any([post.signal, tooSlow]), isAllowed }));
    } catch (error) {
      // The edge: whatever a server or a resolver does ends as an outcome.
      if (error instanceof Refusal) return { kind: "refused", fault: error.fault };
      const fault = post.signal.aborted ? "aborted" : tooSlow.aborted ? "too-slow" : "unreachable";
      return { kind: "refused", fault };
    }
  };
}

/** For whoever writes an address down, long before it is used. */
export function createTargetJudge(hosts: readonly string[]): JudgeTarget {
  const allowed = new Set(hosts);
  return (url) => {
    try {
      checkSecure(url, allowed);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.fault;
      throw error;
    }
  };
}

/** Throws a Refusal. */
function checkSecure(text: string, allowed: ReadonlySet<string>): URL {
  const url = checkTarget(text, allowed);
  if (url.protocol !== "https:" && !allowed.has(hostOf(url))) throw new Refusal("not-a-web-address");
  return url;
}

function send(
  url: URL,
  post: WebhookPost,
  call: { readonly signal: AbortSignal; readonly isAllowed: boolean },
): Promise<IncomingMessage> {
  const settings: RequestOptions = {
    method: "POST",
    headers: {
      "user-agent": USER_AGENT,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(post.body),
      ...post.headers,
    },
    signal: call.signal,
    // A connection of its own: one that is kept could have been opened to somewhere else.
    agent: false,
    ...(call.isAllowed ? {} : { lookup: lookupPublic }),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    request(url, settings, resolve).on("error", reject).end(post.body);
  });
}

/** The body may be long, slow or endless, and nobody reads it: the connection is closed. */
function readOutcome(reply: IncomingMessage): PostOutcome {
  reply.on("error", () => undefined).destroy();
  return {
    kind: "answered",
    status: reply.statusCode ?? 0,
    retryAfterMs: readRetryAfter(reply.headers["retry-after"]),
  };
}

function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/u.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
