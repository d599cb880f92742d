/** A shop with orders, parcels, coupons and products, and buyers who ask for them through the whole message path. */
import { sql } from "kysely";
import type { CommerceRecord, NewCoupon, NewOrder, NewParcel, NewProduct } from "../../../src/contracts/commerce.ts";
import type { Instant } from "../../../src/contracts/ids.ts";
import type { Proposal } from "../../../src/contracts/proposal.ts";
import type { ToolSettings } from "../../../src/contracts/tools.ts";
import { coupon, order, parcel, product } from "../../commerce/records.ts";
import { openStoryRig, type RigOptions, type StoryRig } from "../../support/story-rig.ts";
import { until } from "../../support/until.ts";

export interface ToolRig extends StoryRig {
  tells(...records: readonly CommerceRecord[]): Promise<void>;
  sets(settings: Partial<ToolSettings>): Promise<void>;
  proposals(): Promise<readonly Proposal[]>;
  /** The newest proposal, as soon as it is there. */
  proposal(): Promise<Proposal>;
  /** Actions in the audit log of the shop, oldest first. */
  audited(): Promise<readonly string[]>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const ago = (ms: number): Instant => (Date.now() - ms) as Instant;
export const hours = (count: number): number => count * HOUR;
export const days = (count: number): number => count * DAY;

let versions = 0;
/** Each statement is newer than the one before. */
const changedAt = (): Instant => (Date.now() - days(1) + (versions += 1)) as Instant;

export const anOrder = (number: string, part: Partial<NewOrder> = {}): CommerceRecord => ({
  kind: "order",
  order: order({
    externalKey: number,
    orderNumber: number,
    changedAt: changedAt(),
    placedAt: ago(hours(1)),
    paidAt: ago(hours(1)),
    ...part,
  }),
});
export const aParcel = (number: string, part: Partial<NewParcel> = {}): CommerceRecord => ({
  kind: "parcel",
  parcel: parcel({
    externalKey: `P-${number}`,
    orderKey: number,
    orderNumber: number,
    trackingNumber: `TR${number}`,
    trackingUrl: null,
    changedAt: changedAt(),
    ...part,
  }),
});
export const aCoupon = (code: string, part: Partial<NewCoupon> = {}): CommerceRecord => ({
  kind: "coupon",
  coupon: coupon({ externalKey: code, code, changedAt: changedAt(), validUntilAt: null, minimum: null, ...part }),
});
export const aProduct = (key: string, part: Partial<NewProduct> = {}): CommerceRecord => ({
  kind: "product",
  product: product({ externalKey: key, handle: key, changedAt: changedAt(), ...part }),
});

export async function openToolRig(options: Partial<RigOptions> = {}): Promise<ToolRig> {
  const rig = await openStoryRig({ runs: true, knowsMuch: false, ...options });
  const { shopId } = rig.program.shop;
  const { commerce, tools } = rig.ports;
  const proposals = () => tools.proposals(shopId, { limit: 50 });
  return Object.assign(rig, {
    tells: async (...records: readonly CommerceRecord[]) => void (await commerce.write(shopId, records)),
    sets: async (settings: Partial<ToolSettings>) =>
      tools.saveSettings(shopId, { ...(await tools.settings(shopId)), ...settings }),
    proposals,
    proposal: () => until("a proposal", async () => (await proposals())[0]),
    async audited() {
      const rows = await rig.program.db.database.inShop(
        shopId,
        sql<{ action: string }>`select action from audit order by audit_id`,
      );
      return rows.map((row) => row.action);
    },
  });
}
