/** Orders, parcels, coupons and products survive a backup and a restore, and a restore destroys none. */
import { expect, test } from "vitest";
import { type CopiedRow, copyRows, pasteRows } from "../../src/store/setup/copy-database.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { coupon, order, parcel, product } from "../commerce/records.ts";
import { openShopDatabase } from "../support/shop-database.ts";

test("what a shop sold is the same after a backup and a restore, each shop's own, and no event comes twice", async () => {
  const from = await openShopDatabase();
  const to = await openShopDatabase();
  try {
    const store = createCommerceStore(from.database);
    const { shopId } = from.shop;
    const event = { eventId: "once", type: "order.upserted", records: [{ kind: "order", order: order() }] } as const;
    await store.applyEvent(shopId, "csv", event);
    await store.write(shopId, [
      { kind: "parcel", parcel: parcel() },
      { kind: "coupon", coupon: coupon() },
      { kind: "product", product: product() },
    ]);
    await store.write(from.otherShop.shopId, [{ kind: "order", order: order({ buyerName: "Somebody else" }) }]);
    const rows: CopiedRow[] = [];
    await copyRows(from.runtimeUrl, async (row) => void rows.push(structuredClone(row)));
    await pasteRows(to.superuserUrl, lines(rows));

    const restored = createCommerceStore(to.database);
    const before = await store.findOrder(shopId, "HL-20481733");
    expect(before?.lines).toHaveLength(2);
    expect(await restored.findOrder(shopId, "HL-20481733")).toEqual(before);
    expect(before && (await restored.parcelsOf(shopId, before))).toMatchObject([parcel()]);
    expect(await restored.findCoupon(shopId, "welcome10")).toMatchObject(coupon());
    expect(await restored.findProducts(shopId, { text: "jacket", limit: 1 })).toMatchObject([product()]);
    expect((await restored.findOrder(from.otherShop.shopId, "HL-20481733"))?.buyerName).toBe("Somebody else");
    expect(await restored.applyEvent(shopId, "csv", event)).toBe("duplicate");
    expect(await restored.write(shopId, event.records)).toEqual(["unchanged"]);

    await expect(pasteRows(to.superuserUrl, lines(rows))).rejects.toThrow(/already holds conversations or orders/u);
  } finally {
    await from.close();
    await to.close();
  }
});

async function* lines(rows: readonly CopiedRow[]): AsyncGenerator<CopiedRow> {
  for (const row of rows) yield JSON.parse(JSON.stringify(row)) as CopiedRow;
}
