/** A change must come from our own page: the browser's own marks say so, and the page knows the session's token. */
import { timingSafeEqual } from "node:crypto";
import type { Request } from "express";
import { AppError } from "../../contracts/errors.ts";
import type { Session } from "./sessions.ts";

/** Browsers send these marks with every change and pages cannot forge them; other clients need the token anyway. */
export function checkOrigin(request: Request, publicOrigin: string | null): void {
  const site = request.get("sec-fetch-site");
  const origin = request.get("origin");
  const own = `${request.protocol}://${request.get("host") ?? ""}`;
  const isOwnSite = site === undefined || site === "same-origin";
  const isOwnOrigin = origin === undefined || origin === own || origin === publicOrigin;
  if (isOwnSite && isOwnOrigin) return;
  const hint = "Open the console at its own address; behind a proxy, set the public origin and the trusted proxies.";
  throw new AppError("CSRF_INVALID", hint);
}

export function checkCsrfToken(request: Request, session: Session | null): void {
  // Without a session there is nothing to protect; the route answers NOT_SIGNED_IN.
  if (session === null) return;
  const sent = Buffer.from(request.get("x-csrf-token") ?? "");
  const expected = Buffer.from(session.csrfToken);
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected))
    throw new AppError("CSRF_INVALID", "Reload the page and try again.");
}
