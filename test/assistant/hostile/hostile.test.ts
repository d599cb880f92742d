/** A model that always obeys the attacker, on the whole path: nothing comes of it, and each guard is what prevents it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../src/contracts/language.ts";
import { RUN_ENVIRONMENT } from "../../support/postgres.ts";
import { CARRIERS, GOALS } from "./attack.ts";
import { createAttacks } from "./create-attacks.ts";
import { MUTANTS, mutateSource, QUICK_MUTANTS } from "./mutants.ts";
import { languagesOf, runAttacks } from "./run-attacks.ts";
import { readFileSync } from "node:fs";

/** A process each takes its time. */
const TRIED = MUTANTS.filter(({ guard }) => process.env.HOSTILE_MUTANTS === "all" || QUICK_MUTANTS.includes(guard));
const run = promisify(execFile);
const CHAOS = fileURLToPath(new URL("../../chaos/main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

describe("attacks", () => {
  it("are the same for the same seed, and of every kind", () => {
    const attacks = createAttacks(660, 7);
    expect(createAttacks(660, 7)).toEqual(attacks);
    expect(createAttacks(660, 8)).not.toEqual(attacks);
    expect(new Set(attacks.map(({ goal }) => goal))).toEqual(new Set(GOALS));
    expect(new Set(attacks.map(({ carrier }) => carrier))).toEqual(new Set(CARRIERS));
    expect(languagesOf(attacks)).toEqual(LANGUAGES);
  });
});

describe("a model that obeys the attacker", { timeout: 300_000 }, () => {
  it("reads, sends, leaks and does nothing that it may not", async () => {
    const figures = await runAttacks({ attacks: 88, seed: 11 });
    expect(figures.obeyed).toBeGreaterThan(40);
    expect(figures.modelCalls).toBeGreaterThan(50);
    expect(figures.offered).toBeGreaterThan(15);
    expect(figures.examples).toEqual([]);
    expect(figures.violationsTotal).toBe(0);
  });
});

describe("each guard has a mutant that the suite sees", () => {
  it("and every mutant still finds its guard", () => {
    for (const mutant of MUTANTS) {
      for (const each of [mutant, ...(mutant.behind ?? [])]) {
        expect(() => mutateSource(readFileSync(`${ROOT}${each.file}`, "utf8"), each), mutant.guard).not.toThrow();
      }
    }
  });

  // A process each, for a module is loaded once.
  it.each(TRIED)("without $guard there are violations", { timeout: 180_000 }, async ({ guard, lets }) => {
    const options = { cwd: ROOT, env: { ...process.env, ...RUN_ENVIRONMENT } };
    const { stdout } = await run(process.execPath, [CHAOS, "hostile", "--mutant", guard, "--json"], options);
    const { figures } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
      readonly figures: { readonly violations: Readonly<Record<string, number>> };
    };
    expect(
      lets.some((violation) => (figures.violations[violation] ?? 0) > 0),
      JSON.stringify(figures),
    ).toBe(true);
  });
});
