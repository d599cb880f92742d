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
  readonly url: string;
  readonly pool: pg.Pool;
  /** False in the only serving process of an installation: it need not tell anybody, which saves a lock per commit. */
  readonly tellsOthers: boolean;
  /** False for a command that only speaks. */
  readonly listens: boolean;
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
  const listening = options.listens ? listen({ ...options, origin, deliver, signal: stopping.signal }) : null;
  const telling = new Set<Promise<unknown>>();

  return {
    publish(topic, payload) {
      deliver(topic, payload);
      if (!options.tellsOthers) return;
      const text = JSON.stringify({ origin, topic, payload });
      if (Buffer.byteLength(text) > MAX_BYTES) return;
      const told = options.pool
        .query("select pg_notify($1, $2)", [CHANNEL, text])
        .catch(() => options.log.warn("live-publish-missed"))
        .finally(() => telling.delete(told));
      telling.add(told);
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
      await Promise.all([listening, ...telling]);
    },
  };
}

interface Note {
  readonly origin: string;
  readonly topic: string;
  readonly payload: unknown;
}

interface Listener extends LiveBusOptions {
  readonly origin: string;
  readonly deliver: (topic: string, payload: unknown) => void;
  readonly signal: AbortSignal;
}

async function listen(listener: Listener): Promise<void> {
  while (!listener.signal.aborted) {
    const client = new pg.Client({
      connectionString: listener.url,
      application_name: "dragoman-live",
      keepAlive: true,
    });
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

/** Any role of the database may notify: what is not ours is no reason to end the program. */
function receive(text: string, listener: Listener): void {
  const note = readNote(text);
  if (!note) return listener.log.warn("live-note-not-read");
  if (note.origin !== listener.origin) listener.deliver(note.topic, note.payload);
}

function readNote(text: string): Note | null {
  try {
    const note = JSON.parse(text) as Partial<Note> | null;
    return typeof note?.origin === "string" && typeof note.topic === "string" ? (note as Note) : null;
  } catch {
    return null;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
