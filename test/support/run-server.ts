/** Dragoman as its users run it: a process of its own, that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const READY_TIMEOUT_MS = 60_000;

export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Everything it has printed. */
  output(): string;
  untilReady(): Promise<void>;
  kill9(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly roles?: readonly string[];
}

export function startServer(options: ServerOptions): ServerProcess {
  // The flags of `npm start`.
  const args = [
    "--max-semi-space-size=16",
    "--max-old-space-size=1024",
    "src/main.ts",
    "serve",
    ...(options.roles ?? []).flatMap((role) => ["--role", role]),
  ];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      LOG_LEVEL: "warn",
      PORT: String(options.port),
      HOST: "127.0.0.1",
      DRAGOMAN_DATA: options.dataFolder,
      // What the person who runs the tests has set up for real use must not reach them.
      DRAGOMAN_ENV_FILE: "/dev/null",
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => printed.push(chunk));
  const output = () => Buffer.concat(printed).toString("utf8");
  const url = `http://127.0.0.1:${options.port}`;
  return {
    pid: child.pid ?? 0,
    port: options.port,
    url,
    output,
    untilReady: () => untilReady(child, url, output),
    async kill9() {
      if (hasEnded(child)) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    async stop() {
      if (!hasEnded(child)) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      return child.exitCode;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const until = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < until) {
    if (hasEnded(child)) throw new Error(`The server ended before it was ready:\n${output()}`);
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The server was not ready in time:\n${output()}`);
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
