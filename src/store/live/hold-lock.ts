/** Advisory locks on a connection of their own: whoever dies lets go, whatever killed it. */
import pg from "pg";
import type { Clock, Logger } from "../../contracts/runtime.ts";

const RETRY_MS = 1_000;

export interface LockHolder {
  /** Waits for the lock, runs `work`, lets go. Takes it again when the connection is lost while `signal` lives. */
  exclusive(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Takes the lock now and keeps it until `release`; null when somebody else holds it. */
  tryHold(name: string): Promise<{ release(): Promise<void> } | null>;
}

export function createLockHolder(url: string, tools: { readonly clock: Clock; readonly log: Logger }): LockHolder {
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: "dragoman-lock", keepAlive: true });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return {
    async exclusive(name, signal, work) {
      while (!signal.aborted) {
        const isDone = await holdOnce({ name, signal, work, open, log: tools.log });
        if (isDone) return;
        await tools.clock.sleep(RETRY_MS, signal);
      }
    },
    async tryHold(name) {
      const client = await open();
      const isHeld = await tryLock(client, name).catch(async (error: unknown) => {
        await client.end().catch(() => undefined);
        throw error;
      });
      if (isHeld) return { release: () => client.end() };
      await client.end();
      return null;
    },
  };
}

interface Hold {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly open: () => Promise<pg.Client>;
  readonly log: Logger;
}

/** True when the work ended or the caller gave up; false when it should be tried again. */
async function holdOnce(hold: Hold): Promise<boolean> {
  let client: pg.Client;
  try {
    client = await hold.open();
  } catch {
    hold.log.warn("lock-connection-failed");
    return false;
  }
  const lost = new AbortController();
  client.on("end", () => lost.abort());
  client.on("error", () => lost.abort());
  try {
    if (!(await isLocked(client, hold))) return false;
    await hold.work(AbortSignal.any([hold.signal, lost.signal]));
    return hold.signal.aborted || !lost.signal.aborted;
  } catch (error) {
    // Work that fails with the database under it is taken up again with the database; any other fault is its own.
    if (!lost.signal.aborted) throw error;
    hold.log.warn("lock-lost-at-work", { name: hold.name });
    return hold.signal.aborted;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A server that is going down answers a connection and then fails the first question. */
async function isLocked(client: pg.Client, hold: Hold): Promise<boolean> {
  try {
    return await tryLock(client, hold.name);
  } catch {
    hold.log.warn("lock-connection-failed");
    return false;
  }
}

async function tryLock(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    "select pg_try_advisory_lock(hashtextextended($1, 0)) as held",
    [`dragoman:${name}`],
  );
  return rows[0]?.held ?? false;
}
