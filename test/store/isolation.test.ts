/** Shops are kept apart by the database itself, and a database that does not is refused. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "../../src/contracts/errors.ts";
import type { ArticleKey, ShopId } from "../../src/contracts/ids.ts";
import { createKnowledgeStore } from "../../src/store/knowledge-store.ts";
import { COPIED_TABLES } from "../../src/store/setup/copy-database.ts";
import { checkIsolation } from "../../src/store/setup/check-isolation.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

let db: ShopDatabase;
let superuser: pg.Client;

beforeAll(async () => {
  db = await openShopDatabase();
  superuser = new pg.Client({ connectionString: db.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await db.close();
});

const article = {
  articleKey: "returns" as ArticleKey,
  language: "en" as const,
  title: "Returns",
  url: null,
  questions: [],
  tags: [],
  body: "Thirty days.",
  reviewedUntil: null,
  origin: "knowledge/en/returns.md",
};

async function faultOf(work: () => Promise<unknown>): Promise<string> {
  const error = await work().then(
    () => null,
    (reason: unknown) => reason as AppError,
  );
  return error?.message ?? "";
}

describe("row-level security", () => {
  test("a row of one shop is invisible to another, and to a connection that named no shop", async () => {
    const knowledge = createKnowledgeStore(db.database);
    await knowledge.put(db.shop.shopId, article, "f");
    expect(await knowledge.load(db.otherShop.shopId)).toEqual([]);
    expect(await knowledge.load(db.shop.shopId)).toMatchObject([{ title: "Returns" }]);
    expect(await db.database.unscoped.selectFrom("article").selectAll().execute()).toEqual([]);
  });

  test("a row cannot be written into another shop, even by naming it", async () => {
    const write = () =>
      db.database.withShop(db.otherShop.shopId, (trx) =>
        trx.insertInto("contact").values({ shop_id: db.shop.shopId }).execute(),
      );
    expect(await faultOf(write)).toMatch(/row-level security/u);
  });

  test("a shop id that is no UUID never reaches the database", async () => {
    const write = () => db.database.withShop("'; drop table shop; --" as ShopId, () => Promise.resolve());
    expect(await faultOf(write)).toMatch(/does not exist/u);
  });

  test("the audit log takes entries and lets nobody change or remove one", async () => {
    const { shopId } = db.shop;
    const entry = { shop_id: shopId, actor_kind: "system", action: "test" };
    await db.database.withShop(shopId, (trx) => trx.insertInto("audit").values(entry).execute());
    const change = () =>
      db.database.withShop(shopId, (trx) => trx.updateTable("audit").set({ action: "else" }).execute());
    const remove = () => db.database.withShop(shopId, (trx) => trx.deleteFrom("audit").execute());
    expect(await faultOf(change)).toMatch(/permission denied/u);
    expect(await faultOf(remove)).toMatch(/permission denied/u);
  });
});

describe("leak check at start", () => {
  test("accepts a migrated database", async () => {
    await checkIsolation(db.database.pool);
  });

  test("leaves nothing behind", async () => {
    const { rows } = await superuser.query("select 1 from shop where key like 'leak-check-%'");
    expect(rows).toEqual([]);
  });

  test.each([
    [
      "a table without protection",
      "alter table contact no force row level security",
      "alter table contact force row level security",
      /contact/u,
    ],
    [
      "a policy that lets everything through",
      "create policy open on contact using (true)",
      "drop policy open on contact",
      /visible to another/u,
    ],
    ["a new table with shop_id and no policy", "create table leaky (shop_id uuid)", "drop table leaky", /leaky/u],
    ["a view that runs as its owner", "create view peek as select * from contact", "drop view peek", /peek/u],
    [
      "a runtime role that bypasses",
      "alter role dragoman_runtime bypassrls",
      "alter role dragoman_runtime nobypassrls",
      /superuser or bypasses/u,
    ],
  ])("refuses %s", async (_name, break_, mend, expected) => {
    await superuser.query(break_);
    try {
      expect(await faultOf(() => checkIsolation(db.database.pool))).toMatch(expected);
    } finally {
      await superuser.query(mend);
    }
  });
});

describe("catalogue", () => {
  test("a backup copies every table but sessions and bookkeeping", async () => {
    const { rows } = await superuser.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    const left = rows.map((row) => row.name).filter((name) => !(COPIED_TABLES as readonly string[]).includes(name));
    expect(left.toSorted()).toEqual([
      "access_link",
      "agent_session",
      "file_upload",
      "migration",
      "search_counter",
      "search_document",
      "search_posting",
      "shop",
      "staff_code",
      "staff_event",
    ]);
  });
});
