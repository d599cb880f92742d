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

const CONNECT_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 1_000;
/** All connections of a pool, those still connecting included, to drop what does not end by itself. */
const clientsOf = new WeakMap<pg.Pool, ReadonlySet<pg.Client>>();

export function openPool({ connectionString, max, timeoutMs, log }: QueuePoolOptions): QueuePool {
  const clients = new Set<pg.Client>();
  class TrackedClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      clients.add(this);
      // Without listeners a lost connection would end the program. One in use: its query rejects with the same error.
      this.on("error", () => {}).on("end", () => void clients.delete(this));
    }
  }
  const pool = new pg.Pool({
    Client: TrackedClient,
    connectionString,
    max,
    connectionTimeoutMillis: timeoutMs ?? CONNECT_WITHIN_MS,
    application_name: "dragoman-queue",
    ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }),
  });
  clientsOf.set(pool, clients);
  pool.on("error", (error) => log.warn("queue-connection-lost", { error }));
  pool.on("connect", () => {}); // graphile-worker complains, in words of its own, about a pool without this listener
  return pool;
}

export async function closePool(pool: QueuePool, clock: Clock): Promise<void> {
  await closeWithin(pool.end(), () => [...(clientsOf.get(pool) ?? [])], clock);
}

export async function closeClient(client: pg.Client, clock: Clock): Promise<void> {
  await closeWithin(client.end(), () => [client], clock);
}

/** A server that went silent never confirms the end, so after a second the sockets are simply dropped. */
async function closeWithin(ending: Promise<void>, clients: () => readonly pg.Client[], clock: Clock): Promise<void> {
  const ended = new AbortController();
  const done = ending.catch(() => {}).then(() => ended.abort());
  await Promise.race([done, clock.sleep(CLOSE_WITHIN_MS, ended.signal)]);
  if (ended.signal.aborted) return;
  for (const client of clients()) destroySocket(client);
  await done;
}

/** pg has no way to drop a connection whose query hangs; its types hide the socket. */
function destroySocket(client: pg.Client): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
