/** The rules a shop begins with; the demo shop's articles say the same numbers. */
import type { DeliveryDays, ToolSettings } from "../contracts/tools.ts";

const EUROPEAN_UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");
const GULF = "SA AE KW QA BH OM".split(" ");

const within = (countries: readonly string[], days: DeliveryDays): readonly (readonly [string, DeliveryDays])[] =>
  countries.map((country) => [country, days]);

export const DEFAULT_TOOL_SETTINGS: ToolSettings = {
  proofs: ["email"],
  cancelHours: 2,
  changeAddressHours: 2,
  returnDays: 30,
  deliveryDays: Object.fromEntries([
    ...within(["US", "CA"], { from: 2, to: 3 }),
    ...within(["MX"], { from: 7, to: 12 }),
    ...within(EUROPEAN_UNION, { from: 3, to: 5 }),
    ...within(["GB"], { from: 4, to: 6 }),
    ...within(["ID"], { from: 7, to: 15 }),
    ...within(GULF, { from: 6, to: 10 }),
    ...within(["JP", "KR"], { from: 4, to: 7 }),
    ["*", { from: 8, to: 16 }],
  ]),
  dispatchDays: { from: 0, to: 1 },
  autoCouponPercent: 10,
  goodwillCode: null,
  proposalHours: 72,
  proofTriesPerHour: 5,
  proofTriesPerHourOfShop: 200,
  couponTriesPerHour: 10,
  proofHours: 24,
  linkHosts: [],
};
