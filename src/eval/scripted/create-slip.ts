/** Errors that come out the same every time: whether a reader slips depends on the seed and on what is read, on nothing else. */
import { createDraw, type Draw } from "../sets/draw-items.ts";

/** Null: no slip here. Otherwise what to choose the wrong thing with. */
export type Slip = (...readings: readonly (string | number)[]) => Draw | null;

/** FNV-1a over UTF-16: not secret, only well spread. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const FINE = 1_000_000;

/** `rate` is a share, 0..1. */
export function createSlip(rate: number, seed: number): Slip {
  return (...readings) => {
    let hash = FNV_OFFSET ^ seed;
    for (const char of readings.join("\0")) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), FNV_PRIME);
    const draw = createDraw(hash);
    return draw(FINE) < rate * FINE ? draw : null;
  };
}
