/** Writes a changing record to the durable state: the newest value soon, never two writes at once, never too often. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";

export interface StateSaver {
  /** Returns at once; a value that is overtaken before its turn is never written. */
  save(value: unknown): void;
  /** Ends the saver; with `isFinal` it first writes what is waiting. Never throws. */
  close(isFinal: boolean): Promise<void>;
}

const RETRY_MS = 1_000;

export function createSaver(host: ChannelHost, key: string, gapMs: number): StateSaver {
  const closing = new AbortController();
  let waiting: { readonly value: unknown } | null = null;
  let isForsaken = false;
  let running: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (waiting !== null && !isForsaken) {
      const { value }: { readonly value: unknown } = waiting;
      waiting = null;
      let pauseMs = gapMs;
      try {
        await host.state.save(key, value);
      } catch (error) {
        host.log.warn("discord-state-not-saved", { key, fault: error instanceof Error ? error.name : typeof error });
        if (closing.signal.aborted) break;
        waiting ??= { value };
        pauseMs = RETRY_MS;
      }
      await host.clock.sleep(pauseMs, closing.signal);
    }
    running = null;
  }

  return {
    save(value) {
      waiting = { value };
      running ??= write();
    },
    async close(isFinal) {
      isForsaken = !isFinal;
      closing.abort();
      await running;
    },
  };
}
