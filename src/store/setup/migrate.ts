/** Runs the numbered SQL files once each, in order, under a lock. A newer schema than ours is refused. */
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { AppError } from "../../contracts/errors.ts";

const FOLDER = new URL("../migrations/", import.meta.url);
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, FOLDER), "utf8"),
    })),
  );
}

/** Returns the names it ran. Each file is one transaction that first inserts its own number. */
export async function migrate(ownerUrl: string): Promise<readonly string[]> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended('dragoman:migrate', 0))");
    await client.query(
      "create table if not exists migration (number integer primary key, name text not null, at timestamptz not null default now())",
    );
    await client.query("grant select on migration to dragoman_runtime");
    const { rows } = await client.query<{ number: number }>("select number from migration order by number");
    const done = new Set(rows.map((row) => row.number));
    const newest = migrations.at(-1)?.number ?? 0;
    const unknown = [...done].filter((number) => number > newest);
    if (unknown.length > 0) {
      throw new AppError(
        "STORE_MIGRATION",
        `The database was migrated by a newer Dragoman (number ${unknown.at(-1)}, ours is ${newest}). Start that version.`,
      );
    }
    const ran: string[] = [];
    for (const migration of migrations.filter((each) => !done.has(each.number))) {
      await runOne(client, migration);
      ran.push(migration.name);
    }
    return ran;
  } finally {
    await client.end();
  }
}

async function runOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query("insert into migration (number, name) values ($1, $2)", [migration.number, migration.name]);
    await client.query(migration.sql);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new AppError("STORE_MIGRATION", `${migration.name} failed; nothing of it was kept.`, {}, error);
  }
}
