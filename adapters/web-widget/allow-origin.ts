/** Which pages may use the widget's routes: the program's own and those on the list, compared exactly; others get 403. */
import type { HttpRequest } from "../../src/contracts/channel-adapter.ts";

export type OriginVerdict =
  /** `headers` let the page read the answer; empty for a page of our own. */
  { readonly kind: "allowed"; readonly headers: Readonly<Record<string, string>> } | { readonly kind: "forbidden" };

const OWN: OriginVerdict = { kind: "allowed", headers: { vary: "Origin" } };

/** For routes with a visitor's data: fails closed when the page does not say who it is. */
export function allowOrigin(request: HttpRequest, allowed: readonly string[]): OriginVerdict {
  const origin = request.headers["origin"] ?? originOfGet(request);
  if (origin === null) return { kind: "forbidden" };
  if (isOwnOrigin(origin, request.headers["host"])) return OWN;
  if (!allowed.includes(origin)) return { kind: "forbidden" };
  return {
    kind: "allowed",
    // Never `*`, and never with credentials: the session travels in a header that the page must name.
    headers: { "access-control-allow-origin": origin, "access-control-expose-headers": "retry-after", vary: "Origin" },
  };
}

/** For texts and code without anybody's data: a request without an origin (a script tag, curl) is served too. */
export function allowPublic(request: HttpRequest, allowed: readonly string[]): OriginVerdict {
  return request.headers["origin"] === undefined ? OWN : allowOrigin(request, allowed);
}

/** The faults in a comma list of origins, or the list. An origin has a scheme and a host and nothing behind them. */
export function readOrigins(value: string): { readonly origins: readonly string[]; readonly isValid: boolean } {
  const origins = value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const isValid = origins.every((entry) => {
    if (!URL.canParse(entry)) return false;
    const url = new URL(entry);
    return url.origin === entry && (url.protocol === "https:" || url.protocol === "http:");
  });
  return { origins, isValid };
}

/**
 * Browsers leave `Origin` out of a GET to the page's own origin. They say it by `Sec-Fetch-Site`, or where that is
 * missing (plain http in a local network) by the Referer, which the client asks for in origin form.
 */
function originOfGet(request: HttpRequest): string | null {
  if (request.method !== "GET") return null;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" ? ownOrigin(request) : null;
  const referer = request.headers["referer"];
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : null;
}

function ownOrigin(request: HttpRequest): string | null {
  const host = request.headers["host"];
  return host === undefined ? null : `https://${host}`;
}

/** The scheme is not compared: behind a proxy that ends TLS we cannot know ours. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  const own = `${url.protocol}//${host}`;
  return url.origin === origin.toLowerCase() && URL.canParse(own) && new URL(own).host === url.host;
}
