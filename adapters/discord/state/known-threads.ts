/**
 * Which conversations there are and how far each is stored, so that the history can fill a gap that the gateway cannot.
 * Discord has no list of a bot's direct messages: a conversation that began inside a gap is found at its next message.
 */
import { z } from "zod";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import { createSaver } from "./state-saver.ts";

const STATE_KEY = "known-threads";
/** The newest ones; about 60 bytes each in one record. */
const MAX_THREADS = 1_000;
/** A record that is a little old only makes the history repeat what the inbox then drops. */
const SAVE_GAP_MS = 1_000;

const Stored = z.array(z.tuple([z.string().regex(/^\d{1,20}$/), z.string().regex(/^\d{1,20}$/), z.boolean()]));

interface KnownThread {
  /** Everything up to this message is stored. */
  last: string;
  /** Something after `last` may be missing; `last` stays until the history has been read. */
  hasGap: boolean;
}

export interface KnownThreads {
  has(threadKey: string): boolean;
  /** Takes note that this message is stored. */
  note(threadKey: string, snowflake: string): void;
  /** The gateway cannot repeat what it sent since: every thread must be looked through. */
  markGaps(): void;
  /** Keys of threads with a gap, those with the newest messages first. */
  gaps(): readonly string[];
  lastOf(threadKey: string): string | null;
  /** The gap is filled up to this message, and perhaps not yet behind it. */
  narrowGap(threadKey: string, snowflake: string): void;
  closeGap(threadKey: string): void;
  forget(threadKey: string): void;
  close(isFinal: boolean): Promise<void>;
}

export async function openKnownThreads(host: ChannelHost): Promise<KnownThreads> {
  const stored = Stored.safeParse(await host.state.load(STATE_KEY));
  // The oldest entry stands first, so that the map drops what was quiet longest.
  const threads = new Map<string, KnownThread>(
    (stored.data ?? []).map(([threadKey, last, hasGap]) => [threadKey, { last, hasGap }]),
  );
  const saver = createSaver(host, STATE_KEY, SAVE_GAP_MS);
  const save = () => saver.save([...threads].map(([threadKey, { last, hasGap }]) => [threadKey, last, hasGap]));
  const put = (threadKey: string, thread: KnownThread) => {
    threads.delete(threadKey);
    threads.set(threadKey, thread);
    for (const oldest of threads.keys()) {
      if (threads.size <= MAX_THREADS) break;
      threads.delete(oldest);
    }
    save();
  };
  return {
    has: (threadKey) => threads.has(threadKey),
    note(threadKey, snowflake) {
      const known = threads.get(threadKey);
      if (known?.hasGap) return;
      if (known && !isAfter(snowflake, known.last)) return;
      put(threadKey, { last: snowflake, hasGap: false });
    },
    markGaps() {
      for (const thread of threads.values()) thread.hasGap = true;
      save();
    },
    gaps: () =>
      [...threads]
        .filter(([, thread]) => thread.hasGap)
        .map(([threadKey]) => threadKey)
        .toReversed(),
    lastOf: (threadKey) => threads.get(threadKey)?.last ?? null,
    narrowGap(threadKey, snowflake) {
      const known = threads.get(threadKey);
      if (!known || !isAfter(snowflake, known.last)) return;
      known.last = snowflake;
      save();
    },
    closeGap(threadKey) {
      const known = threads.get(threadKey);
      if (!known) return;
      known.hasGap = false;
      save();
    },
    forget(threadKey) {
      if (threads.delete(threadKey)) save();
    },
    close: (isFinal) => saver.close(isFinal),
  };
}

/** Ids are numbers beyond what a double holds exactly. */
function isAfter(left: string, right: string): boolean {
  return BigInt(left) > BigInt(right);
}
