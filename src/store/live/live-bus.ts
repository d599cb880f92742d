/** Tells this process at once, and others through LISTEN/NOTIFY. What is lost is found by reading again. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import type { LiveBus } from "../../contracts/stores.ts";

const CHANNEL = "dragoman_live";
/** PostgreSQL refuses notifications of 8,000 bytes. */
const MAX_BYTES = 7_000;
const RECONNECT_MS = 1_000;

export interface RunningLiveBus extends LiveBus {
  close(): Promise<void>;
}

export interface LiveBusOptions {
  /** Null when this is the only process of the installation: then nothing leaves it, which saves a lock per commit. */
  readonly remote: { readonly url: string; readonly pool: pg.Pool } | null;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createLiveBus(options: LiveBusOptions): RunningLiveBus {
  const origin = randomUUID();
  const subscribers = new Map<string, Set<(payload: unknown) => void>>();
  const stopping = new AbortController();

  const deliver = (topic: string, payload: unknown) => {
    for (const onPayload of subscribers.get(topic) ?? []) {
      try {
        onPayload(payload);
      } catch (error) {
        options.log.error("live-subscriber-failed", error, {});
      }
    }
  };
  const listening = options.remote
    ? listen(options.remote.url, { ...options, origin, deliver, signal: stopping.signal })
    : null;

  return {
    publish(topic, payload) {
      deliver(topic, payload);
      if (!options.remote) return;
      const text = JSON.stringify({ origin, topic, payload });
      if (Buffer.byteLength(text) > MAX_BYTES) return;
      options.remote.pool.query("select pg_notify($1, $2)", [CHANNEL, text]).catch(() => {
        options.log.warn("live-publish-missed");
      });
    },
    subscribe(topic, onPayload) {
      const set = subscribers.get(topic) ?? new Set();
      subscribers.set(topic, set.add(onPayload));
      return () => {
        set.delete(onPayload);
        if (set.size === 0) subscribers.delete(topic);
      };
    },
    async close() {
      stopping.abort();
      await listening;
    },
  };
}

interface Listener extends LiveBusOptions {
  readonly origin: string;
  readonly deliver: (topic: string, payload: unknown) => void;
  readonly signal: AbortSignal;
}

async function listen(url: string, listener: Listener): Promise<void> {
  while (!listener.signal.aborted) {
    const client = new pg.Client({ connectionString: url, application_name: "dragoman-live", keepAlive: true });
    const ended = new Promise<void>((resolve) => {
      client.on("end", resolve);
      client.on("error", () => resolve());
    });
    client.on("notification", ({ payload }) => receive(payload ?? "", listener));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await Promise.race([ended, aborted(listener.signal)]);
    } catch {
      listener.log.warn("live-listener-lost");
    }
    await client.end().catch(() => undefined);
    await listener.clock.sleep(RECONNECT_MS, listener.signal);
  }
}

function receive(text: string, listener: Listener): void {
  const note = JSON.parse(text) as { origin: string; topic: string; payload: unknown };
  if (note.origin !== listener.origin) listener.deliver(note.topic, note.payload);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
