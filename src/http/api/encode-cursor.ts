/** Where a list goes on, as a text that nobody has to understand; one of another list is refused. */
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";

/** `found` has one more than `limit` when something follows. */
export function cutPage<Item>(
  list: string,
  found: readonly Item[],
  limit: number,
  placeOf: (item: Item) => string | number,
): { items: readonly Item[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? encodeCursor(list, placeOf(last)) : null };
}

export function encodeCursor(list: string, place: string | number): string {
  return Buffer.from(JSON.stringify([list, place])).toString("base64url");
}

/** Undefined for no cursor. Throws REQUEST_INVALID. */
export function decodeCursor<Place>(
  list: string,
  cursor: string | undefined,
  place: z.ZodType<Place>,
): Place | undefined {
  if (cursor === undefined) return undefined;
  const read = z.tuple([z.literal(list), place]).safeParse(readPair(cursor));
  if (read.success) return read.data[1];
  throw new AppError("REQUEST_INVALID", "Take the cursor from nextCursor of the page before, for the same list.");
}

function readPair(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
