/** Files survive a backup and a restore, byte by byte, each shop's own. */
import { expect, test } from "vitest";
import type { UploadId } from "../../src/contracts/files.ts";
import type { AgentId, ShopId } from "../../src/contracts/ids.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createFileStore } from "../../src/store/files/create-file-store.ts";
import { type CopiedRow, copyRows, pasteRows } from "../../src/store/setup/copy-database.ts";
import { systemClock } from "../support/recording-host.ts";
import { openShopDatabase } from "../support/shop-database.ts";
import { picture } from "./sample-files.ts";

test("what was kept is there after a backup and a restore, in all its pieces and for its shop alone", async () => {
  const from = await openShopDatabase();
  const to = await openShopDatabase();
  const ids = createRandomIds(systemClock);
  try {
    const limits = { quotaBytes: 10_000_000 };
    const content = picture(700_000, 1);
    const kept = await createFileStore(from.database, limits).keepUpload(from.shop.shopId, {
      uploadId: ids.next<UploadId>(),
      agentId: ids.next<AgentId>(),
      name: "front.png",
      mediaType: "image/png",
      content,
    });
    if (kept === "no-room") throw new Error("no room");
    const rows: CopiedRow[] = [];
    await copyRows(from.runtimeUrl, async (row) => void rows.push(JSON.parse(JSON.stringify(row)) as CopiedRow));
    expect(rows.filter(({ table }) => table === "kept_chunk")).toHaveLength(3);
    await pasteRows(
      to.superuserUrl,
      (async function* () {
        yield* rows;
      })(),
    );
    const restored = createFileStore(to.database, limits);
    const read = async (shopId: ShopId) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of restored.read(shopId, kept.file.sha256)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect((await read(from.shop.shopId)).equals(content)).toBe(true);
    expect(await read(from.otherShop.shopId)).toHaveLength(0);
  } finally {
    await from.close();
    await to.close();
  }
});
