/** The form of a key: `dgm_<shop>_<256 random bits>`, so that the shop is known before the look-up. */
import { createHash, randomBytes } from "node:crypto";

export interface MadeKey {
  /** Shown once. */
  readonly key: string;
  readonly keyHash: string;
  readonly prefix: string;
}

const SHOWN = 6;

export function makeKey(shopKey: string): MadeKey {
  const secret = randomBytes(32).toString("base64url");
  const key = `dgm_${shopKey}_${secret}`;
  return { key, keyHash: hashKey(key), prefix: `dgm_${shopKey}_${secret.slice(0, SHOWN)}` };
}

/** A hash without salt and stretching will do: nobody guesses 256 bits. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Null for anything that is not a key of ours. */
export function readShopKey(key: string): string | null {
  return /^dgm_([a-z0-9][a-z0-9-]{0,39})_[\w-]{43}$/.exec(key)?.[1] ?? null;
}
