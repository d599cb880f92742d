/** Opens the runtime role's pool. `withShop` is the only way to a row: it sets the shop for one transaction. */
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { AppError } from "../contracts/errors.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { Logger } from "../contracts/runtime.ts";
import type { Database } from "./schema.ts";

/** A connection inside a transaction in which exactly one shop's rows exist. */
export type ShopTransaction = Kysely<Database> & { readonly __shop: true };

export interface OpenDatabase {
  withShop<Result>(shopId: ShopId, work: (trx: ShopTransaction) => Promise<Result>): Promise<Result>;
  /** For the shop table and health checks, where no shop is set and no protected row can be seen. */
  readonly unscoped: Kysely<Database>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INT8_OID = 20;
const DATE_OID = 1082;

/** Counters stay far below 2^53, so int8 is read as a number; a date stays `YYYY-MM-DD`. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === INT8_OID) return Number;
    if (oid === DATE_OID) return String;
    return pg.types.getTypeParser(oid, format as "text");
  }) as pg.CustomTypesConfig["getTypeParser"],
};

export function openDatabase(
  url: string,
  options: { readonly maxConnections: number; readonly log: Logger },
): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    types,
    connectionTimeoutMillis: 10_000,
    // A statement that hangs must not hold a conversation's row for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: "dragoman",
  });
  // Without a listener a lost idle connection would end the process; the next query opens a new one.
  pool.on("error", () => options.log.warn("database-connection-lost"));
  // The pool listens only while a connection is idle; one that is lost between two queries fails the next query.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });

  return {
    unscoped: db,
    pool,
    withShop: (shopId, work) => runInShop(db, shopId, work),
    close: () => db.destroy(),
  };
}

async function runInShop<Result>(
  db: Kysely<Database>,
  shopId: ShopId,
  work: (trx: ShopTransaction) => Promise<Result>,
): Promise<Result> {
  if (!UUID.test(shopId)) throw new AppError("NOT_FOUND", "This shop does not exist.");
  return db.connection().execute(async (connection) => {
    // Both in one round trip; the id was checked above, and the setting ends with the transaction.
    await sql.raw(`begin; select set_config('dragoman.shop_id', '${shopId}', true)`).execute(connection);
    try {
      const result = await work(connection as ShopTransaction);
      await sql.raw("commit").execute(connection);
      return result;
    } catch (error) {
      await sql
        .raw("rollback")
        .execute(connection)
        .catch(() => undefined);
      throw error;
    }
  });
}
