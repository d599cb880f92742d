/** A console over real HTTP whose clock is moved by hand, and what workers would do for a practice shop in one call. */
import { createSender } from "../../src/outbox/create-sender.ts";
import { createTurnTaker } from "../../src/flows/take-turns.ts";
import { workTraining } from "../../src/flows/training/work-training.ts";
import type { ShopId } from "../../src/contracts/ids.ts";
import type { TrainingRun } from "../../src/contracts/training.ts";
import { type ConsoleRig, openConsoleRig, type RigOptions } from "../console/console-rig.ts";
import { createHandClock, type HandClock } from "../support/hand-clock.ts";

export interface TrainingRig extends ConsoleRig {
  readonly clock: HandClock;
  /** Looks on the way and at the end, each with the turns and sends that it causes. */
  pass(practiceShopId: ShopId, seconds: number): Promise<void>;
  /** The open run of whoever is called so. */
  runOf(agentId: string): Promise<TrainingRun>;
}

/** The run's clock moves by no more a look. */
const STEP_S = 5;

export async function openTrainingRig(options: RigOptions = {}): Promise<TrainingRig> {
  const clock = createHandClock(Date.now());
  const rig = await openConsoleRig({ clock, ...options });
  const worker = createPracticeWorker(rig);
  return {
    ...rig,
    clock,
    async pass(practiceShopId, seconds) {
      for (let rest = seconds; rest > 0; rest -= STEP_S) {
        await clock.advance(Math.min(rest, STEP_S) * 1_000);
        await worker(practiceShopId);
      }
    },
    async runOf(agentId) {
      const run = await rig.ports.training.openOf(rig.db.shop.shopId, agentId as TrainingRun["agentId"]);
      if (!run) throw new Error("nobody practises");
      return run;
    },
  };
}

export function createPracticeWorker({ ports }: ConsoleRig): (practiceShopId: ShopId) => Promise<void> {
  const taker = createTurnTaker(ports, {
    maxInFlight: 16,
    minFree: 8,
    random: () => 0.5,
    signal: new AbortController().signal,
    onDone: () => {},
  });
  const sender = createSender(ports, { maxInFlight: 32, random: () => 0.5, onSettled: () => {} });
  return async (practiceShopId) => {
    await workTraining(practiceShopId, ports);
    await taker.takeDue(practiceShopId);
    await taker.idle();
    await sender.takeDue(practiceShopId);
    await sender.idle();
  };
}
