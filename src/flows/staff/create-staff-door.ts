/** What the shop's people do in their own group or channel: kept first, acknowledged, then done in its order. */
import type { ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { StaffDesk, StaffDoor, StaffEvent, StaffOutcome } from "../../contracts/staff-desk.ts";
import { handleEvent } from "./handle-event.ts";
import type { HeardEvent } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";
import { tellTyping } from "./tell-typing.ts";

/** Longer than anything takes that we do, files and a translation included; then another process may try. */
export const EVENT_LEASE_MS = 60_000;

export interface DoorPlace {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
}

const SILENT: StaffOutcome = { kind: "silent" };

export function createStaffDoor({ shopId, accountId }: DoorPlace, ports: StaffPorts): StaffDoor {
  const inOrder = createChains();
  return {
    async hear(event) {
      const desk = await findDesk(shopId, accountId, event, ports);
      if (desk === "none") return { outcome: Promise.resolve(SILENT) };
      const heard: HeardEvent = { shopId, accountId, desk, event, attempts: 1 };
      if (event.kind === "typing") {
        void tellTyping(heard, event, ports);
        return { outcome: Promise.resolve(SILENT) };
      }
      if (!(await ports.staff.keepEvent(shopId, accountId, event, EVENT_LEASE_MS))) {
        return { outcome: Promise.resolve(SILENT) };
      }
      // Three lines typed in a row reach the buyer in that order.
      const chain = "threadKey" in event ? `${event.placeKey}/${event.threadKey ?? ""}` : event.externalId;
      return { outcome: inOrder(chain, () => handleEvent(heard, ports)) };
    },
  };
}

/** "none": nothing of ours. Codes may come from anywhere. */
export async function findDesk(
  shopId: ShopId,
  accountId: ChannelAccountId,
  event: StaffEvent,
  { staff }: Pick<StaffPorts, "staff">,
): Promise<StaffDesk | null | "none"> {
  if (event.kind === "link-account" || event.kind === "link-desk") return null;
  const desks = await staff.desks(shopId);
  return desks.find((desk) => desk.accountId === accountId && desk.placeKey === event.placeKey) ?? "none";
}

/** One after the other within a key; a key that is done is forgotten. */
function createChains() {
  const last = new Map<string, Promise<unknown>>();
  return <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const next = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, next);
    void next.finally(() => {
      if (last.get(key) === next) last.delete(key);
    });
    return next;
  };
}
