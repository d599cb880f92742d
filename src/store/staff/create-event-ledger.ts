/** What the team did on a platform: kept once, leased to whoever deals with it, emptied when it is done. */
import { sql } from "kysely";
import type { ChannelAccountId } from "../../contracts/ids.ts";
import type { StaffEvent } from "../../contracts/staff-desk.ts";
import type { LeftStaffEvent, StaffStore } from "../../contracts/staff-store.ts";
import type { OpenDatabase } from "../open-database.ts";

type EventLedger = Pick<StaffStore, "keepEvent" | "settleEvent" | "takeLeftEvents">;

export function createEventLedger(database: OpenDatabase): EventLedger {
  return {
    async keepEvent(shopId, accountId, event, leaseMs) {
      const sender = "senderKey" in event ? event.senderKey : "";
      const rows = await database.inShop(
        shopId,
        sql`insert into staff_event (shop_id, account_id, external_id, sender_key, event, lease_until)
          values (${shopId}, ${accountId}, ${event.externalId}, ${sender}, ${JSON.stringify(event)},
            now() + make_interval(secs => ${leaseMs / 1000}))
          on conflict do nothing returning external_id`,
      );
      return rows.length === 1;
    },
    async settleEvent(shopId, accountId, externalId, outcome) {
      await database.inShop(
        shopId,
        sql`update staff_event set settled_at = now(), outcome = ${outcome}, event = '{}'
          where shop_id = ${shopId} and account_id = ${accountId} and external_id = ${externalId}
            and settled_at is null`,
      );
    },
    async takeLeftEvents(shopId, limit, leaseMs) {
      const rows = await database.inShop<{ account_id: string; event: unknown; attempts: number }>(
        shopId,
        sql`with due as (
            select account_id, external_id from staff_event
            where shop_id = ${shopId} and settled_at is null and lease_until <= now()
            order by received_at limit ${limit} for update skip locked
          ), taken as (
            update staff_event e set lease_until = now() + make_interval(secs => ${leaseMs / 1000}),
              attempts = e.attempts + 1
            from due where e.shop_id = ${shopId} and e.account_id = due.account_id and e.external_id = due.external_id
            returning e.account_id, e.event, e.attempts, e.received_at
          )
          select account_id, event, attempts from taken order by received_at`,
      );
      return rows.map(
        (row): LeftStaffEvent => ({
          accountId: row.account_id as ChannelAccountId,
          // Only `keepEvent` writes the column.
          event: row.event as StaffEvent,
          attempts: row.attempts,
        }),
      );
    },
  };
}
