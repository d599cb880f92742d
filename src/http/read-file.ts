/** Reads a body that is a file as it is, up to a size; how many at a time is limited, since each is held in memory. */
import express, { type Request, type Response } from "express";
import type { Upload } from "../console/console-route.ts";
import { AppError } from "../contracts/errors.ts";
import { allowLonger, MAX_FILE_MS } from "./limit-bodies.ts";

const MAX_AT_ONCE = 8;
let underWay = 0;

export async function readFile(request: Request, response: Response, upload: Upload): Promise<Uint8Array> {
  // The only type that a form of another site cannot send without being asked first.
  if (!request.is("application/octet-stream"))
    throw new AppError("REQUEST_INVALID", "Send the file itself as application/octet-stream.");
  if (underWay >= MAX_AT_ONCE) throw new AppError("TOO_MANY_REQUESTS", "Other files are on their way; try again soon.");
  const parse = express.raw({ limit: upload.maxBytes, inflate: false, type: () => true });
  allowLonger(response, MAX_FILE_MS);
  underWay += 1;
  try {
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
  } catch (error) {
    throw isTooLarge(error) ? new AppError("REQUEST_TOO_LARGE", upload.tooLarge, {}, error) : error;
  } finally {
    underWay -= 1;
  }
  if (!Buffer.isBuffer(request.body)) throw new AppError("REQUEST_INVALID", "Send the file as the body.");
  return new Uint8Array(request.body);
}

function isTooLarge(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === 413;
}
