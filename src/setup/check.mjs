/** `npm test`: format, lint, types, import rules, tests, in that order; the first red step ends it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BIN = join(ROOT, "node_modules", ".bin");
const folder = mkdtempSync(join(tmpdir(), "dragoman-check-"));
const report = join(folder, "vitest.json");
/** `npm test -- test/store` runs only the tests named, after all other checks. */
const named = process.argv.slice(2);

/** @type {readonly (readonly [string, string, readonly string[]])[]} */
const STEPS = [
  ["format", "biome", ["format", "."]],
  ["lint", "oxlint", ["--type-aware", "-c", ".oxlintrc.json", "--quiet", "src", "adapters", "test"]],
  ["types", "tsc", ["-p", "."]],
  ["types of the widget", "tsc", ["-p", "adapters/web-widget/client"]],
  ["types of the console", "tsc", ["-p", "src/console/app"]],
  ["import rules", "depcruise", ["--config", ".dependency-cruiser.cjs", "src", "adapters", "test"]],
  [
    "tests",
    "vitest",
    [
      "run",
      "--config",
      "test/vitest.config.ts",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...named,
    ],
  ],
];

let status = 0;
for (const [name, command, args] of STEPS) {
  const startedAt = performance.now();
  const done = spawnSync(join(BIN, command), args, { cwd: ROOT, stdio: "inherit" });
  status = done.status ?? 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)\n`);
  if (status !== 0) break;
}
printCounts();
rmSync(folder, { recursive: true, force: true });
process.exit(status);

function printCounts() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
  } catch {
    // No test ran: the step that failed has said why.
  }
}
