/** Amounts on the console's pages: by the decimals in which they are stored, whatever the browser thinks. */
import { expect, test } from "vitest";
import { formatMinor } from "../../src/console/app/parts/format-minor.ts";

test.each([
  ["HUF", 1_999_000, "19990.00"],
  ["IQD", 19_990, "19.990"],
  ["EUR", 1_999, "19.99"],
  ["JPY", 1_999, "1999"],
])("an amount in %s is not shown a hundredfold", (currency, minor, shown) => {
  expect(formatMinor(minor, currency, "en").replaceAll(/[^\d.]/gu, "")).toBe(shown);
});
