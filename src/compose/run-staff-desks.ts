/** The loop of the team's groups and channels: beside the message path, rung by whatever an open console is told. */
import type { ConsoleEvent } from "../contracts/console-event.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import { workStaffDesks } from "../flows/staff/work-staff-desks.ts";
import { createWorkerLoop } from "../ops/worker-loop.ts";

/** What nobody rang for, and what waits for its turn with the platform. */
const SWEEP_MS = 1_000;

export interface StaffLoopOptions {
  /** The shop that this process serves. */
  readonly shopId: ShopId;
  readonly consoleUrl: string | null;
}

/** Returns how to stop it; what is on its way ends first. */
export function runStaffDesks(ports: Omit<Ports, "queue">, options: StaffLoopOptions): () => Promise<void> {
  const loop = createWorkerLoop({
    name: "staff-desks",
    sweepMs: SWEEP_MS,
    concurrency: 1,
    clock: ports.clock,
    log: ports.log,
    async drain() {
      let done = 0;
      for (const { shopId } of await ports.shops.list()) done += await workStaffDesks(shopId, options, ports);
      return { didWork: done > 0 };
    },
  });
  const deafen = ports.live.subscribe(`console:${options.shopId}`, (payload) => {
    // Somebody types every few seconds, and a thread tells nothing of it.
    if ((payload as ConsoleEvent).kind !== "presence") loop.ring();
  });
  loop.start();
  return async () => {
    deafen();
    await loop.stop();
  };
}
