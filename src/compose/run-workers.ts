/** The loops that move messages, turns and outbox, and the desk's. A ring wakes them at once, a sweep finds what nobody rang for. */
import type { ShopId } from "../contracts/ids.ts";
import type { Doorbell, Ports } from "../contracts/ports.ts";
import type { ImportTools } from "../contracts/sources.ts";
import { workDesk } from "../flows/desk/work-desk.ts";
import { createTurnTaker } from "../flows/take-turns.ts";
import { createWorkerLoop, type WorkerLoop } from "../ops/worker-loop.ts";
import { createSender } from "../outbox/create-sender.ts";
import { type BesideLoops, createBesideLoops, listServed } from "./beside-loops.ts";

/** The longest a message waits when its ring was lost. */
const SWEEP_MS = 1_000;
/**
 * Bounded by the pool without a model; with one, most of a turn is waiting. Quick turns are claimed by the handful,
 * which is cheaper than one by one; a slow one never waits for another.
 */
const TURNS = { plain: { maxInFlight: 16, minFree: 8 }, withModel: { maxInFlight: 32, minFree: 1 } };
const MAX_SENDS = 32;

export interface Workers {
  readonly doorbell: Doorbell;
  /** Without tools for imports no source is looked at. */
  start(ports: Omit<Ports, "queue">, imports?: ImportTools): void;
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** The doorbell exists before the workers do: channels are built with it. */
export function createWorkers(tools: Pick<Ports, "clock" | "log">): Workers {
  const stopping = new AbortController();
  let turns: ShopLoop | null = null;
  let sends: ShopLoop | null = null;
  let desk: ShopLoop | null = null;
  let beside: BesideLoops | null = null;
  let settle = (): Promise<unknown> => Promise.resolve();
  const doorbell: Doorbell = {
    ringTurns: (shopId) => turns?.ring(shopId),
    ringOutbox: (shopId) => sends?.ring(shopId),
    ringDesk: (shopId) => desk?.ring(shopId),
  };
  return {
    doorbell,
    start(ports, imports) {
      const taker = createTurnTaker(ports, {
        ...(ports.model ? TURNS.withModel : TURNS.plain),
        random: Math.random,
        signal: stopping.signal,
        onDone: doorbell.ringTurns,
      });
      const sender = createSender(ports, {
        maxInFlight: MAX_SENDS,
        random: Math.random,
        onSettled: doorbell.ringOutbox,
      });
      const listShops = async () => (await listServed(ports)).map((shop) => shop.shopId);
      turns = createShopLoop("turns", { ...tools, take: taker.takeDue, listShops });
      sends = createShopLoop("outbox", { ...tools, take: sender.takeDue, listShops });
      desk = createShopLoop("desk", { ...tools, take: (shopId) => workDesk(shopId, ports), listShops });
      settle = () => Promise.all([taker.idle(), sender.idle()]);
      beside = createBesideLoops(ports, imports);
      beside.start();
      turns.loop.start();
      sends.loop.start();
      desk.loop.start();
    },
    async stop() {
      await Promise.all([turns?.loop.stop(), sends?.loop.stop(), desk?.loop.stop(), beside?.stop()]);
      // A model call is cut short: its turn is taken up again after the restart.
      stopping.abort();
      await settle();
    },
  };
}

interface ShopLoop {
  readonly loop: WorkerLoop;
  ring(shopId: ShopId): void;
}

interface ShopLoopOptions extends Pick<Ports, "clock" | "log"> {
  readonly take: (shopId: ShopId) => Promise<number>;
  readonly listShops: () => Promise<readonly ShopId[]>;
}

/** Looks at the shops that were rung for; once a sweep, at all of them. */
function createShopLoop(name: string, options: ShopLoopOptions): ShopLoop {
  let rung = new Set<ShopId>();
  let sweptAt = 0;
  const loop = createWorkerLoop({
    name,
    sweepMs: SWEEP_MS,
    concurrency: 1,
    clock: options.clock,
    log: options.log,
    async drain() {
      const isSweep = options.clock.now() - sweptAt >= SWEEP_MS;
      const shops = isSweep ? await options.listShops() : [...rung];
      if (isSweep) sweptAt = options.clock.now();
      rung = new Set();
      for (const shopId of shops) await options.take(shopId);
      // What is due beyond the free hands is rung for by the next free hand.
      return { didWork: rung.size > 0 };
    },
  });
  return {
    loop,
    ring(shopId) {
      rung.add(shopId);
      loop.ring();
    },
  };
}
