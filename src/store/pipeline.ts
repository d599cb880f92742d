/** Sends statements on one connection without waiting in between; those of one breath travel in one packet. */
import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import type pg from "pg";
import type { Database } from "./schema.ts";

/** What we use of pg beyond its types: the socket below, to hold it back for a moment. */
export type PipelineClient = pg.PoolClient & {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
};

/** Plain text is for `begin` and `commit`; everything with a value is built with Kysely's `sql`. */
export type Statement<Row> = string | RawBuilder<Row>;

export interface Pipeline {
  readonly kysely: Kysely<Database>;
  send<Row>(statement: Statement<Row>): Promise<readonly Row[]>;
  /** In one packet. Rejects with the first fault, when all are answered; PostgreSQL made a rollback of the commit. */
  sendAll(statements: readonly Statement<unknown>[]): Promise<readonly (readonly unknown[])[]>;
}

/** A named statement is planned once per connection; planning these costs more than running them. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `s${names.size + 1}`;
  names.set(sql, name);
  return name;
}

const known = new WeakMap<PipelineClient, Pipeline>();

export function createPipeline(client: PipelineClient): Pipeline {
  const found = known.get(client);
  if (found) return found;
  const kysely = new Kysely<Database>({ dialect: new PostgresDialect({ pool: poolOfOne(client) }) });
  const { stream } = client.connection;
  let isHeld = false;
  const holdForThisBreath = (): void => {
    if (isHeld) return;
    isHeld = true;
    stream.cork();
    queueMicrotask(() => {
      isHeld = false;
      stream.uncork();
    });
  };
  const send = async <Row>(statement: Statement<Row>): Promise<readonly Row[]> => {
    holdForThisBreath();
    if (typeof statement === "string") return (await client.query(statement)).rows as readonly Row[];
    const { sql, parameters } = statement.compile(kysely);
    const { rows } = await client.query({ name: nameOf(sql), text: sql, values: [...parameters] });
    return rows as readonly Row[];
  };
  const pipeline: Pipeline = {
    kysely,
    send,
    async sendAll(statements) {
      // All are waited for: the connection goes back to the pool and must have nothing under way.
      const results = await Promise.allSettled(statements.map((statement) => send(statement)));
      const fault = results.find((result) => result.status === "rejected");
      if (fault) throw fault.reason;
      return results.map((result) => (result.status === "fulfilled" ? result.value : []));
    },
  };
  known.set(client, pipeline);
  return pipeline;
}

/** Kysely asks a pool for a connection with each query; here it always gets the one the transaction is on. */
function poolOfOne(client: PipelineClient): ConstructorParameters<typeof PostgresDialect>[0]["pool"] {
  const held = new Proxy(client, {
    get: (target, name) => (name === "release" ? () => undefined : Reflect.get(target, name, target)),
  });
  return { connect: () => Promise.resolve(held), end: () => Promise.resolve() } as never;
}
