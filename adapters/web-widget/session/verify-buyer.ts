/** Checks the token with which the shop's page vouches for a buyer. Each key goes with one algorithm; nothing is guessed. */
import { createHash } from "node:crypto";
import { decodeProtectedHeader, importSPKI, type JWTPayload, jwtVerify } from "jose";
import type { Instant } from "../../../src/contracts/ids.ts";
import type { TokenKeys } from "../../../src/contracts/tools.ts";
import type { BuyerIdentity } from "../../../src/contracts/tools.ts";
import { emailKey, phoneKey } from "../../../src/shared/contact-keys.ts";

export type TokenVerdict =
  | { readonly kind: "vouched"; readonly identity: BuyerIdentity; readonly tokenId: string }
  /** The reason is for the shop's own log and counts; the browser gets none. */
  | { readonly kind: "refused"; readonly reason: "algorithm" | "signature-or-claims" | "lifetime" | "subject" };

const MAX_LIFE_SECONDS = 3_600;
/** Two servers' clocks may differ by so much. */
const TOLERANCE_SECONDS = 30;
const MAX_SUBJECT_LENGTH = 200;
const MIN_TOKEN_ID_LENGTH = 8;

export async function verifyBuyerToken(token: string, keys: TokenKeys, now: Instant): Promise<TokenVerdict> {
  const payload = await readPayload(token, keys, now);
  if (typeof payload === "string") return { kind: "refused", reason: payload };
  const { sub, exp, iat, jti } = payload;
  if (exp === undefined || iat === undefined || exp - iat > MAX_LIFE_SECONDS)
    return { kind: "refused", reason: "lifetime" };
  if (typeof sub !== "string" || sub.trim() === "" || sub.length > MAX_SUBJECT_LENGTH) {
    return { kind: "refused", reason: "subject" };
  }
  if (typeof jti !== "string" || jti.length < MIN_TOKEN_ID_LENGTH)
    return { kind: "refused", reason: "signature-or-claims" };
  return {
    kind: "vouched",
    identity: { subject: sub, email: emailOf(payload), phone: phoneOf(payload), expiresAt: (exp * 1_000) as Instant },
    // Whatever its length, and nothing of the shop's in our tables.
    tokenId: createHash("sha256").update(jti).digest("hex"),
  };
}

type Refusal = Extract<TokenVerdict, { kind: "refused" }>["reason"];

async function readPayload(token: string, keys: TokenKeys, now: Instant): Promise<JWTPayload | Refusal> {
  const { publicKey } = keys;
  try {
    const { alg } = decodeProtectedHeader(token);
    if (alg !== "HS256" && (publicKey === null || alg !== publicKey.algorithm)) return "algorithm";
    const key =
      alg === "HS256" || publicKey === null ? keys.secret : await importSPKI(publicKey.pem, publicKey.algorithm);
    const { payload } = await jwtVerify(token, key, {
      algorithms: [alg],
      issuer: keys.shopKey,
      audience: `dragoman:${keys.shopKey}`,
      requiredClaims: ["iss", "aud", "sub", "exp", "iat", "jti"],
      maxTokenAge: MAX_LIFE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(now),
    });
    return payload;
  } catch {
    // Every fault of jose says one thing to us, and its text may hold claims.
    return "signature-or-claims";
  }
}

/** An address the shop has not checked itself proves nothing: anybody can sign up with a stranger's. */
function emailOf({ email, email_verified: isVerified }: JWTPayload): string | null {
  return isVerified === true && typeof email === "string" ? emailKey(email) : null;
}

function phoneOf({ phone_number: phone, phone_number_verified: isVerified }: JWTPayload): string | null {
  return isVerified === true && typeof phone === "string" ? phoneKey(phone) : null;
}
