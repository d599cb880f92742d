/** Codes as buyers type them, and texts that only seem to hold one. */
import { expect, test } from "vitest";
import { couponKey, holdsCode } from "../../src/shared/contact-keys.ts";

test.each([
  ["is SAVE10 valid?", "SAVE10"],
  ["save 10", "SAVE10"],
  ["ＳＡＶＥ１０！", "SAVE10"],
  ["优惠码SAVE10能用吗", "SAVE10"],
  ["คูปองSAVE10ใช้ได้ไหม", "SAVE10"],
  ["الكوبون SAVE١٠", "SAVE10"],
  ["(VIP-2026)", "VIP-2026"],
  ["10% off: %OFF", "%OFF"],
])("%j holds %s", (text, code) => {
  expect(holdsCode(text, couponKey(code))).toBe(true);
});

test.each([
  ["is SAVE10 valid?", "AVE1"],
  ["is SAVE100 valid?", "SAVE10"],
  ["is XSAVE10 valid?", "SAVE10"],
  ["save me 10 euros", "SAVE10"],
  ["anything", ""],
  ["SAVE10", ".*"],
  ["SAVE10", "SAVE1."],
])("%j does not hold %s", (text, code) => {
  expect(holdsCode(text, couponKey(code))).toBe(false);
});
