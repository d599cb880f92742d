/** A body must have arrived in time: half a minute for everybody, longer only for whoever is known and sends a file. */
import type { RequestHandler, Response } from "express";
import { writeError } from "./answer-error.ts";

const MAX_BODY_MS = 30_000;
/** 20 MB over half a megabit per second. */
export const MAX_FILE_MS = 320_000;

const EXTEND = "extendBodyTime";

export function limitBodies(maxMs = MAX_BODY_MS): RequestHandler {
  return (request, response, next) => {
    const { "content-length": length, "transfer-encoding": encoding } = request.headers;
    if (length === undefined && encoding === undefined) return next();
    const end = (): void => {
      if (request.complete || response.headersSent) return;
      response.set("Connection", "close").on("finish", () => request.destroy());
      writeError(response, { status: 408, code: "REQUEST_INVALID", hint: "The body took too long; send it again." });
    };
    let timer = setTimeout(end, maxMs);
    const stop = (): void => clearTimeout(timer);
    request.on("end", stop);
    response.on("close", stop);
    response.locals[EXTEND] = (ms: number): void => {
      stop();
      timer = setTimeout(end, ms);
    };
    next();
  };
}

/** For a caller who is signed in and may send something large. */
export function allowLonger(response: Response, ms: number): void {
  const extend: unknown = response.locals[EXTEND];
  if (typeof extend === "function") extend(ms);
}
