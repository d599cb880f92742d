/** Which channels are the team's, kept by several processes of one installation on a real database. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeskPlaces, savePlace } from "../../../adapters/discord/desk/desk-places.ts";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { ChannelName } from "../../../src/contracts/message.ts";
import { createShopStore } from "../../../src/store/shop-store.ts";
import { createRecordingHost } from "../../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../../support/shop-database.ts";

let db: ShopDatabase;
beforeAll(async () => {
  db = await openShopDatabase();
});
afterAll(() => db.close());

test("processes that link channels at the same moment lose none of them", async () => {
  const { shopId } = db.shop;
  const shops = createShopStore(db.database);
  const accountId = await shops.ensureChannelAccount(shopId, "discord" as ChannelName, "bot");
  const loaded = Promise.withResolvers<void>();
  let reading = 0;
  const linking = ["11", "12", "13", "14", "15"];
  // Every process has read before the first one writes: who writes back what it has read loses the others.
  const host: ChannelHost = {
    ...createRecordingHost(),
    state: {
      async load(key) {
        const found = await shops.loadChannelState(shopId, accountId, key);
        if ((reading += 1) === linking.length) loaded.resolve();
        await loaded.promise;
        return found;
      },
      save: (key, value) => shops.saveChannelState(shopId, accountId, key, value),
      put: (key, entry, value) => shops.mergeChannelState(shopId, accountId, key, { [entry]: value }),
    },
  };
  await Promise.all(linking.map((placeKey) => savePlace(host, placeKey, "7")));
  const places = await openDeskPlaces(host);
  expect(places.list("7").toSorted()).toEqual(linking);
  // A channel is of the server that was named last.
  await savePlace(host, "11", "8");
  await places.refresh();
  expect(places.list("8")).toEqual(["11"]);
});
