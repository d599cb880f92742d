/** Keeps the live stream open: reconnects with the cursor of the last entry it got, so nothing is lost or repeated. */
import type { Server } from "./call-server.ts";
import { readStream, type StreamEvent } from "./read-stream.ts";
import { backOff, createWaiter } from "./wait-turn.ts";

/** The server says something every 20 s; silence for longer than two of those is a dead connection. */
const SILENCE_MS = 45_000;

export interface ThreadEvents {
  onEvent(event: StreamEvent): void;
  onConnected(): void;
  /** Also called when a connection that stood is gone. */
  onLost(): void;
  /** The server will not have us: wrong page or wrong session. */
  onRefused(status: number): void;
}

export interface Follower {
  /** Begins at the cursor that `readCursor` names. Does nothing while it runs. */
  start(): void;
  stop(): void;
  /** Tries at once instead of waiting on: the network or the page came back. */
  hurry(): void;
}

export interface FollowParts {
  readonly server: Server;
  readToken(): string | null;
  readCursor(): number;
  readonly events: ThreadEvents;
}

export function createFollower(parts: FollowParts): Follower {
  const waiter = createWaiter();
  let running: AbortController | null = null;

  const follow = async (controller: AbortController) => {
    let failures = 0;
    while (!controller.signal.aborted) {
      const token = parts.readToken();
      if (token === null) break;
      const end = await openOnce(parts, token, controller.signal);
      if (controller.signal.aborted) break;
      if (end.kind === "refused") {
        parts.events.onRefused(end.status);
        break;
      }
      parts.events.onLost();
      failures = end.hadConnection ? 1 : failures + 1;
      await waiter.wait(end.afterMs ?? backOff(failures));
    }
    if (running === controller) running = null;
  };

  return {
    start() {
      if (running) return;
      running = new AbortController();
      void follow(running);
    },
    stop() {
      running?.abort();
      running = null;
      waiter.wake();
    },
    hurry: () => waiter.wake(),
  };
}

type End =
  | { readonly kind: "lost"; readonly hadConnection: boolean; readonly afterMs: number | null }
  | { readonly kind: "refused"; readonly status: number };

async function openOnce(parts: FollowParts, token: string, outer: AbortSignal): Promise<End> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  outer.addEventListener("abort", abort, { once: true });
  let silence = setTimeout(abort, SILENCE_MS);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(abort, SILENCE_MS);
  };
  try {
    const outcome = await parts.server.openStream(token, parts.readCursor(), controller.signal);
    if (outcome.kind === "refused") return outcome;
    if (outcome.kind === "later") return { kind: "lost", hadConnection: false, afterMs: outcome.afterMs };
    parts.events.onConnected();
    await readStream(outcome.value, (event) => {
      heard();
      if (event && !outer.aborted) parts.events.onEvent(event);
    });
    return { kind: "lost", hadConnection: true, afterMs: null };
  } catch {
    // The network's end of it: whatever broke, the cursor knows where to go on.
    return { kind: "lost", hadConnection: true, afterMs: null };
  } finally {
    clearTimeout(silence);
    outer.removeEventListener("abort", abort);
  }
}
