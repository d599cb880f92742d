/** Where a list goes on, as a text that nobody has to understand; one of another list is refused. */
import { AppError } from "../../contracts/errors.ts";

export function encodeCursor(list: string, place: string | number): string {
  return Buffer.from(JSON.stringify([list, place])).toString("base64url");
}

/** Undefined for no cursor. Throws REQUEST_INVALID. */
export function decodeCursor(list: string, cursor: string | undefined): string | number | undefined {
  if (cursor === undefined) return undefined;
  const [of, place] = readPair(cursor);
  if (of === list && (typeof place === "string" || typeof place === "number")) return place;
  throw new AppError("REQUEST_INVALID", "Take the cursor from nextCursor of the page before, for the same list.");
}

export function decodeNumber(list: string, cursor: string | undefined): number | undefined {
  const place = decodeCursor(list, cursor);
  if (place === undefined || (typeof place === "number" && Number.isSafeInteger(place))) return place;
  throw new AppError("REQUEST_INVALID", "Take the cursor from nextCursor of the page before, for the same list.");
}

function readPair(cursor: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
