/** The import rules hold, they saw the whole project, and each of them fires on a mutant. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT, readSources } from "./source-files.ts";

const execute = promisify(execFile);

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** One forbidden line each, in a copy of the project: file, line, the rule that must name the file. */
const MUTANTS: readonly (readonly [file: string, line: string, rule: string])[] = [
  ["src/contracts/ids.ts", 'import "../shared/backoff.ts";', "contracts-import-nothing"],
  ["src/contracts/texts.ts", 'import "node:fs";', "contracts-import-nothing"],
  ["src/shared/backoff.ts", 'import "../routing/match-cues.ts";', "shared-imports-contracts-only"],
  ["src/shared/gcra.ts", 'import "node:fs";', "shared-imports-contracts-only"],
  ["src/assistant/find-passages.ts", 'import "../knowledge/analyse-text.ts";', "feature-imports-no-other-feature"],
  ["src/tickets/transitions.ts", 'import "node:fs";', "feature-imports-no-other-feature"],
  ["src/routing/decide-route.ts", 'import "pg";', "feature-imports-no-other-feature"],
  ["src/flows/agent-action.ts", 'import "../store/ticket-store.ts";', "flows-import-features-only"],
  ["src/eval/questions/judge-reply.ts", 'import "../../store/ticket-store.ts";', "evaluation-asks-through-flows"],
  ["src/store/ticket-store.ts", 'import "../tickets/transitions.ts";', "infrastructure-stays-below"],
  ["src/model/probe-model.ts", 'import "../store/ticket-store.ts";', "infrastructure-stays-below"],
  ["src/http/create-server.ts", 'import "../store/ticket-store.ts";', "edges-go-through-flows"],
  ["adapters/telegram/decode.ts", 'import "../discord/decode.ts";', "adapter-knows-contracts-only"],
  ["adapters/discord/decode.ts", 'import "../../src/flows/handle-turn.ts";', "adapter-knows-contracts-only"],
  ["src/console/app/main.tsx", 'import "../../store/ticket-store.ts";', "browser-code-is-alone"],
  ["src/flows/take-turns.ts", 'import "../../adapters/telegram/decode.ts";', "only-compose-wires"],
  ["src/inbox/accept-message.ts", 'import "../compose/serve.ts";', "nobody-imports-compose"],
  ["src/ops/system-clock.ts", 'import "../config.ts";', "config-read-by-the-top-only"],
  ["src/outbox/split-text.ts", 'import "../../test/support/recording-host.ts";', "nobody-imports-tests"],
  ["src/model/create-breaker.ts", 'import "@langchain/core/load";', "no-langchain-load"],
  ["src/outbox/create-sender.ts", 'import "vitest";', "not-to-dev-dependency"],
  ["src/contracts/language.ts", 'import type {} from "./message.ts";', "no-cycles"],
];

let copy: string;

async function cruise(
  folder: string,
): Promise<{ readonly violations: readonly Violation[]; readonly modules: number }> {
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "src", "adapters", "test"];
  const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
  // Exit code 1 is how it says that there are violations; the report is on standard output all the same.
  const { stdout } = await execute(join(ROOT, "node_modules/.bin/depcruise"), args, options).catch(
    (error: { stdout: string }) => error,
  );
  const { summary, modules } = JSON.parse(stdout) as {
    summary: { violations: readonly Violation[] };
    modules: readonly { source: string }[];
  };
  const own = modules.filter((module) => /^(src|adapters)\//u.test(module.source)).length;
  return { violations: summary.violations, modules: own };
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "dragoman-rules-"));
  for (const part of ["src", "adapters", "test", "tsconfig.json", "package.json", ".dependency-cruiser.cjs"]) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  }
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe("import rules", () => {
  test("hold, and the checker saw every source file of the server", async () => {
    const { violations, modules } = await cruise(copy);
    expect(violations.map((each) => `${each.rule.name}: ${each.from}`)).toEqual([]);
    // With TypeScript 7 it sees none and reports success.
    expect(modules).toBeGreaterThan(readSources(["src", "adapters"], /\.tsx?$/u).length * 0.9);
  });

  test("each rule names the file that breaks it", async () => {
    for (const [file, line] of MUTANTS) {
      const path = join(copy, file);
      await writeFile(path, `${line}\n${await readFile(path, "utf8")}`);
    }
    await writeFile(join(copy, "src/shared/dead.ts"), "/** Nobody needs it. */\nexport const dead = 1;\n");
    const { violations } = await cruise(copy);
    const fired = (rule: string, file: string) =>
      violations.some((each) => each.rule.name === rule && each.from === file);
    const missed = MUTANTS.filter(([file, , rule]) => !fired(rule, file)).map(([file, , rule]) => `${rule} <- ${file}`);
    expect(missed).toEqual([]);
    expect(violations.some((each) => each.rule.name === "reachable-from-main")).toBe(true);
  });
});
