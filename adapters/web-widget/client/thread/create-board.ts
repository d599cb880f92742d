/** What is known of the thread right now, and who wants to hear of changes; fed by the stream and by the send queue. */
import type { WidgetEntry } from "../../wire.ts";
import type { ValueStore } from "./keep-values.ts";
import type { StreamEvent } from "./read-stream.ts";
import type { QueuedMessage } from "./send-queue.ts";

const CURSOR_KEY = "dragoman:cursor";
const SEEN_KEY = "dragoman:seen";
/** What a page load replays; older lines come when the buyer scrolls up. */
const REPLAYED = 60;
const TYPING_MS = 8_000;
const DRAFT_MS = 30_000;
/** A reconnect within this time is nobody's concern. */
const QUIET_MS = 2_500;

export interface ThreadLine {
  readonly cursor: number;
  readonly entry: WidgetEntry;
}

export interface ThreadState {
  readonly lines: readonly ThreadLine[];
  readonly queued: readonly QueuedMessage[];
  readonly draft: { readonly outboundId: string; readonly text: string } | null;
  readonly isTyping: boolean;
  readonly isOffline: boolean;
  /** The replay is done (or there is no thread yet): from here on news are news. */
  readonly isReady: boolean;
  readonly hasOlder: boolean;
  readonly unreadCount: number;
}

export function createBoard(values: ValueStore) {
  const listeners = new Set<() => void>();
  const byCursor = new Map<number, WidgetEntry>();
  let cursor = Math.max(0, readNumber(values, CURSOR_KEY) - REPLAYED);
  let state: ThreadState = {
    lines: [],
    queued: [],
    draft: null,
    isTyping: false,
    isOffline: false,
    isReady: false,
    hasOlder: cursor > 0,
    unreadCount: 0,
  };
  const timers = createTimers();
  const change = (part: Partial<ThreadState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  const showLines = (part: Partial<ThreadState> = {}) => {
    const lines = [...byCursor].sort(([a], [b]) => a - b).map(([at, entry]) => ({ cursor: at, entry }));
    const seen = readNumber(values, SEEN_KEY);
    const unreadCount = lines.filter((line) => line.cursor > seen && line.entry.kind === "message").length;
    change({ lines, unreadCount, ...part });
  };
  const showDraft = (draft: ThreadState["draft"]) => {
    const isKnown = [...byCursor.values()].some(
      (entry) => entry.kind === "message" && entry.outboundId === draft?.outboundId,
    );
    if (isKnown) return;
    change({ draft, isTyping: false });
    timers.set("draft", DRAFT_MS, () => change({ draft: null }));
  };
  const addFromStream = (at: number, entry: WidgetEntry) => {
    cursor = Math.max(cursor, at);
    values.set(CURSOR_KEY, String(cursor));
    byCursor.set(at, entry);
    // Whoever wrote the draft has spoken, or somebody else took over: either way it is done with.
    showLines(entry.kind === "message" ? { draft: null, isTyping: false } : {});
  };
  return {
    state: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change,
    streamCursor: () => cursor,
    add(at: number, entry: WidgetEntry) {
      byCursor.set(at, entry);
      showLines();
    },
    prepend(older: readonly ThreadLine[], hasOlder: boolean) {
      for (const line of older) byCursor.set(line.cursor, line.entry);
      showLines({ hasOlder });
    },
    take(event: StreamEvent) {
      switch (event.name) {
        case "entry":
          return addFromStream(Number(event.id), JSON.parse(event.data) as WidgetEntry);
        case "draft":
          return showDraft(JSON.parse(event.data) as NonNullable<ThreadState["draft"]>);
        case "typing":
          if (!state.draft) change({ isTyping: true });
          return timers.set("typing", TYPING_MS, () => change({ isTyping: false }));
        case "reset":
          cursor = 0;
          byCursor.clear();
          values.set(SEEN_KEY, "0");
          return showLines({ hasOlder: false });
        default:
          return change({ isReady: true });
      }
    },
    connected() {
      timers.clear("offline");
      change({ isOffline: false });
    },
    lost: () => timers.begin("offline", QUIET_MS, () => change({ isOffline: true })),
    markSeen() {
      const last = state.lines.at(-1)?.cursor ?? 0;
      if (last > readNumber(values, SEEN_KEY)) values.set(SEEN_KEY, String(last));
      if (state.unreadCount > 0) change({ unreadCount: 0 });
    },
    stop: timers.clearAll,
  };
}

/** Named timers: the same name again moves the moment (`set`) or keeps it (`begin`). */
function createTimers() {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const clear = (name: string) => {
    clearTimeout(timers.get(name));
    timers.delete(name);
  };
  const set = (name: string, ms: number, run: () => void) => {
    clear(name);
    timers.set(name, setTimeout(run, ms));
  };
  return {
    clear,
    set,
    begin(name: string, ms: number, run: () => void) {
      if (!timers.has(name)) set(name, ms, run);
    },
    clearAll: () => [...timers.keys()].forEach(clear),
  };
}

function readNumber(values: ValueStore, key: string): number {
  const value = Number(values.get(key));
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
