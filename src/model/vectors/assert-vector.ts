/** The gate before the native index: one `undefined` or NaN behind it would abort the process or spoil every search. */
import { AppError } from "../../contracts/errors.ts";

/** No model in use has more; beyond it a mistake is likelier than a model. */
export const MAX_DIMENSION = 8_192;

export function isVector(value: unknown, dimension: number): value is number[] {
  if (!Array.isArray(value) || dimension < 1 || dimension > MAX_DIMENSION || value.length !== dimension) return false;
  for (let at = 0; at < dimension; at += 1) {
    // A for loop, because `every` skips the holes of a sparse array, which are what we look for.
    const entry: unknown = value[at];
    // Single precision is what the index keeps: a larger number would become infinite there.
    if (typeof entry !== "number" || !Number.isFinite(Math.fround(entry))) return false;
  }
  return true;
}

export function assertVector(value: unknown, dimension: number, passageId: string): asserts value is number[] {
  if (isVector(value, dimension)) return;
  throw new AppError("INTERNAL", "A vector is not a list of finite numbers of the expected length", {
    passageId,
    dimension,
  });
}
