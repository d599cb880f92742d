/** Staff desks: who is linked, what the team did, what is to be posted, and what became of it. */
import { type Selectable, sql } from "kysely";
import type { StaffDeskId, StaffPostId } from "../../contracts/staff-desk.ts";
import type { StaffStore } from "../../contracts/staff-store.ts";
import type { OpenDatabase } from "../open-database.ts";
import type { Database } from "../schema.ts";
import { claimBatch } from "./claim-batch.ts";
import { createDeskLinks } from "./create-desk-links.ts";
import { createEventLedger } from "./create-event-ledger.ts";
import { createTold } from "./create-told.ts";
import { createThreadStore, readThread } from "./create-thread-store.ts";
import { createThreadLanguages } from "./place-translation.ts";
import { settleBatch } from "./settle-batch.ts";

type Batches = Pick<StaffStore, "claimBatch" | "settleBatch" | "dueReceipts" | "settleReceipt">;

export function createStaffStore(database: OpenDatabase): StaffStore {
  return {
    ...createDeskLinks(database),
    ...createEventLedger(database),
    ...createThreadStore(database),
    ...createTold(database),
    ...createThreadLanguages(database),
    ...createBatches(database),
  };
}

function createBatches(database: OpenDatabase): Batches {
  return {
    async claimBatch(shopId, desk, limits) {
      for (;;) {
        const claimed = await database.withShop(shopId, (trx) => claimBatch(trx, desk, limits));
        if (claimed !== "again") return claimed;
      }
    },
    settleBatch: (shopId, batch, delivery) =>
      database.withShop(shopId, (trx) => settleBatch(trx, shopId, batch, delivery)),
    async dueReceipts(shopId, limit) {
      const rows = await database.inShop<
        Selectable<Database["staff_thread"]> & {
          readonly post_id: string;
          readonly external_key: string;
          readonly place_key: string;
          readonly outcome: string;
        }
      >(
        shopId,
        sql`select h.*, p.post_id, p.external_key, d.place_key, o.state as outcome
          from staff_post p
          join outbox o on o.shop_id = p.shop_id and o.outbound_id = p.outbound_id
          join staff_thread h on h.shop_id = p.shop_id and h.thread_id = p.thread_id
          join staff_desk d on d.shop_id = h.shop_id and d.desk_id = h.desk_id and d.unlinked_at is null
          where p.shop_id = ${shopId} and p.outbound_id is not null and p.receipt is null
            and o.state in ('delivered', 'refused', 'unknown', 'cancelled')
          order by p.created_at limit ${limit}`,
      );
      return rows.map((row) => ({
        postId: row.post_id as StaffPostId,
        deskId: row.desk_id as StaffDeskId,
        placeKey: row.place_key,
        thread: readThread(row),
        messageKey: row.external_key,
        receipt: row.outcome === "delivered" ? ("delivered" as const) : ("failed" as const),
      }));
    },
    async settleReceipt(shopId, postId, receipt) {
      await database.inShop(
        shopId,
        sql`update staff_post set receipt = ${receipt} where shop_id = ${shopId} and post_id = ${postId}`,
      );
    },
  };
}
