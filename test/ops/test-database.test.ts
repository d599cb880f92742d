/** The ground under other tests: a database of one's own, quickly. */
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase, ensureTestTemplate } from "../support/postgres.ts";

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

test("a test's database belongs to an ordinary role that may create tables in it", async () => {
  const database = await createTestDatabase();
  await query(database.url, "CREATE TABLE greeting (word text)");
  const [role] = await query(database.url, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user");
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false });
  await database.drop();
  await expect(query(database.url, "SELECT 1")).rejects.toThrow();
});

test("a template is built once and each copy of it is separate", async () => {
  let builds = 0;
  const build = async (url: string): Promise<void> => {
    builds += 1;
    await query(url, "CREATE TABLE greeting (word text); GRANT ALL ON greeting TO PUBLIC");
  };
  await Promise.all([ensureTestTemplate("template_test", build), ensureTestTemplate("template_test", build)]);
  expect(builds).toBe(1);
  const [first, second] = await Promise.all([
    createTestDatabase({ template: "template_test" }),
    createTestDatabase({ template: "template_test" }),
  ]);
  await query(first.url, "INSERT INTO greeting VALUES ('hola')");
  expect(await query(first.url, "SELECT word FROM greeting")).toEqual([{ word: "hola" }]);
  expect(await query(second.url, "SELECT word FROM greeting")).toEqual([]);
  await Promise.all([first.drop(), second.drop()]);
});
