/** What the desk does by itself: timers that are due, incidents, tickets whose agent has gone, and who takes what waits. */
import type { ShopId } from "../../contracts/ids.ts";
import { assignWaiting } from "./assign-waiting.ts";
import { type IncidentPorts, workIncidents } from "./incidents.ts";
import { returnOrphaned } from "./return-orphaned.ts";
import { runTimers } from "./run-timers.ts";

/** Returns how much was done. */
export async function workDesk(shopId: ShopId, ports: IncidentPorts): Promise<number> {
  const rung = await runTimers(shopId, ports);
  const told = await workIncidents(shopId, ports);
  const returned = await returnOrphaned(shopId, ports);
  return rung + told + returned + (await assignWaiting(shopId, ports));
}
