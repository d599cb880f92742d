/** Passwords: argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), and readable generated ones. */
import { randomBytes, randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** 2 is argon2id; the package's enum is a `const enum`, which type stripping cannot read. */
const OWASP = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** No i, l, o, 0 and 1: people read this off a terminal. 31 letters are 4.95 bits each. */
export const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

export function hashPassword(password: string): Promise<string> {
  return hash(password, OWASP);
}

export function isPassword(password: string, passwordHash: string): Promise<boolean> {
  return verify(passwordHash, password);
}

let decoy: Promise<string> | undefined;

/** Takes as long as checking a real password, so that an unknown e-mail cannot be told by the clock. */
export async function checkNothing(password: string): Promise<false> {
  decoy ??= hashPassword(randomBytes(32).toString("base64url"));
  await isPassword(password, await decoy);
  return false;
}

/** Five groups of four letters: 99 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
  return Array.from({ length: 5 }, group).join("-");
}
