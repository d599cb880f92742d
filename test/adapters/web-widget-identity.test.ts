/** Buyers whom the shop's page vouches for: which tokens count, whose thread it is, and that nobody is merged. */
import { generateKeyPairSync } from "node:crypto";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { openSession, findSenderKey } from "../../adapters/web-widget/session/open-session.ts";
import { threadKeyOf } from "../../adapters/web-widget/sessions.ts";
import { verifyBuyerToken } from "../../adapters/web-widget/session/verify-buyer.ts";
import type { HttpRequest } from "../../src/contracts/channel-adapter.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { TokenKeys } from "../../src/contracts/tools.ts";
import { createRecordingHost } from "../support/recording-host.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const seconds = Math.floor(NOW / 1_000);
const SECRET = new Uint8Array(32).fill(7);
const KEYS: TokenKeys = { shopKey: "demo", secret: SECRET, publicKey: null };
const CLAIMS: JWTPayload = {
  iss: "demo",
  aud: "dragoman:demo",
  sub: "customer-1",
  jti: "0123456789",
  iat: seconds,
  exp: seconds + 600,
  email: "Lucia@Example.com",
  email_verified: true,
};
const sign = (claims: JWTPayload, key: Parameters<SignJWT["sign"]>[0] = SECRET, alg = "HS256") =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
const verify = (token: string, keys = KEYS) => verifyBuyerToken(token, keys, NOW as Instant);

describe("a token of the shop", () => {
  test("vouches for its buyer until it ends", async () => {
    expect(await verify(await sign(CLAIMS))).toMatchObject({
      kind: "vouched",
      identity: { subject: "customer-1", email: "lucia@example.com", phone: null, expiresAt: (seconds + 600) * 1_000 },
    });
  });

  test("says an e-mail only when the shop has checked it", async () => {
    for (const email_verified of [false, undefined, "true"]) {
      expect(await verify(await sign({ ...CLAIMS, email_verified }))).toMatchObject({ identity: { email: null } });
    }
  });

  test.each([
    ["of another shop", { aud: "dragoman:other" }],
    ["of another issuer", { iss: "other" }],
    ["that has ended", { iat: seconds - 3_000, exp: seconds - 60 }],
    ["that lives longer than an hour", { exp: seconds + 4_000 }],
    ["that was issued too long ago", { iat: seconds - 4_000 }],
    ["that begins later", { nbf: seconds + 120 }],
    ["from the future", { iat: seconds + 600, exp: seconds + 900 }],
    ["without an id", { jti: undefined }],
    ["with an id that can be guessed", { jti: "1" }],
    ["without a buyer", { sub: undefined }],
    ["for nobody", { sub: " " }],
    ["for ever", { exp: undefined }],
  ] as const)("%s is refused", async (_name, part) => {
    const claims = Object.fromEntries(
      Object.entries({ ...CLAIMS, ...part }).filter(([, value]) => value !== undefined),
    );
    expect(await verify(await sign(claims))).toMatchObject({ kind: "refused" });
  });

  test("without a signature, with another secret, or changed by one letter is refused", async () => {
    const token = await sign(CLAIMS);
    const changed = token.replace(/\.(.)/u, (_all, sign: string) => `.${sign === "a" ? "b" : "a"}`);
    const unsigned = new UnsecuredJWT(CLAIMS).encode();
    for (const each of [unsigned, await sign(CLAIMS, new Uint8Array(32).fill(8)), changed, "a.b.c", ""]) {
      expect(await verify(each)).toMatchObject({ kind: "refused" });
    }
  });

  test("by a public key is taken with its own algorithm only, and the key is never used as a secret", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const keys: TokenKeys = { ...KEYS, publicKey: { algorithm: "ES256", pem } };
    expect(await verify(await sign(CLAIMS, privateKey, "ES256"), keys)).toMatchObject({ kind: "vouched" });
    expect(await verify(await sign(CLAIMS, privateKey, "ES256"))).toMatchObject({ reason: "algorithm" });
    const confused = await sign(CLAIMS, new TextEncoder().encode(pem), "HS256");
    expect(await verify(confused, keys)).toMatchObject({ kind: "refused" });
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    expect(await verify(await sign(CLAIMS, rsa.privateKey, "RS256"), keys)).toMatchObject({ reason: "algorithm" });
  });
});

describe("a session", () => {
  const noLimit = { take: () => 0 };
  function open(host: ReturnType<typeof createRecordingHost>, body: object, session?: string) {
    const request: HttpRequest = {
      method: "POST",
      path: "/session",
      query: {},
      headers: { "content-type": "application/json", ...(session ? { "x-dragoman-session": session } : {}) },
      body: new TextEncoder().encode(JSON.stringify(body)),
      remoteAddress: "127.0.0.1",
      signal: new AbortController().signal,
    };
    return { request, reply: openSession({ host, request, headers: {} }, noLimit) };
  }
  const fresh = (sub: string) => {
    const now = Math.floor(Date.now() / 1_000);
    return sign({ ...CLAIMS, sub, jti: crypto.randomUUID(), iat: now, exp: now + 600 });
  };
  async function tokenOf(reply: ReturnType<typeof open>["reply"]): Promise<string> {
    const { status, body } = await reply;
    expect(status).toBe(200);
    return (JSON.parse(String(body)) as { token: string }).token;
  }
  async function senderOf(host: ReturnType<typeof createRecordingHost>, token: string) {
    const { request } = open(host, {}, token);
    return findSenderKey({ host, request, headers: {} }, threadKeyOf(token));
  }

  test("of a buyer is one person in two browsers, and never the visitor who was there before", async () => {
    const host = createRecordingHost();
    const visitor = await tokenOf(open(host, {}).reply);
    const phone = await tokenOf(open(host, { identity: await fresh("anna") }, visitor).reply);
    const laptop = await tokenOf(open(host, { identity: await fresh("anna") }).reply);
    expect(new Set([visitor, phone, laptop]).size).toBe(3);
    expect(await senderOf(host, phone)).toBe(await senderOf(host, laptop));
    expect(await senderOf(host, visitor)).toBe(threadKeyOf(visitor));
  });

  test("goes on when its own buyer comes back, and begins anew for another", async () => {
    const host = createRecordingHost();
    const anna = await tokenOf(open(host, { identity: await fresh("anna") }).reply);
    expect(await tokenOf(open(host, { identity: await fresh("anna") }, anna).reply)).toBe(anna);
    const bert = await tokenOf(open(host, { identity: await fresh("bert") }, anna).reply);
    expect(bert).not.toBe(anna);
    expect(await senderOf(host, bert)).not.toBe(await senderOf(host, anna));
  });

  test("is not opened by a token that another browser has shown", async () => {
    const host = createRecordingHost();
    const identity = await fresh("anna");
    const own = await tokenOf(open(host, { identity }).reply);
    expect((await open(host, { identity }).reply).status).toBe(401);
    expect(await tokenOf(open(host, { identity }, own).reply)).toBe(own);
    expect(host.refusals).toEqual(["identity-used"]);
  });

  test("that claims to be a buyer's and is nobody's speaks for nobody", async () => {
    expect(await senderOf(createRecordingHost(), `v${"a".repeat(43)}`)).toBeNull();
  });
});
