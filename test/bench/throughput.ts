/** Buyer messages stored, answered and delivered a second, and what memory is left in use afterwards. */
import { randomUUID } from "node:crypto";
import { memoryOfTree } from "../support/print-report.ts";
import { measureBarePath } from "./bare-path.ts";
import { openBenchProgram } from "./bench-program.ts";

/** So many arrive at once; more would wait in the pool. */
const CONCURRENCY = 16;
const WARM_UP = 500;

export async function runThroughput(options: {
  readonly messages: number;
}): Promise<Readonly<Record<string, unknown>>> {
  const bench = await openBenchProgram();
  try {
    await push(bench, WARM_UP);
    const startedAt = performance.now();
    await push(bench, options.messages);
    const perSecond = Math.round((options.messages / (performance.now() - startedAt)) * 1_000);
    const { ownMb } = memoryOfTree(process.pid);
    const postgres = memoryOfTree(bench.postgresPid);
    const bare = await measureBarePath(bench.program.store.urls.ownerUrl, { messages: 3_000, concurrency: 8 });
    return {
      messagesPerSecond: perSecond,
      nodeRssMb: ownMb,
      postgresRssMb: postgres.ownMb + postgres.childrenMb,
      messages: options.messages,
      baselinePerSecond: bare.perSecond,
      ratioToBaseline: Math.round((perSecond / bare.perSecond) * 100) / 100,
    };
  } finally {
    await bench.close();
  }
}

/** Every buyer is a new one: contact, conversation and first answer are the dearest path. */
async function push(bench: Awaited<ReturnType<typeof openBenchProgram>>, count: number): Promise<void> {
  const goal = bench.delivered() + count;
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      await bench.accept(randomUUID(), randomUUID());
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const until = Date.now() + 120_000;
  while (bench.delivered() < goal && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  if (bench.delivered() < goal) throw new Error(`${goal - bench.delivered()} messages were not delivered`);
}
