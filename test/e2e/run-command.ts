/** A command of the command line in a process of its own, as a person types it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = "",
): Promise<CommandResult> {
  const child = spawn(process.execPath, ["src/main.ts", ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      DRAGOMAN_ENV_FILE: "/dev/null",
      ...environment,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(input);
  await once(child, "close");
  return {
    code: child.exitCode,
    output: Buffer.concat(output).toString("utf8"),
    errors: Buffer.concat(errors).toString("utf8"),
  };
}
