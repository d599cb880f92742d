/** How the program ends: in order when asked, at once when asked twice or when it is broken. Real processes, real signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { type ProgramLife, runUntilSignal } from "../../src/ops/run-until-signal.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRecordingLog } from "./recording-log.ts";
import { until } from "./program-under-test.ts";

interface Running {
  readonly child: ChildProcess;
  readonly events: string[];
  readonly exited: Promise<number | null>;
}

const started: Running[] = [];

afterEach(async () => {
  for (const { child, exited } of started.splice(0)) {
    child.kill("SIGKILL");
    await exited;
  }
});

function run(misbehaviour = "none"): Running {
  const script = fileURLToPath(new URL("life-program.ts", import.meta.url));
  const child = spawn(process.execPath, [script, misbehaviour], { stdio: ["ignore", "pipe", "inherit"] });
  const events: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    events.push((JSON.parse(line) as { event: string }).event);
  });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const running = { child, events, exited };
  started.push(running);
  return running;
}

const ready = ({ events }: Running) => until(() => events.includes("ready"));

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s stops the parts, the last started first, and exits with 0",
  async (signal) => {
    const program = run();
    await ready(program);
    program.child.kill(signal);
    expect(await program.exited).toBe(0);
    expect(program.events.slice(1)).toEqual([
      "shutdown-begins",
      "workers-stopping",
      "workers-stopped",
      "database-closed",
    ]);
  },
);

test("one Ctrl-C that arrives twice, as under npm, is one", async () => {
  const program = run();
  await ready(program);
  program.child.kill("SIGINT");
  program.child.kill("SIGINT");
  expect(await program.exited).toBe(0);
  expect(program.events).toContain("database-closed");
});

test("a second signal ends a shutdown that hangs at once", async () => {
  const program = run("hangs");
  await ready(program);
  program.child.kill("SIGTERM");
  await until(() => program.events.includes("workers-stopping"));
  // As people do: again and again until it ends. The first half second counts as the same signal.
  await until(() => {
    program.child.kill("SIGTERM");
    return program.events.includes("shutdown-cut-short");
  });
  expect(await program.exited).toBe(1);
  expect(program.events.at(-1)).toBe("shutdown-cut-short");
});

test("a step that fails does not keep the others from running, and shows in the exit code", async () => {
  const program = run("step-fails");
  await ready(program);
  program.child.kill("SIGTERM");
  expect(await program.exited).toBe(1);
  expect(program.events.slice(-2)).toEqual(["shutdown-step-failed", "database-closed"]);
});

test("a step that never ends is given up after 25 s and named", async () => {
  const clock = createHandClock();
  const { log, lines } = createRecordingLog();
  const start = (life: ProgramLife): Promise<void> => {
    life.beforeExit("workers", () => new Promise(() => {}));
    return Promise.resolve();
  };
  const code = runUntilSignal({ start, log, clock });
  process.emit("SIGTERM");
  await clock.advance(24_999);
  expect(lines.map(({ event }) => event)).toEqual(["shutdown-begins"]);
  await clock.advance(1);
  expect(await code).toBe(1);
  expect(lines.at(-1)).toMatchObject({ event: "shutdown-too-slow", fields: { step: "workers" } });
});

test("a signal during the start stops what is up so far", async () => {
  const program = run("start-hangs");
  await ready(program);
  program.child.kill("SIGTERM");
  expect(await program.exited).toBe(0);
  expect(program.events.at(-1)).toBe("database-closed");
});

test("a start that fails takes down what is up and tells its fault", async () => {
  const program = run("start-fails");
  expect(await program.exited).toBe(1);
  expect(program.events).toEqual(["workers-stopping", "workers-stopped", "database-closed", "start-failed"]);
});

test.each(["throws", "rejects"])(
  "an error nobody caught (%s) ends the program within a second",
  async (misbehaviour) => {
    const program = run(misbehaviour);
    await ready(program);
    const readyAt = Date.now();
    expect(await program.exited).toBe(1);
    expect(Date.now() - readyAt).toBeLessThan(1_000);
    expect(program.events.at(-1)).toBe("program-fault");
  },
);
