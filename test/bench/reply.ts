/** Message accepted to reply queued at 50 messages a second, without a model and with one that takes 200 ms. */
import { randomUUID } from "node:crypto";
import { startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { percentile } from "../support/print-report.ts";
import { measureBarePath } from "./bare-path.ts";
import { openBenchProgram } from "./bench-program.ts";

const PER_SECOND = 50;
const MODEL_MS = 200;

export async function runReply(options: { readonly seconds: number }): Promise<Readonly<Record<string, unknown>>> {
  const plain = await measure({ seconds: options.seconds, perSecond: PER_SECOND, environment: {} });
  const fake = await startOpenAiFake();
  fake.script.setLatency(MODEL_MS);
  const environment = { OPENAI_BASE_URL: fake.baseUrl, OPENAI_API_KEY: fake.apiKey };
  // A few a second: two cores also run the stub, and its own queue would be counted as ours.
  const model = await measure({ seconds: options.seconds, perSecond: 5, environment });
  await fake.stop();
  const bareP50 = percentile(plain.bare, 50);
  const p50 = percentile(plain.durations, 50);
  return {
    p50Ms: p50,
    p99Ms: percentile(plain.durations, 99),
    modelOverheadP50Ms: Math.round((percentile(model.durations, 50) - MODEL_MS) * 100) / 100,
    messages: plain.durations.length,
    baselineP50Ms: bareP50,
    ratioToBaseline: Math.round((p50 / bareP50) * 100) / 100,
  };
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
    onSettled(threadKey) {
      const from = acceptedAt.get(threadKey);
      if (from !== undefined) durations.push(performance.now() - from);
    },
  });
  try {
    const { program } = bench;
    if (program.ports.embedder) await program.shelves.embed(program.shop.shopId, AbortSignal.timeout(60_000));
    await warmUp(bench);
    const total = load.seconds * load.perSecond;
    const startedAt = performance.now();
    for (let n = 0; n < total; n += 1) {
      const dueAt = startedAt + (n * 1_000) / load.perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
      const threadKey = randomUUID();
      // The moment the buyer's message is durable is the moment we have accepted it; set before, so none is missed.
      acceptedAt.set(threadKey, performance.now());
      void bench.accept(threadKey, randomUUID());
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
