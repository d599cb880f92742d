/** Codes of an authenticator app: RFC 6238 with SHA-1, 30 s and six digits, which is what every app reads. */
import { createHmac, timingSafeEqual } from "node:crypto";

export const STEP_MS = 30_000;
const DIGITS = 6;
/** RFC 4648. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `step` counts 30-second stretches since 1970. */
export function computeCode(key: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** One step of drift either way: a phone's clock is seldom further off. Null when no step has this code. */
export function findStep(key: Buffer, code: string, now: number): number | null {
  const given = Buffer.from(code);
  const current = Math.floor(now / STEP_MS);
  for (const step of [current, current - 1, current + 1]) {
    const right = Buffer.from(computeCode(key, step));
    if (given.length === right.length && timingSafeEqual(given, right)) return step;
  }
  return null;
}

export function encodeBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/gu) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

export function decodeBase32(text: string): Buffer {
  const bits = Array.from(text)
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/gu) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
