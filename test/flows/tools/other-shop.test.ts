/** What belongs to one shop is nothing to a turn of another, also when a look-up goes astray. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Instant, ShopId } from "../../../src/contracts/ids.ts";
import type { Principal, ToolCall } from "../../../src/contracts/tools.ts";
import { runTool, type ToolPorts } from "../../../src/flows/tools/run-tool.ts";
import { createBuyer } from "../../support/buyer.ts";
import { anOrder, openToolRig, type ToolRig } from "./tool-rig.ts";

const NUMBER = "OT-50000001";
const CALLS: readonly ToolCall[] = [
  { tool: "order-status", orderNumber: NUMBER },
  { tool: "order-options", orderNumber: NUMBER },
];

let rig: ToolRig;
let shopId: ShopId;
let otherShopId: ShopId;
/** Signed in with the e-mail that stands on the order of the other shop. */
let principal: Principal;

beforeAll(async () => {
  rig = await openToolRig();
  shopId = rig.program.shop.shopId;
  otherShopId = rig.program.db.otherShop.shopId;
  await rig.ports.commerce.write(otherShopId, [anOrder(NUMBER)]);
  const buyer = createBuyer(rig, { locale: "en" });
  await buyer.says("hello").gets(/./u);
  const found = await rig.ports.tools.principal(shopId, await rig.conversationOf(buyer.threadKey));
  if (!found) throw new Error("no principal");
  const expiresAt = (Date.now() + 3_600_000) as Instant;
  principal = { ...found, identity: { subject: "a", email: "lucia@example.com", phone: null, expiresAt } };
}, 60_000);
afterAll(() => rig.close());

const astray = (): ToolPorts => ({
  ...rig.ports,
  commerce: {
    ...rig.ports.commerce,
    findOrder: (_shopId, number) => rig.ports.commerce.findOrder(otherShopId, number),
  },
});

test("a principal is of the shop whose conversation it is", () => {
  expect(principal.shopId).toBe(shopId);
});

test("the order is there for its own shop, so that the next ones prove something", async () => {
  const own = { shopId: otherShopId, principal: { ...principal, shopId: otherShopId } };
  for (const call of CALLS) {
    const { result } = await runTool(own, call, rig.ports);
    expect(result).toMatchObject({ order: { orderNumber: NUMBER, shopId: otherShopId } });
  }
});

test("a turn of this shop finds nothing", async () => {
  for (const call of CALLS) {
    const { result } = await runTool({ shopId, principal }, call, rig.ports);
    expect(result).toEqual({ kind: "denied", reason: "not-proven" });
  }
});

test("and is denied what a look-up in the wrong shop brings, though the buyer is the same", async () => {
  for (const call of CALLS) {
    const { result, audit } = await runTool({ shopId, principal }, call, astray());
    expect(result).toEqual({ kind: "denied", reason: "wrong-shop" });
    expect(JSON.stringify(audit)).not.toContain('orderId":"');
  }
});

test("a principal of another shop is denied everything, what is public included", async () => {
  const calls: ToolCall[] = [
    ...CALLS,
    { tool: "coupon-check", code: "SAVE10" },
    { tool: "product-search", wish: "jacket", atMost: null },
  ];
  for (const call of calls) {
    const { result } = await runTool({ shopId: otherShopId, principal }, call, rig.ports);
    expect(result).toEqual({ kind: "denied", reason: "wrong-shop" });
  }
});
