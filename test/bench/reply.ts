/** Message accepted to reply queued at 50 messages a second, without a model and with one that takes 200 ms. */
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../support/run-server.ts";
import { percentile } from "../support/print-report.ts";
import { measureBarePath } from "./bare-path.ts";
import { openBenchProgram } from "./bench-program.ts";

const PER_SECOND = 50;
const MODEL_MS = 200;
/** What the fake asks for; it opens nothing else. */
const FAKE_KEY = "sk-fake-0000000000000000";

export async function runReply(options: { readonly seconds: number }): Promise<Readonly<Record<string, unknown>>> {
  const plain = await measure({ seconds: options.seconds, perSecond: PER_SECOND, environment: {} });
  const stub = await startStub();
  const stubP50 = percentile(await measureStub(stub.environment), 50);
  // Fewer than without a model: two cores also run the stub, and its own queue would be counted as ours.
  const model = await measure({ seconds: options.seconds, perSecond: 20, environment: stub.environment });
  stub.stop();
  const bareP50 = percentile(plain.bare, 50);
  const p50 = percentile(plain.durations, 50);
  return {
    p50Ms: p50,
    p99Ms: percentile(plain.durations, 99),
    modelOverheadP50Ms: Math.round((percentile(model.durations, 50) - stubP50) * 100) / 100,
    modelP50Ms: percentile(model.durations, 50),
    stubP50Ms: stubP50,
    messages: plain.durations.length,
    baselineP50Ms: bareP50,
    ratioToBaseline: Math.round((p50 / bareP50) * 100) / 100,
  };
}

/** The model server in a process of its own, as in life: what it computes must not stand in our event loop. */
async function startStub(): Promise<{ readonly environment: Readonly<Record<string, string>>; stop(): void }> {
  const port = await findFreePort();
  const script = fileURLToPath(new URL("../fakes/main.ts", import.meta.url));
  const child = spawn(process.execPath, [script, "--only", "openai", "--openai-port", String(port)], {
    stdio: "ignore",
  });
  const root = `http://127.0.0.1:${port}`;
  const latency = { method: "POST", body: JSON.stringify({ latencyMs: MODEL_MS }) };
  const headers = { "content-type": "application/json" };
  while (!(await fetch(`${root}/_control/latency`, { ...latency, headers }).catch(() => null))?.ok) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { environment: { OPENAI_BASE_URL: `${root}/v1`, OPENAI_API_KEY: FAKE_KEY }, stop: () => void child.kill() };
}

/** The same stub, asked by nothing but `fetch`: what it takes beyond its 200 ms is not ours. */
async function measureStub(environment: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const durations: number[] = [];
  const messages = [{ role: "user", content: "How long does delivery take? ".repeat(100) }];
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${FAKE_KEY}` },
    body: JSON.stringify({ model: "gpt-4o-mini", messages, stream: true }),
  };
  for (let n = 0; n < 30; n += 1) {
    const from = performance.now();
    const reply = await fetch(`${environment.OPENAI_BASE_URL}/chat/completions`, request);
    if (!reply.ok) throw new Error(`The stub answered ${reply.status}`);
    await reply.text();
    durations.push(performance.now() - from);
  }
  return durations;
}

interface Load {
  readonly seconds: number;
  readonly perSecond: number;
  readonly environment: Readonly<Record<string, string>>;
}

async function measure(
  load: Load,
): Promise<{ readonly durations: readonly number[]; readonly bare: readonly number[] }> {
  const acceptedAt = new Map<string, number>();
  const durations: number[] = [];
  const bench = await openBenchProgram({
    environment: load.environment,
    onAccepted: (threadKey) => void acceptedAt.set(threadKey, performance.now()),
    onSettled(threadKey) {
      const from = acceptedAt.get(threadKey);
      if (from !== undefined) durations.push(performance.now() - from);
    },
  });
  try {
    const { program } = bench;
    if (program.ports.embedder) await program.shelves.embed(program.shop.shopId, AbortSignal.timeout(60_000));
    await warmUp(bench);
    durations.length = 0;
    const total = load.seconds * load.perSecond;
    const startedAt = performance.now();
    for (let n = 0; n < total; n += 1) {
      const dueAt = startedAt + (n * 1_000) / load.perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
      void bench.accept(randomUUID(), randomUUID());
    }
    const until = Date.now() + 30_000;
    while (durations.length < total && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    if (durations.length < total) throw new Error(`${total - durations.length} replies are missing`);
    const { durations: bare } = await measureBarePath(program.store.urls.ownerUrl, { messages: 500, concurrency: 1 });
    return { durations, bare };
  } finally {
    await bench.close();
  }
}

async function warmUp(bench: Awaited<ReturnType<typeof openBenchProgram>>): Promise<void> {
  const before = bench.delivered();
  for (let n = 0; n < 20; n += 1) await bench.accept(randomUUID(), randomUUID());
  while (bench.delivered() < before + 20) await new Promise((resolve) => setTimeout(resolve, 20));
}
