/** Follows the server's live feed for ever: reconnects by itself and says when it is connected and when it is not. */
import type { LiveEvent } from "../../console-api.ts";

export type LiveState = "connecting" | "connected" | "reconnecting";

interface LiveListener {
  readonly onEvent: (event: LiveEvent) => void;
  /** With every "connected" something may have been missed: read again. */
  readonly onState: (state: LiveState) => void;
  /** The session has ended; the feed stops. */
  readonly onSignedOut: () => void;
  /** The server was heard: once when the line stands, then about every twenty seconds. */
  readonly onBeat: () => void;
}

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 15_000;

/** The server sends a heartbeat every 20 s; two missed ones mean the line is dead though nobody said so. */
const MAX_SILENCE_MS = 45_000;

/** Less than the heartbeat's pause, so that each heartbeat counts, and many events in between do not. */
const BEAT_MS = 15_000;

export function followLive(listener: LiveListener): () => void {
  const stop = new AbortController();
  void keepFollowing(listener, stop.signal);
  return () => stop.abort();
}

async function keepFollowing(listener: LiveListener, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  listener.onState("connecting");
  while (!signal.aborted) {
    const connectedAt = Date.now();
    const ended = await followOnce(listener, signal).catch(() => "lost" as const);
    if (signal.aborted) return;
    if (ended === "signed-out") return listener.onSignedOut();
    listener.onState("reconnecting");
    if (Date.now() - connectedAt > MAX_SILENCE_MS) waitMs = FIRST_WAIT_MS;
    // Spread out, so that a restarted server does not meet every page in the same second.
    await waitOrOnline(waitMs * (0.75 + Math.random() / 2), signal);
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  }
}

async function followOnce(listener: LiveListener, signal: AbortSignal): Promise<"signed-out" | "lost"> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
  try {
    const response = await fetch("/console/api/live", {
      headers: { accept: "text/event-stream" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status === 401) return "signed-out";
    if (!response.ok || response.body === null) return "lost";
    listener.onState("connected");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let beatAt = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "lost";
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
      if (Date.now() - beatAt >= BEAT_MS) {
        beatAt = Date.now();
        listener.onBeat();
      }
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) readBlock(block, listener);
    }
  } finally {
    clearTimeout(timer);
  }
}

function readBlock(block: string, listener: LiveListener): void {
  if (!block.startsWith("data: ")) return;
  listener.onEvent(JSON.parse(block.slice("data: ".length)) as LiveEvent);
}

/** Coming back from a tunnel should not have to wait out the longest pause. */
function waitOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      window.removeEventListener("online", goOn);
      signal.removeEventListener("abort", goOn);
      resolve();
    };
    const timer = setTimeout(goOn, ms);
    window.addEventListener("online", goOn, { once: true });
    signal.addEventListener("abort", goOn, { once: true });
  });
}
