/** Orders and their parcels, by what a buyer or a source calls them. */
import { sql } from "kysely";
import type { CommerceStore, Order, Parcel } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { emailKey, orderNumberKey, PHONE_TAIL, phoneKey, trackingKey } from "../../shared/contact-keys.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { type LineRow, type OrderRow, type ParcelRow, readOrder, readParcel } from "./read-commerce.ts";

type OrderFinders = Pick<CommerceStore, "findOrder" | "getOrder" | "ordersOf">;
type ParcelFinders = Pick<CommerceStore, "parcelsOf" | "findParcel">;

/** The same parcel may be told by the shop and by a carrier's feed. */
const MAX_PARCELS = 50;

export function createOrderFinders(database: OpenDatabase): OrderFinders {
  return {
    async findOrder(shopId, orderNumber) {
      const key = orderNumberKey(orderNumber);
      if (key === "") return null;
      const [order] = await database.withShop(shopId, async (trx) => {
        const rows = await trx.run<OrderRow>(sql`
          select * from shop_order where shop_id = ${shopId} and number_key = ${key} and removed_at is null
          order by changed_at desc limit 1`);
        return withLines(trx, shopId, rows);
      });
      return order ?? null;
    },
    async getOrder(shopId, orderId) {
      const [order] = await database.withShop(shopId, async (trx) => {
        const rows = await trx.run<OrderRow>(sql`
          select * from shop_order where shop_id = ${shopId} and order_id = ${orderId} and removed_at is null`);
        return withLines(trx, shopId, rows);
      });
      return order ?? null;
    },
    async ordersOf(shopId, contact, limit) {
      const email = emailKey(contact.email ?? "");
      const tail = phoneKey(contact.phone ?? "")?.slice(-PHONE_TAIL) ?? null;
      if (email === null && tail === null) return [];
      return database.withShop(shopId, async (trx) => {
        const rows = await trx.run<OrderRow>(sql`
          select * from shop_order where shop_id = ${shopId} and removed_at is null
            and (buyer_email = ${email}::text or buyer_phone_tail = ${tail}::text)
          order by placed_at desc, order_id limit ${limit}`);
        return withLines(trx, shopId, rows);
      });
    },
  };
}

async function withLines(trx: ShopTransaction, shopId: ShopId, rows: readonly OrderRow[]): Promise<readonly Order[]> {
  if (rows.length === 0) return [];
  const lines = await trx.run<LineRow>(sql`
    select * from order_line where shop_id = ${shopId} and order_id = any(${rows.map((row) => row.order_id)}::uuid[])
    order by order_id, position`);
  const byOrder = Map.groupBy(lines, (line) => line.order_id);
  return rows.map((row) => readOrder(row, byOrder.get(row.order_id) ?? []));
}

export function createParcelFinders(database: OpenDatabase): ParcelFinders {
  return {
    async parcelsOf(shopId, order) {
      const rows = await database.inShop<ParcelRow>(
        shopId,
        sql`select * from parcel where shop_id = ${shopId} and removed_at is null
          and ((source = ${order.source} and order_key = ${order.externalKey})
            or number_key = ${orderNumberKey(order.orderNumber)})
          order by changed_at desc limit ${MAX_PARCELS}`,
      );
      return keepNewest(rows).map(readParcel);
    },
    async findParcel(shopId, trackingNumber): Promise<Parcel | null> {
      const key = trackingKey(trackingNumber);
      if (key === "") return null;
      const [row] = await database.inShop<ParcelRow>(
        shopId,
        sql`select * from parcel where shop_id = ${shopId} and tracking_key = ${key} and removed_at is null
          order by changed_at desc limit 1`,
      );
      return row ? readParcel(row) : null;
    },
  };
}

function keepNewest(rows: readonly ParcelRow[]): readonly ParcelRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (row.tracking_key === null) return true;
    if (seen.has(row.tracking_key)) return false;
    seen.add(row.tracking_key);
    return true;
  });
}
