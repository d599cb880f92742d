/** The store of tools with a signing secret that a test can compute. */
import { createHash } from "node:crypto";
import type { ShopId } from "../../src/contracts/ids.ts";
import type { ToolStore } from "../../src/contracts/tool-store.ts";
import type { OpenDatabase } from "../../src/store/open-database.ts";
import { createToolStore } from "../../src/store/tools/tool-store.ts";
import { systemClock } from "./recording-host.ts";

export function createTestToolStore(database: OpenDatabase): ToolStore {
  return createToolStore(database, { deriveSecret: testSecret, now: () => systemClock.now() });
}

export function testSecret(shopId: ShopId, version: number): Uint8Array {
  return createHash("sha256").update(`test:${shopId}:${version}`).digest();
}
