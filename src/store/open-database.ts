/** Opens the runtime role's pool. `withShop` and `inShop` are the only ways to a row: they set the shop for one transaction. */
import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import pg from "pg";
import { AppError } from "../contracts/errors.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { Logger } from "../contracts/runtime.ts";
import { createPipeline, type Pipeline, type PipelineClient } from "./pipeline.ts";
import type { Database } from "./schema.ts";

/** A connection inside a transaction in which exactly one shop's rows exist. */
export type ShopTransaction = Kysely<Database> & {
  readonly __shop: true;
  /** Runs one statement. */
  run<Row>(query: RawBuilder<Row>): Promise<readonly Row[]>;
  /** Sends the statements and the commit together: for what ends a transaction whatever it returns. */
  runLast(queries: readonly RawBuilder<unknown>[]): Promise<void>;
};

export interface OpenDatabase {
  withShop<Result>(shopId: ShopId, work: (trx: ShopTransaction) => Promise<Result>): Promise<Result>;
  /** A transaction of one statement, in one round trip. */
  inShop<Row>(shopId: ShopId, query: RawBuilder<Row>): Promise<readonly Row[]>;
  /** A transaction of several statements that need not wait for one another, in one round trip: rows of the last. */
  inShopAll<Row>(
    shopId: ShopId,
    queries: readonly [...RawBuilder<unknown>[], RawBuilder<Row>],
  ): Promise<readonly Row[]>;
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
  // Statements of one transaction may be sent before the one in front was answered: most of a message's cost is the
  // way to the database and back.
  const settings: pg.PoolConfig & { readonly pipeline: boolean } = {
    connectionString: url,
    max: options.maxConnections,
    types,
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    // A statement that hangs must not hold a conversation's row for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: "dragoman",
  };
  const pool = new pg.Pool(settings);
  let isClosing = false;
  // Without a listener a lost idle connection would end the process; the next query opens a new one. A pool says that
  // it has ended while its connections still part, and a database that stops right behind it may cut them.
  pool.on("error", () => {
    if (!isClosing) options.log.warn("database-connection-lost");
  });
  // The pool listens only while a connection is idle; one that is lost between two queries fails the next query.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    unscoped: db,
    pool,
    withShop: (shopId, work) => runInShop(pool, shopId, work),
    inShop: (shopId, query) => runAll(pool, shopId, [query]),
    inShopAll: (shopId, queries) => runAll(pool, shopId, queries),
    close() {
      isClosing = true;
      return db.destroy();
    },
  };
}

/** The id is checked, so it may stand in the text; the setting ends with the transaction. */
function beginSql(shopId: ShopId): string {
  if (!UUID.test(shopId)) throw new AppError("NOT_FOUND", "This shop does not exist.");
  return `begin; set local dragoman.shop_id = '${shopId}'`;
}

async function runAll<Row>(
  pool: pg.Pool,
  shopId: ShopId,
  queries: readonly [...RawBuilder<unknown>[], RawBuilder<Row>],
): Promise<readonly Row[]> {
  const begin = beginSql(shopId);
  return withPipeline(pool, async (pipeline) => {
    const results = await pipeline.sendAll([begin, ...queries, "commit"]);
    return results.at(-2) as readonly Row[];
  });
}

async function runInShop<Result>(
  pool: pg.Pool,
  shopId: ShopId,
  work: (trx: ShopTransaction) => Promise<Result>,
): Promise<Result> {
  const begin = beginSql(shopId);
  return withPipeline(pool, async (pipeline) => {
    let isOver = false;
    const begun = pipeline.send(begin);
    // Whoever works sends the first statement behind it without waiting; a failure reaches that statement, too.
    begun.catch(() => undefined);
    const trx = Object.assign(pipeline.kysely.withTables<Record<string, never>>(), {
      run: pipeline.send,
      runLast: async (queries: readonly RawBuilder<unknown>[]) => {
        isOver = true;
        await pipeline.sendAll([...queries, "commit"]);
      },
    }) as unknown as ShopTransaction;
    try {
      const result = await work(trx);
      if (!isOver) await pipeline.send("commit");
      return result;
    } catch (error) {
      await pipeline.send("rollback").catch(() => undefined);
      throw error;
    }
  });
}

async function withPipeline<Result>(pool: pg.Pool, work: (pipeline: Pipeline) => Promise<Result>): Promise<Result> {
  const client = (await pool.connect()) as PipelineClient;
  try {
    return await work(createPipeline(client));
  } finally {
    client.release();
  }
}
