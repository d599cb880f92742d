/** What the desk does by itself: timers that are due, tickets whose agent has gone, and who takes what waits. */
import type { ShopId } from "../../contracts/ids.ts";
import { assignWaiting } from "./assign-waiting.ts";
import type { DeskPorts } from "./desk-ports.ts";
import { returnOrphaned } from "./return-orphaned.ts";
import { runTimers } from "./run-timers.ts";

/** Returns how much was done. */
export async function workDesk(shopId: ShopId, ports: DeskPorts): Promise<number> {
  const rung = await runTimers(shopId, ports);
  const returned = await returnOrphaned(shopId, ports);
  return rung + returned + (await assignWaiting(shopId, ports));
}
