/** What the shop's people do in their own group or channel: kept first, acknowledged, then done. */
import type { ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { StaffDoor } from "../../contracts/staff-desk.ts";

export type StaffPorts = Pick<Ports, "clock" | "log">;

export interface StaffPlaceOfAccount {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
}

export function createStaffDoor({ shopId, accountId }: StaffPlaceOfAccount, { log }: StaffPorts): StaffDoor {
  return {
    hear(event) {
      log.info("staff-event", { shopId, accountId, kind: event.kind });
      return Promise.resolve({ outcome: Promise.resolve({ kind: "silent" }) });
    },
  };
}
