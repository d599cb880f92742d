/** The live stream of one thread: replays from a cursor, then follows. Nothing is lost or repeated over a reconnect. */
import type { ChannelHost, FeedSignal } from "../../src/contracts/channel-adapter.ts";
import { encodeEvent } from "./encode.ts";
import type { WidgetHint } from "./wire.ts";

const PAGE = 50;
/** Below the 30 to 60 s after which proxies close a silent connection. */
const HEARTBEAT_MS = 20_000;
/** Then the browser comes again with its cursor, so that no connection lives for ever. */
const MAX_LIFE_MS = 30 * 60_000;

/**
 * Yields one event at a time and reads on only when it was taken, so a slow reader holds one page and the newest
 * hint in memory, never a queue. Ends when `signal` aborts.
 */
export async function* streamEvents(
  host: ChannelHost,
  threadKey: string,
  afterCursor: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const inbox = watchThread(host, threadKey);
  const endsAt = host.clock.now() + MAX_LIFE_MS;
  try {
    // The first bytes leave at once: proxies and fetch hand over the head only with them.
    yield "retry: 2000\n\n";
    let cursor = await findStart(host, threadKey, afterCursor);
    if (cursor !== afterCursor) yield encodeEvent("reset", {});
    let isReady = false;
    while (!signal.aborted && host.clock.now() < endsAt) {
      if (inbox.takeGrown()) {
        const entries = await host.feed.read(threadKey, cursor, PAGE);
        for (const entry of entries) {
          yield encodeEvent("entry", entry.payload, entry.cursor);
          cursor = entry.cursor;
        }
        if (entries.length === PAGE) inbox.markGrown();
        else if (!isReady) {
          isReady = true;
          yield encodeEvent("ready", {});
        }
        continue;
      }
      const hint = inbox.takeHint();
      if (hint) yield encodeEvent(hint.kind, hint);
      else if (await inbox.sleep(HEARTBEAT_MS, signal)) {
        yield ": still here\n\n";
        // A signal between processes can be lost with its connection; a look now and then makes up for it.
        inbox.markGrown();
      }
    }
  } finally {
    inbox.stop();
  }
}

/** Zero when the thread has no entry at that cursor: it belongs to a database that was restored or removed. */
async function findStart(host: ChannelHost, threadKey: string, afterCursor: number): Promise<number> {
  if (afterCursor === 0) return 0;
  const [entry] = await host.feed.read(threadKey, afterCursor - 1, 1);
  return entry ? afterCursor : 0;
}

interface Inbox {
  takeGrown(): boolean;
  markGrown(): void;
  takeHint(): WidgetHint | null;
  /** True when the time passed and nothing came. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
  stop(): void;
}

/** Keeps only what is newest: that the thread grew, the last draft, that somebody types. */
function watchThread(host: ChannelHost, threadKey: string): Inbox {
  let hasGrown = true;
  let hint: WidgetHint | null = null;
  let wake = () => {};
  const stop = host.feed.watch(threadKey, (signal: FeedSignal) => {
    if (signal.kind === "grown") hasGrown = true;
    else if (isHint(signal.payload)) hint = signal.payload;
    wake();
  });
  return {
    takeGrown: () => {
      const taken = hasGrown;
      hasGrown = false;
      return taken;
    },
    markGrown: () => void (hasGrown = true),
    takeHint: () => {
      const taken = hint;
      hint = null;
      return taken;
    },
    async sleep(ms, signal) {
      if (hasGrown || hint || signal.aborted) return false;
      const timer = new AbortController();
      wake = () => timer.abort();
      signal.addEventListener("abort", wake, { once: true });
      await host.clock.sleep(ms, timer.signal);
      signal.removeEventListener("abort", wake);
      return !timer.signal.aborted;
    },
    stop,
  };
}

function isHint(payload: unknown): payload is WidgetHint {
  if (typeof payload !== "object" || payload === null || !("kind" in payload)) return false;
  return payload.kind === "typing" || payload.kind === "draft";
}
