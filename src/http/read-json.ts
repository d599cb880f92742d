/** Reads a JSON body with limits on size and depth, before anything is built from it. */
import type { IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";
import { AppError } from "../contracts/errors.ts";

/** The longest reply, 8,000 code points of 4 bytes, escaped, with room to spare. */
const MAX_BYTES = 128 * 1024;

/** Our deepest body has two levels; parsing alone would accept a hundred thousand. */
const MAX_DEPTH = 8;

export function readJson(): RequestHandler {
  const parse = express.json({ limit: MAX_BYTES, strict: true, inflate: false, type: "application/json", verify });
  return (request, response, next) => {
    const hasBody = request.headers["content-length"] !== undefined && request.headers["content-length"] !== "0";
    const isChunked = request.headers["transfer-encoding"] !== undefined;
    // A form post of another site cannot have this type, so a body of any other type is refused, not ignored.
    if ((hasBody || isChunked) && !request.is("application/json"))
      throw new AppError("REQUEST_INVALID", "Send the body as application/json.");
    parse(request, response, next);
  };
}

function verify(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  if (depthOf(body) > MAX_DEPTH) throw new AppError("REQUEST_INVALID", "The body is nested too deeply.");
}

/** Counts brackets outside strings, byte by byte: all of them are ASCII, and UTF-8 repeats no ASCII byte. */
function depthOf(body: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (isInString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) isInString = false;
    } else if (byte === 0x22) isInString = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}
