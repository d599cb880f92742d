/** Who sent this body? Signatures are compared in constant time, over the bytes as they came. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../../contracts/ids.ts";

/** How far the sender's clock may be from ours, and how long a recorded request stays usable. */
export const MAX_SKEW_MS = 5 * 60_000;

const HEADER = /^t=(\d{10}),v1=([0-9a-f]{64})$/u;

/** `t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "<t>." and the body>`. */
export function verifyEvents(
  header: string,
  body: Uint8Array,
  { secret, now }: { secret: string; now: Instant },
): boolean {
  const found = HEADER.exec(header);
  if (!found) return false;
  const [, seconds = "", given = ""] = found;
  const expected = createHmac("sha256", secret).update(`${seconds}.`).update(body).digest();
  const isOurs = timingSafeEqual(expected, Buffer.from(given, "hex"));
  return isOurs && Math.abs(now - Number(seconds) * 1_000) <= MAX_SKEW_MS;
}

/** How Shopify and WooCommerce sign: base64 HMAC-SHA256 of the body. */
export function verifyWebhook(header: string, body: Uint8Array, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(header, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
