/**
 * Frees the jobs of killed processes within seconds; the library alone leaves them locked for four hours. Each process
 * holds an advisory lock per worker id on one connection, so PostgreSQL itself knows who lives: a lock that can be had is
 * a worker that is gone. A live process that loses its connection may see a job run twice, which handlers must bear.
 */
import pg from "pg";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import { closeClient } from "./queue-pool.ts";

export interface Presence {
  /** Says that a worker of that id lives here. Never throws. */
  announce(workerId: string): void;
  stop(): Promise<void>;
}

export interface PresenceOptions {
  readonly connectionString: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 2_500;
/** A new worker takes its first job before its lock is surely there. */
const MIN_LOCKED_SECONDS = 5;
const LOCK = "hashtextextended('dragoman-queue:' || $1, 0)";
const FREE_DEAD = `
  with suspects as (
    select distinct locked_by from graphile_worker.jobs
    where locked_at < now() - interval '${MIN_LOCKED_SECONDS} seconds' and locked_by <> all($1::text[])
  ), dead as (
    select locked_by from suspects
    where pg_try_advisory_xact_lock(hashtextextended('dragoman-queue:' || locked_by, 0))
  )
  select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`;

export function createPresence(options: PresenceOptions): Presence {
  const { clock, log } = options;
  const stopping = new AbortController();
  const workerIds = new Set<string>();
  let ring = new AbortController();
  const keep = async (): Promise<void> => {
    let connection: Connection | null = null;
    while (!stopping.signal.aborted) {
      try {
        connection ??= await connect(options);
        await connection.look([...workerIds]);
      } catch (error) {
        // The jobs' own connections say that the database is gone; here it only means to connect again.
        log.info("queue-presence-lost", { error });
        await connection?.close();
        connection = null;
      }
      await clock.sleep(LOOK_EVERY_MS, AbortSignal.any([stopping.signal, ring.signal]));
    }
    await connection?.close();
  };
  const kept = keep();
  return {
    announce(workerId) {
      workerIds.add(workerId);
      ring.abort();
      ring = new AbortController();
    },
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}

interface Connection {
  look(workerIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

async function connect({ connectionString, clock, log }: PresenceOptions): Promise<Connection> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    application_name: "dragoman-queue-presence",
  });
  client.on("error", () => {}); // the next look fails and says so
  await client.connect();
  const held = new Set<string>();
  return {
    async look(workerIds) {
      for (const workerId of workerIds.filter((id) => !held.has(id))) {
        await client.query(`select pg_advisory_lock(${LOCK})`, [workerId]);
        held.add(workerId);
      }
      const { rowCount } = await client.query(FREE_DEAD, [workerIds]);
      if (rowCount) log.warn("queue-jobs-freed");
    },
    close: () => closeClient(client, clock),
  };
}
