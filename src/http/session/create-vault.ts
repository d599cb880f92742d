/** Secrets of access: passwords, tokens, sealed keys of second factors, recovery codes. */
import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from "node:crypto";
import type { Vault } from "../../contracts/access.ts";
import { decodeBase32, encodeBase32, findStep } from "./compute-code.ts";
import { hashPassword, isPassword, READABLE } from "./passwords.ts";

const CODES = 10;
const FACTOR_KEY_BYTES = 20;
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `key` has 32 bytes and is used for nothing else. */
export function createVault(key: Buffer): Vault {
  return {
    hashPassword,
    isPassword,
    newToken: () => randomBytes(32).toString("base64url"),
    hashToken: (token) => createHash("sha256").update(token).digest("hex"),
    seal: (text, owner) => seal(key, text, owner),
    unseal: (sealed, owner) => unseal(key, sealed, owner),
    newFactorKey: () => encodeBase32(randomBytes(FACTOR_KEY_BYTES)),
    findStep: (factorKey, code, now) => findStep(decodeBase32(factorKey), code, now),
    newRecoveryCodes: () => Array.from({ length: CODES }, makeRecoveryCode),
  };
}

/** Three groups of four letters: 59 bits, guessed at by ten tries in a quarter of an hour. */
function makeRecoveryCode(): string {
  const group = () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
  return [group(), group(), group()].join("-");
}

/** The owner is part of the seal: a row that is copied to somebody else opens nothing. */
function seal(key: Buffer, text: string, owner: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

function unseal(key: Buffer, sealed: string, owner: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(owner))
    .setAuthTag(tag);
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    // Another key, another owner, or a damaged row: no difference to who asks.
    return null;
  }
}
