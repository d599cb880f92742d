/** The cookie that holds the session token. Over https its name makes the browser refuse copies from other hosts. */
import type { CookieOptions, Request, Response } from "express";
import { MAX_SESSION_MS, type Session } from "./sessions.ts";

/** Read and written by the same rule: over https a cookie without the prefix does not count. */
function nameFor(request: Request): string {
  return request.secure ? "__Host-dragoman" : "dragoman";
}

function optionsFor(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: "strict", secure: request.secure, path: "/" };
}

export function readSessionCookie(request: Request): string | null {
  const wanted = nameFor(request);
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === wanted && value !== undefined) return value;
  }
  return null;
}

export function setSessionCookie(request: Request, response: Response, session: Session): void {
  response.cookie(nameFor(request), session.token, { ...optionsFor(request), maxAge: MAX_SESSION_MS });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(nameFor(request), optionsFor(request));
}
