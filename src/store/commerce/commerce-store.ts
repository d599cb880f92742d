/** Products, orders, parcels and coupons of a shop, as its sources tell them. */
import { sql } from "kysely";
import type { CommerceStore, CommerceThing, EventOutcome, WriteOutcome } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { couponKey } from "../../shared/contact-keys.ts";
import type { OpenDatabase } from "../open-database.ts";
import { createOrderFinders, createParcelFinders } from "./find-orders.ts";
import { findProducts, getProduct } from "./find-products.ts";
import { forgetBuyer } from "./forget-buyer.ts";
import { type CouponRow, readCoupon } from "./read-commerce.ts";
import { writeRecords } from "./write-records.ts";

/** Platforms repeat a delivery for two days at most; after that the versions alone protect us. */
const EVENTS_KEPT = "30 days";

export function createCommerceStore(database: OpenDatabase): CommerceStore {
  const write = (shopId: ShopId, records: Parameters<CommerceStore["write"]>[1], isPreview: boolean) =>
    records.length === 0
      ? Promise.resolve([])
      : database.withShop(shopId, (trx) => writeRecords({ trx, shopId, isPreview }, records));
  return {
    write: (shopId, records) => write(shopId, records, false),
    preview: (shopId, records) => write(shopId, records, true),
    applyEvent: (shopId, source, event) => applyEvent(database, shopId, { ...event, source }),
    ...createOrderFinders(database),
    ...createParcelFinders(database),
    findProducts: (shopId, query) => findProducts(database, shopId, query),
    getProduct: (shopId, productId) => getProduct(database, shopId, productId),
    async findCoupon(shopId, code) {
      const key = couponKey(code);
      if (key === "") return null;
      const [row] = await database.inShop<CouponRow>(
        shopId,
        sql`select * from coupon where shop_id = ${shopId} and code_key = ${key} and removed_at is null
          order by is_enabled desc, changed_at desc limit 1`,
      );
      return row ? readCoupon(row) : null;
    },
    count: (shopId) => countThings(database, shopId),
    forgetBuyer: (shopId, contact) => forgetBuyer(database, shopId, contact),
  };
}

type AppliedEvent = Parameters<CommerceStore["applyEvent"]>[2] & { readonly source: string };

async function applyEvent(database: OpenDatabase, shopId: ShopId, event: AppliedEvent): Promise<EventOutcome> {
  return database.withShop(shopId, async (trx) => {
    // A second delivery that comes while the first is being written waits here for its end.
    const taken = await trx.run(sql`
      insert into commerce_event (shop_id, source, event_id, type)
      values (${shopId}, ${event.source}, ${event.eventId}, ${event.type})
      on conflict do nothing returning 1`);
    if (taken.length === 0) return "duplicate";
    const outcomes = await writeRecords({ trx, shopId, isPreview: false }, event.records);
    await trx.run(sql`
      delete from commerce_event where shop_id = ${shopId} and ctid in (select ctid from commerce_event
        where shop_id = ${shopId} and received_at < now() - ${EVENTS_KEPT}::interval limit 20)`);
    return judgeEvent(outcomes);
  });
}

function judgeEvent(outcomes: readonly WriteOutcome[]): EventOutcome {
  if (outcomes.some((outcome) => outcome === "created" || outcome === "changed")) return "applied";
  return outcomes.includes("stale") ? "stale" : "unchanged";
}

async function countThings(database: OpenDatabase, shopId: ShopId): Promise<Readonly<Record<CommerceThing, number>>> {
  const [counts] = await database.inShop<Record<CommerceThing, number>>(
    shopId,
    sql`select
      (select count(*) from product where shop_id = ${shopId} and removed_at is null) as product,
      (select count(*) from shop_order where shop_id = ${shopId} and removed_at is null) as order,
      (select count(*) from parcel where shop_id = ${shopId} and removed_at is null) as parcel,
      (select count(*) from coupon where shop_id = ${shopId} and removed_at is null) as coupon`,
  );
  return counts ?? { product: 0, order: 0, parcel: 0, coupon: 0 };
}
