/** Connections of the queue: faults of idle ones are no faults of the program, and closing ends within a second. */
import pg from "pg";
import type { Clock, Logger } from "../../contracts/runtime.ts";

export type QueuePool = pg.Pool;

export interface QueuePoolOptions {
  readonly connectionString: string;
  readonly max: number;
  /** How long a query may take before its connection is given up; absent: as long as it takes. */
  readonly timeoutMs?: number;
  readonly log: Logger;
}

const CLOSE_WITHIN_MS = 1_000;
/** The sockets of a pool, to end what does not end by itself. */
const socketsOf = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

export function openPool({ connectionString, max, timeoutMs, log }: QueuePoolOptions): QueuePool {
  const limits = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: timeoutMs ?? 10_000,
    application_name: "dragoman-queue",
    ...limits,
  });
  const clients = new Set<pg.PoolClient>();
  socketsOf.set(pool, clients);
  // Without listeners a lost connection would end the program; the next query gets another one.
  pool.on("error", (error) => log.warn("queue-connection-lost", { error }));
  pool.on("connect", (client) => {
    clients.add(client);
    client.on("error", () => {}); // one in use: its query rejects with the same error
  });
  pool.on("remove", (client) => void clients.delete(client));
  return pool;
}

export async function closePool(pool: QueuePool, clock: Clock): Promise<void> {
  const ended = new AbortController();
  const ending = pool.end().then(() => ended.abort());
  await Promise.race([ending, clock.sleep(CLOSE_WITHIN_MS, ended.signal)]);
  if (ended.signal.aborted) return;
  for (const client of socketsOf.get(pool) ?? []) destroySocket(client);
  await ending;
}

/** pg has no way to drop a connection whose query hangs; its types hide the socket. */
function destroySocket(client: pg.PoolClient): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
