/** Connections to Redis. Each gives up on a silent server, comes back by itself, and says once per outage that it is away. */
import { Redis, type RedisOptions } from "ioredis";
import type { Logger } from "../../contracts/runtime.ts";

export type ConnectionUse = "ring" | "work" | "events" | "block";

export interface RedisConnections {
  open(use: ConnectionUse): Redis;
  closeAll(): void;
}

/** How long bull lets a blocking read wait, in seconds; the limit on silence below must be longer. */
export const BLOCK_SECONDS = 5;

const COMMON: RedisOptions = {
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1_000),
  keepAlive: 10_000,
};

const OPTIONS: Readonly<Record<ConnectionUse, RedisOptions>> = {
  // A ring that cannot be sent now is missed: nothing waits for a server that is away, nothing is sent twice.
  ring: { ...COMMON, enableOfflineQueue: false, autoResendUnfulfilledCommands: false, socketTimeout: 1_000 },
  work: { ...COMMON, socketTimeout: 10_000 },
  // bull demands of these two that they are not checked for readiness.
  events: { ...COMMON, enableReadyCheck: false },
  block: { ...COMMON, enableReadyCheck: false, socketTimeout: (BLOCK_SECONDS + 10) * 1_000 },
};

export function createRedisConnections(url: string, log: Logger): RedisConnections {
  const open: Redis[] = [];
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
      open.push(connection);
      return connection;
    },
    closeAll() {
      for (const connection of open.splice(0)) connection.disconnect();
    },
  };
}
