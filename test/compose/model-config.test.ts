/** The settings of models: what switches what on, and what would be a limit that limits nothing. */
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";

const FIRST = { OPENAI_API_KEY: "sk-first", OPENAI_BASE_URL: "https://one.example/v1", OPENAI_MODEL: "big" };

describe("a second model", () => {
  test("of the same server has its key", () => {
    const { fallbackModel } = readConfig({ ...FIRST, OPENAI_FALLBACK_MODEL: "small" });
    expect(fallbackModel).toMatchObject({ chatModel: "small", baseUrl: FIRST.OPENAI_BASE_URL, apiKey: "sk-first" });
  });

  test("of another server never gets the first one's key", () => {
    const { fallbackModel } = readConfig({ ...FIRST, OPENAI_FALLBACK_BASE_URL: "http://127.0.0.1:11434/v1" });
    expect(fallbackModel).toMatchObject({ chatModel: "big", apiKey: "none" });
  });

  test("is off without a name or an address, and without a first", () => {
    expect(readConfig({ ...FIRST, OPENAI_FALLBACK_API_KEY: "sk-two" }).fallbackModel).toBeNull();
    expect(readConfig({ OPENAI_FALLBACK_MODEL: "small" }).fallbackModel).toBeNull();
  });
});

describe("a limit", () => {
  test("in money needs the prices of every model that may be asked", () => {
    const limited = { ...FIRST, DRAGOMAN_MODEL_DAILY_COST: "5" };
    expect(() => readConfig(limited)).toThrow(/OPENAI_INPUT_PRICE/);
    const priced = { ...limited, OPENAI_INPUT_PRICE: "0.4", OPENAI_OUTPUT_PRICE: "1.6" };
    expect(readConfig(priced)).toMatchObject({ modelDailyCost: 5, model: { price: { input: 0.4, output: 1.6 } } });
    expect(() => readConfig({ ...priced, OPENAI_FALLBACK_MODEL: "small" })).toThrow(/OPENAI_FALLBACK_INPUT_PRICE/);
  });

  test("must be a number that is not negative", () => {
    for (const wrong of ["-1", "lots", "1.5"]) {
      expect(() => readConfig({ DRAGOMAN_MODEL_DAILY_TOKENS: wrong })).toThrow(/DRAGOMAN_MODEL_DAILY_TOKENS/);
    }
    expect(readConfig({ DRAGOMAN_MODEL_DAILY_TOKENS: "0" }).modelDailyTokens).toBe(0);
    expect(readConfig({}).modelDailyTokens).toBeNull();
  });
});
