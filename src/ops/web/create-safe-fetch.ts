/**
 * The one way to fetch a page that somebody named: public addresses only, looked at after the name was resolved and
 * connected to as resolved, again at every redirect; bounded in size, time and redirects.
 */
import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { createBrotliDecompress, createGunzip, createInflate, gunzipSync } from "node:zlib";
import type { PageOutcome, PageRequest, SafeFetch } from "../../contracts/web.ts";
import { checkTarget, hostOf, lookupPublic, Refusal } from "./check-target.ts";

export interface SafeFetchOptions {
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** "host:port" that may be fetched although it is private: for a help centre inside, and for tests. */
  readonly allowed?: readonly string[];
}

const MAX_BYTES = 20_000_000;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 5;
const USER_AGENT = "Dragoman/1 (knowledge import)";

export function createSafeFetch(options: SafeFetchOptions = {}): SafeFetch {
  const allowed = new Set(options.allowed ?? []);
  const limits = { maxBytes: options.maxBytes ?? MAX_BYTES, timeoutMs: options.timeoutMs ?? TIMEOUT_MS };

  async function follow(asked: PageRequest, signal: AbortSignal): Promise<PageOutcome> {
    let url = asked.url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const target = checkTarget(url, allowed);
      const reply = await open(target, asked, { signal, isAllowed: allowed.has(hostOf(target)) });
      const status = reply.statusCode ?? 0;
      const location = status >= 300 && status < 400 ? reply.headers.location : undefined;
      if (location !== undefined && status !== 304) {
        reply.destroy();
        url = URL.parse(location, target.href)?.href ?? "";
        continue;
      }
      if (status === 304) reply.destroy();
      if (status === 304) return { kind: "unchanged" };
      if (status < 200 || status >= 300) {
        reply.destroy();
        return { kind: "answered", status };
      }
      return readPage(reply, target.href, limits.maxBytes);
    }
    throw new Refusal("too-many-redirects");
  }

  return async (asked) => {
    const tooSlow = AbortSignal.timeout(limits.timeoutMs);
    try {
      return await follow(asked, AbortSignal.any([asked.signal, tooSlow]));
    } catch (error) {
      // The edge: whatever a server or a resolver does ends as an outcome.
      if (error instanceof Refusal) return { kind: "refused", fault: error.fault };
      const fault = asked.signal.aborted ? "aborted" : tooSlow.aborted ? "too-slow" : "unreachable";
      return { kind: "refused", fault };
    }
  };
}

function open(
  url: URL,
  asked: PageRequest,
  call: { readonly signal: AbortSignal; readonly isAllowed: boolean },
): Promise<IncomingMessage> {
  const headers: Record<string, string> = {
    "user-agent": USER_AGENT,
    accept: "text/html,application/xhtml+xml,application/pdf,text/plain,application/xml;q=0.8,*/*;q=0.5",
    "accept-encoding": "gzip, br, deflate",
    ...(asked.etag ? { "if-none-match": asked.etag } : {}),
    ...(asked.lastModified ? { "if-modified-since": asked.lastModified } : {}),
  };
  const settings: RequestOptions = {
    headers,
    signal: call.signal,
    // A connection of its own: one that is kept could have been opened to somewhere else.
    agent: false,
    ...(call.isAllowed ? {} : { lookup: lookupPublic }),
  };
  return new Promise((resolveReply, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    send(url, settings, resolveReply).on("error", reject).end();
  });
}

async function readPage(reply: IncomingMessage, url: string, maxBytes: number): Promise<PageOutcome> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Counted after unpacking: a small reply may be a large page.
  for await (const chunk of unpack(reply)) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      reply.destroy();
      throw new Refusal("too-large");
    }
    chunks.push(chunk as Buffer);
  }
  const header = (name: string): string | null => {
    const value = reply.headers[name];
    return typeof value === "string" ? value.slice(0, 300) : null;
  };
  return {
    kind: "fetched",
    url,
    contentType: header("content-type") ?? "",
    bytes: new Uint8Array(unzip(Buffer.concat(chunks), maxBytes)),
    etag: header("etag"),
    lastModified: header("last-modified"),
  };
}

/** A file that is itself packed, as sitemaps are. */
function unzip(bytes: Buffer, maxOutputLength: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (error) {
    const isLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isLarge ? new Refusal("too-large") : error;
  }
}

function unpack(reply: IncomingMessage): AsyncIterable<unknown> {
  const encoding = reply.headers["content-encoding"] ?? "";
  const through =
    encoding === "gzip"
      ? createGunzip()
      : encoding === "br"
        ? createBrotliDecompress()
        : encoding === "deflate"
          ? createInflate()
          : null;
  if (!through) return reply;
  reply.on("error", (error) => through.destroy(error));
  return reply.pipe(through);
}
