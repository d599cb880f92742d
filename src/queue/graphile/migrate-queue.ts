/** Brings graphile-worker's own schema up to date, as the role that owns that schema and nothing else. */
import { Logger as GraphileLogger, runMigrations } from "graphile-worker";
import pg from "pg";
import type { Logger } from "../../contracts/runtime.ts";

export const QUEUE_SCHEMA = "graphile_worker";

/** One process at a time: the library's own handling of several at once does not hold on an empty schema. */
export async function migrateQueue(connectionString: string, log: Logger): Promise<void> {
  const pool = new pg.Pool({ connectionString, max: 2, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => {}).on("connect", () => {});
  try {
    const locker = await pool.connect();
    try {
      await locker.query("select pg_advisory_lock(hashtextextended('dragoman:queue-migration', 0))");
      await makeFirstTable(locker);
      await runMigrations({ pgPool: pool, schema: QUEUE_SCHEMA, logger: pipeLogger(log) });
    } finally {
      locker.release(true); // with its connection the lock goes
    }
  } finally {
    await pool.end();
  }
}

/**
 * The library begins with "create schema if not exists", which PostgreSQL refuses to a role that may not create schemas
 * even when the schema is there. It leaves that out once its list of migrations exists, so we make the (empty) list.
 */
async function makeFirstTable(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query("select to_regnamespace($1) is not null as exists", [QUEUE_SCHEMA]);
  if (!(rows[0] as { exists: boolean }).exists) return;
  await client.query(`create table if not exists ${QUEUE_SCHEMA}.migrations (
    id int primary key, ts timestamptz not null default now(), breaking boolean not null default false)`);
}

/**
 * Only faults are passed on, and without the library's sentences: they quote errors of our handlers. A failed job is
 * left out, because running-handlers has logged it.
 */
export function pipeLogger(log: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level, _message, meta) => {
    const { failure, error } = (meta ?? {}) as { readonly failure?: boolean; readonly error?: unknown };
    if (level === "error" && !failure) log.error("queue-fault", error, { part: scope.label ?? "runner" });
  });
}
