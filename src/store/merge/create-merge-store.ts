/** Merged tickets: written and undone in one transaction each, and read by any of those that belong together. */
import { sql } from "kysely";
import type { MergeStore } from "../../contracts/merge.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readMerge, selectMerges } from "./merge-row.ts";
import { undoMerge } from "./undo-merge.ts";
import { writeMerge } from "./write-merge.ts";

export function createMergeStore(database: OpenDatabase): MergeStore {
  return {
    merge: (shopId, wish) => database.withShop(shopId, (trx) => writeMerge(trx, shopId, wish)),
    undo: (shopId, undo) => database.withShop(shopId, (trx) => undoMerge(trx, shopId, undo)),
    async of(shopId, ticketId) {
      const rows = await database.inShop(
        shopId,
        selectMerges(
          shopId,
          sql`(m.ticket_id = ${ticketId} or m.undone_at is null and m.ticket_id = (
            select merged_into from ticket where shop_id = ${shopId} and ticket_id = ${ticketId}))`,
        ),
      );
      return rows
        .map(readMerge)
        .filter((merge) => merge.ticketId === ticketId || merge.merged.some((each) => each.ticketId === ticketId));
    },
  };
}
