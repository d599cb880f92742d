/** Connections to Redis. Each comes back by itself and says once per outage that it is away. */
import { Redis, type RedisOptions } from "ioredis";
import type { Clock, Logger } from "../../contracts/runtime.ts";

export type ConnectionUse = "ring" | "work" | "events" | "block";

export interface RedisConnections {
  open(use: ConnectionUse): Redis;
  /** For good: a connection that bull opens again while it closes does not stay either. */
  closeAll(): void;
}

const COMMON: RedisOptions = {
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1_000),
  keepAlive: 10_000,
  disconnectTimeout: 100, // a timer that also outlives connections which end at once, and holds up the program's end
};

const OPTIONS: Readonly<Record<ConnectionUse, RedisOptions>> = {
  // A ring that cannot be sent now is missed: nothing waits for a server that is away. Without the zero, commands that
  // were under way when the connection broke would never settle.
  ring: { ...COMMON, enableOfflineQueue: false, maxRetriesPerRequest: 0 },
  work: COMMON,
  // bull demands of these two that they are not checked for readiness.
  events: { ...COMMON, enableReadyCheck: false },
  block: { ...COMMON, enableReadyCheck: false },
};

export function createRedisConnections(url: string, log: Logger): RedisConnections {
  const open: Redis[] = [];
  let isClosed = false;
  return {
    open(use) {
      const connection = new Redis(url, { ...OPTIONS[use], connectionName: `dragoman-${use}` });
      connection.setMaxListeners(0); // each bull queue adds its own
      let isAway = false;
      connection.on("error", (error: unknown) => {
        if (!isAway) log.warn("redis-connection-lost", { use, error });
        isAway = true;
      });
      connection.on("ready", () => {
        if (isAway) log.info("redis-connection-back", { use });
        isAway = false;
      });
      connection.on("connect", () => {
        if (isClosed) connection.disconnect();
      });
      open.push(connection);
      return connection;
    },
    closeAll() {
      isClosed = true;
      for (const connection of open) connection.disconnect();
    },
  };
}

const PING_EVERY_MS = 5_000;
const PING_WITHIN_MS = 5_000;

/**
 * Connects all anew when the server accepts what we send and answers nothing: after a network path has died silently the
 * system itself would notice only after ten minutes. (The library's own limit on silence also hits the next connection.)
 */
export async function watchSilence(
  connections: readonly [Redis, ...Redis[]],
  stopping: AbortSignal,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<void> {
  const [pinged] = connections;
  while (!stopping.aborted) {
    await clock.sleep(PING_EVERY_MS, stopping);
    if (pinged.status !== "ready" || stopping.aborted) continue;
    const answered = new AbortController();
    const note = (): void => answered.abort();
    pinged.ping().then(note, note);
    await clock.sleep(PING_WITHIN_MS, AbortSignal.any([answered.signal, stopping]));
    if (answered.signal.aborted || stopping.aborted) continue;
    log.warn("redis-silent");
    for (const connection of connections) connection.disconnect(true);
  }
}
