/** Codes of authenticator apps against the vectors of RFC 6238 and 4648, and the vault that keeps their keys. */
import { describe, expect, test } from "vitest";
import { computeCode, decodeBase32, encodeBase32, findStep, STEP_MS } from "../../src/http/session/compute-code.ts";
import { createVault } from "../../src/http/session/create-vault.ts";
import { nameDevice } from "../../src/http/session/name-device.ts";

/** Of the RFC's appendix B, SHA-1. */
const KEY = Buffer.from("12345678901234567890");

describe("codes", () => {
  test.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("at %i s RFC 6238 says %s", (seconds, code) => {
    expect(computeCode(KEY, Math.floor(seconds / 30), 8)).toBe(code);
    expect(computeCode(KEY, Math.floor(seconds / 30))).toBe(code.slice(2));
  });

  test("are found one step early and late, and not two", () => {
    const now = 1_111_111_111_000;
    const step = Math.floor(now / STEP_MS);
    const found = [-2, -1, 0, 1, 2].map((shift) => findStep(KEY, computeCode(KEY, step + shift), now));
    expect(found).toEqual([null, step - 1, step, step + 1, null]);
    expect(["", "12345", "1234567", "abcdef"].map((code) => findStep(KEY, code, now))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test.each([
    ["foobar", "MZXW6YTBOI"],
    ["fooba", "MZXW6YTB"],
    ["f", "MY"],
  ])("base32 of %s is %s as in RFC 4648, without its padding", (text, encoded) => {
    expect(encodeBase32(Buffer.from(text))).toBe(encoded);
    expect(decodeBase32(encoded).toString()).toBe(text);
  });
});

describe("the vault", () => {
  const vault = createVault(Buffer.alloc(32, 1));

  test("opens what it sealed for the same owner, and nothing else", () => {
    const sealed = vault.seal("JBSWY3DPEHPK3PXP", "mina");
    expect(sealed).not.toContain("JBSWY3DPEHPK3PXP");
    expect(vault.seal("JBSWY3DPEHPK3PXP", "mina")).not.toBe(sealed);
    expect(vault.unseal(sealed, "mina")).toBe("JBSWY3DPEHPK3PXP");
    expect(vault.unseal(sealed, "olga")).toBeNull();
    expect(createVault(Buffer.alloc(32, 2)).unseal(sealed, "mina")).toBeNull();
    const damaged = Buffer.from(sealed, "base64url");
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
    expect(vault.unseal(damaged.toString("base64url"), "mina")).toBeNull();
    expect(vault.unseal("", "mina")).toBeNull();
  });

  test("makes keys that apps read and ten recovery codes, never twice the same", () => {
    expect(vault.newFactorKey()).toMatch(/^[A-Z2-7]{32}$/u);
    const codes = [...vault.newRecoveryCodes(), ...vault.newRecoveryCodes()];
    expect(new Set(codes).size).toBe(20);
    expect(codes.every((code) => /^([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/u.test(code))).toBe(true);
  });
});

test.each([
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
    "Edge, Windows",
  ],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1", "Safari, iOS"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"],
  ["curl/8.5", ""],
])("%s is named for its owner: %s", (userAgent, device) => expect(nameDevice(userAgent)).toBe(device));
