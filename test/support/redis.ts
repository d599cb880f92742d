/** A private Redis for one test file, on a free port, with nothing kept on disk; it can be killed, paused and emptied. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { access } from "node:fs/promises";
import { Redis } from "ioredis";

const PROGRAM = "/usr/bin/redis-server";

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  /** Ends it in order. Safe when it is not running. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** FLUSHALL. */
  flush(): Promise<void>;
}

/** Null when there is none; otherwise the reason, for a skip. */
export async function whyNoRedis(): Promise<string | null> {
  return access(PROGRAM).then(
    () => null,
    () => `${PROGRAM} is not installed`,
  );
}

export async function startTestRedis(): Promise<TestRedis> {
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", tmpdir()];
    child = spawn(PROGRAM, args, { stdio: "ignore" });
    await untilAnswering(port);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ending = child;
    const exited = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGCONT"); // a paused one would not hear the next signal
    ending.kill(signal);
    await exited;
  };
  await start();
  return {
    url,
    port,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    flush: () => withClient(port, async (client) => void (await client.flushall())),
  };
}

async function withClient(port: number, work: (client: Redis) => Promise<void>): Promise<void> {
  const client = new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    client.disconnect();
  }
}

async function untilAnswering(port: number): Promise<void> {
  for (const endsAt = Date.now() + 10_000; ; ) {
    try {
      return await withClient(port, async (client) => void (await client.ping()));
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
