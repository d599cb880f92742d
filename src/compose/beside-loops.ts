/** Work beside the message path that may take long: sources, translations, hand-overs to be summed up, the search's index. */
import type { ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { ImportTools } from "../contracts/sources.ts";
import type { Shop } from "../contracts/stores.ts";
import { briefHandovers } from "../flows/copilot/brief-handovers.ts";
import { sweepFiles } from "../flows/files/sweep-files.ts";
import { runDueSource } from "../flows/import/run-source.ts";
import { groupReasons } from "../flows/review/group-reasons.ts";
import { createIndexKeeper } from "../flows/search/create-index-keeper.ts";
import { workTranslations } from "../flows/translation/translate-messages.ts";
import { workTraining } from "../flows/training/work-training.ts";
import { createWorkerLoop, type WorkerLoop } from "../ops/worker-loop.ts";

/** A crawl is polite, and nobody waits for it. */
const SOURCES_SWEEP_MS = 60_000;
/** Before an agent has read the first lines of what came in. */
const BRIEFS_SWEEP_MS = 2_000;
/** Words behind scores are read by people, days later. */
const REASONS_SWEEP_MS = 30_000;
/** What nobody refers to harms nobody. */
const FILES_SWEEP_MS = 3_600_000;
const SWEEP_MS = 1_000;

export interface BesideLoops {
  start(): void;
  stop(): Promise<void>;
}

interface BesideWork {
  readonly name: string;
  readonly sweepMs: number;
  /** True: there may be more, so it is called again at once. */
  take(shopId: ShopId, signal: AbortSignal): Promise<boolean>;
}

/** Each has a loop of its own: a model takes seconds, and the others wait for nobody. */
export function createBesideLoops(ports: Omit<Ports, "queue">, imports: ImportTools | undefined): BesideLoops {
  const keeper = createIndexKeeper(ports);
  const works: readonly BesideWork[] = [
    { name: "training", sweepMs: SWEEP_MS, take: async (shopId) => (await workTraining(shopId, ports)) && false },
    { name: "files", sweepMs: FILES_SWEEP_MS, take: (shopId) => sweepFiles(shopId, ports) },
    { name: "search", sweepMs: SWEEP_MS, take: (shopId) => keeper.keepUp(shopId) },
    { name: "reasons", sweepMs: REASONS_SWEEP_MS, take: async (shopId) => (await groupReasons(shopId, ports)) > 0 },
    ...(imports ? [workOnSources({ ...ports, ...imports })] : []),
    ...(ports.model ? workWithModel(ports) : []),
  ];
  const loops = works.map((work) => createBesideLoop(work, ports));
  return {
    start() {
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      keeper.close();
    },
  };
}

function workOnSources(tools: Parameters<typeof runDueSource>[2]): BesideWork {
  return {
    name: "sources",
    sweepMs: SOURCES_SWEEP_MS,
    take: (shopId, signal) => runDueSource(shopId, signal, tools),
  };
}

function workWithModel(ports: Omit<Ports, "queue">): readonly BesideWork[] {
  return [
    {
      name: "translations",
      sweepMs: SWEEP_MS,
      take: async (shopId, signal) => (await workTranslations(shopId, ports, signal)) > 0,
    },
    {
      name: "briefs",
      sweepMs: BRIEFS_SWEEP_MS,
      take: async (shopId, signal) => (await briefHandovers(shopId, ports, signal)) > 0,
    },
  ];
}

/** Real shops, and beside them those in which somebody practises now. */
export async function listServed({ shops }: Pick<Ports, "shops">): Promise<readonly Shop[]> {
  return [...(await shops.list()), ...(await shops.listPractising())];
}

/** One shop after the other. */
function createBesideLoop(
  { name, sweepMs, take }: BesideWork,
  ports: Pick<Ports, "shops" | "clock" | "log">,
): WorkerLoop {
  return createWorkerLoop({
    name,
    sweepMs,
    concurrency: 1,
    clock: ports.clock,
    log: ports.log,
    async drain(signal) {
      let didWork = false;
      for (const { shopId } of await listServed(ports)) didWork = (await take(shopId, signal)) || didWork;
      return { didWork: didWork && !signal.aborted };
    },
  });
}
