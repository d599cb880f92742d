/**
 * How far Discord's events have been stored, kept across restarts. Only what is committed here is acknowledged: RESUME
 * names the committed sequence, so an event that was not stored is sent again.
 */
import { z } from "zod";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import { createSaver } from "./state-saver.ts";

const STATE_KEY = "gateway-session";
/** A kill repeats at most this much of the past, and each repeated event is a duplicate the inbox drops. */
const SAVE_GAP_MS = 100;

const Session = z.object({
  sessionId: z.string().min(1).max(200),
  /** Checked here, because the library lets an unusable address end the process. */
  resumeUrl: z
    .string()
    .regex(/^wss?:\/\/[^\s]+$/)
    .refine((url) => URL.canParse(url)),
  sequence: z.number().int().min(0),
  /** The history since the session before this one has not been read to its end. */
  hasGaps: z.boolean(),
  /** What the session was asked to tell; with other intents it cannot go on. Null from before they were kept. */
  intents: z.number().int().nullable().default(null),
});
export type GatewaySession = z.infer<typeof Session>;

export interface SessionLedger {
  /** With the sequence up to which everything is stored; null when Discord has nothing to resume. */
  current(): GatewaySession | null;
  /** A new session. When Discord's answer is none, the next connection identifies anew. */
  open(session: {
    readonly sessionId: unknown;
    readonly resumeUrl: unknown;
    readonly sequence: unknown;
    readonly intents?: number;
  }): void;
  /** The history has been read: the session alone says from now on what may be missing. */
  closeGaps(): void;
  drop(): void;
  /** Call what it returns when the event is stored. A repeated event may begin again: the inbox knows what it has. */
  begin(sequence: number): () => void;
  /** Events begun and not finished. */
  openCount(): number;
  /** Saves what is left to save; with `isFinal` false the record belongs to another process by now. */
  close(isFinal: boolean): Promise<void>;
}

export async function openSessionLedger(host: ChannelHost): Promise<SessionLedger> {
  const stored = Session.safeParse(await host.state.load(STATE_KEY));
  const saver = createSaver(host, STATE_KEY, SAVE_GAP_MS);
  let session: GatewaySession | null = stored.success ? stored.data : null;
  let newest = session?.sequence ?? 0;
  // Insertion order is sequence order, so the first one is the oldest that is not stored yet.
  const begun = new Set<number>();

  const commit = () => {
    if (session === null) return;
    const oldest = begun.values().next();
    const sequence = oldest.done ? newest : oldest.value - 1;
    if (sequence <= session.sequence) return;
    session = { ...session, sequence };
    saver.save(session);
  };
  return {
    current: () => session,
    open(candidate) {
      const parsed = Session.safeParse({ ...candidate, hasGaps: true });
      session = parsed.success ? parsed.data : null;
      begun.clear();
      // READY itself is an event like any other: begun and finished right after this.
      newest = session === null ? 0 : session.sequence - 1;
      saver.save(session);
    },
    closeGaps() {
      if (session === null || !session.hasGaps) return;
      session = { ...session, hasGaps: false };
      saver.save(session);
    },
    drop() {
      session = null;
      saver.save(null);
    },
    begin(sequence) {
      if (session === null || !Number.isSafeInteger(sequence)) return () => {};
      const { sessionId } = session;
      newest = Math.max(newest, sequence);
      begun.add(sequence);
      return () => {
        // An event of an earlier session has no place among this one's numbers.
        if (session?.sessionId === sessionId && begun.delete(sequence)) commit();
      };
    },
    openCount: () => begun.size,
    close: (isFinal) => saver.close(isFinal),
  };
}
