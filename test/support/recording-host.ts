/** A ChannelHost that keeps what an adapter hands inward, for tests of one adapter alone. */
import type {
  BuyerRegistry,
  ChannelHost,
  ChannelState,
  FeedEntry,
  FeedSignal,
  ReceiveOutcome,
  ThreadFeed,
} from "../../src/contracts/channel-adapter.ts";
import type { ChannelAccountId, Instant, ShopId } from "../../src/contracts/ids.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { InboundMessage } from "../../src/contracts/message.ts";
import type { Clock, Logger, Metrics } from "../../src/contracts/runtime.ts";
import type { StaffEvent, StaffOutcome } from "../../src/contracts/staff-desk.ts";
import type { BuyerIdentity } from "../../src/contracts/tools.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface RecordingHost extends ChannelHost {
  readonly received: InboundMessage[];
  readonly refusals: string[];
  readonly lines: LogLine[];
  readonly savedState: Map<string, unknown>;
  /** Called before a message counts as stored: throw or wait here to act as a slow or broken database. */
  beforeStore: (message: InboundMessage) => Promise<void>;
  /** What `receive` answers for a message that is not a duplicate. */
  outcome: ReceiveOutcome;
  widgetOrigins: string[];
  /** Bytes of files, by their SHA-256. */
  readonly kept: Map<string, Uint8Array>;
  /** What the team did in its own group or channel. */
  readonly heard: StaffEvent[];
  /** What its author is shown. */
  staffOutcome: StaffOutcome;
}

export function createRecordingHost(): RecordingHost {
  const received: InboundMessage[] = [];
  const refusals: string[] = [];
  const lines: LogLine[] = [];
  const heard: StaffEvent[] = [];
  const seen = new Set<string>();
  const savedState = new Map<string, unknown>();
  const state: ChannelState = {
    load: (key) => Promise.resolve(savedState.get(key) ?? null),
    save: (key, value) => {
      savedState.set(key, structuredClone(value));
      return Promise.resolve();
    },
    put: (key, entry, value) => {
      savedState.set(key, { ...(savedState.get(key) as object | undefined), [entry]: value });
      return Promise.resolve();
    },
  };
  const host: RecordingHost = {
    shopId: "00000000-0000-4000-8000-000000000001" as ShopId,
    accountId: "00000000-0000-4000-8000-000000000002" as ChannelAccountId,
    received,
    refusals,
    lines,
    savedState,
    beforeStore: () => Promise.resolve(),
    outcome: { kind: "stored" },
    async receive(message) {
      await host.beforeStore(message);
      if (seen.has(message.externalId)) return { kind: "duplicate" };
      if (host.outcome.kind !== "stored") return host.outcome;
      seen.add(message.externalId);
      received.push(message);
      return { kind: "stored" };
    },
    refuse: (reason) => void refusals.push(reason),
    state,
    feed: createMemoryFeed(),
    kept: new Map(),
    files: {
      load: ({ sha256 }) => Promise.resolve(host.kept.get(sha256) ?? Promise.reject(new Error("nothing is kept"))),
      openInThread: () => Promise.resolve(null),
    },
    buyers: createMemoryBuyers(),
    heard,
    staffOutcome: { kind: "silent" },
    staff: {
      hear(event) {
        heard.push(event);
        return Promise.resolve({ outcome: Promise.resolve(host.staffOutcome) });
      },
    },
    shop: () => ({ name: "Demo Shop", defaultLanguage: "en", languages: LANGUAGES, widgetOrigins: host.widgetOrigins }),
    widgetOrigins: [],
    notice: (name, language, values) => `${language}:${name}${values ? JSON.stringify(values) : ""}`,
    exclusive: (_name, signal, work) => work(signal),
    clock: systemClock,
    log: recordingLogger(lines, {}),
    metrics: silentMetrics,
  };
  return host;
}

/** Tokens once, threads for one buyer, as the database keeps them. */
function createMemoryBuyers(): BuyerRegistry {
  const threads = new Map<string, BuyerIdentity>();
  const used = new Map<string, string>();
  return {
    keys: () => Promise.resolve({ shopKey: "demo", secret: new Uint8Array(32).fill(7), publicKey: null }),
    keep(threadKey, { identity, tokenId }) {
      const isFree = (used.get(tokenId) ?? threadKey) === threadKey;
      const isOwn = (threads.get(threadKey)?.subject ?? identity.subject) === identity.subject;
      if (!isFree || !isOwn) return Promise.resolve(false);
      used.set(tokenId, threadKey);
      threads.set(threadKey, identity);
      return Promise.resolve(true);
    },
    find: (threadKey) => Promise.resolve(threads.get(threadKey) ?? null),
  };
}

export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    }),
};

export const silentMetrics: Metrics = { count: () => {}, observe: () => {}, gauge: () => {} };

function recordingLogger(lines: LogLine[], base: Readonly<Record<string, unknown>>): Logger {
  return {
    info: (event, fields) => void lines.push({ level: "info", event, fields: { ...base, ...fields } }),
    warn: (event, fields) => void lines.push({ level: "warn", event, fields: { ...base, ...fields } }),
    error: (event, error, fields) => void lines.push({ level: "error", event, fields: { ...base, ...fields, error } }),
    with: (fields) => recordingLogger(lines, { ...base, ...fields }),
  };
}

function createMemoryFeed(): ThreadFeed {
  const threads = new Map<string, FeedEntry[]>();
  const watchers = new Map<string, Set<(signal: FeedSignal) => void>>();
  const tell = (threadKey: string, signal: FeedSignal) => {
    for (const onSignal of watchers.get(threadKey) ?? []) onSignal(signal);
  };
  return {
    append(threadKey, entryKey, payload) {
      const entries = threads.get(threadKey) ?? [];
      threads.set(threadKey, entries);
      const known = entries.find((entry) => entry.entryKey === entryKey);
      if (known) return Promise.resolve(known.cursor);
      const cursor = entries.length + 1;
      entries.push({ cursor, entryKey, payload: structuredClone(payload) });
      tell(threadKey, { kind: "grown" });
      return Promise.resolve(cursor);
    },
    read: (threadKey, afterCursor, limit) =>
      Promise.resolve((threads.get(threadKey) ?? []).filter((entry) => entry.cursor > afterCursor).slice(0, limit)),
    watch(threadKey, onSignal) {
      const set = watchers.get(threadKey) ?? new Set();
      watchers.set(threadKey, set.add(onSignal));
      return () => void set.delete(onSignal);
    },
    hint: (threadKey, payload) => tell(threadKey, { kind: "hint", payload }),
  };
}
