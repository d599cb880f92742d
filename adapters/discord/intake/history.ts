/** Fills the gaps that the gateway cannot: reads what was written in a thread since the last message we stored. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import { type DiscordClient, describeFault } from "../client.ts";
import { decodeMessage, type Places } from "../decode.ts";
import type { Intake } from "./intake.ts";
import type { KnownThreads } from "../state/known-threads.ts";

const PAGE_SIZE = 100;
/** A thread that missed more goes on at the next call, so that it does not hold up the others. */
const MAX_PAGES = 20;
const MAX_AT_ONCE = 4;
const MAX_TRIES = 3;
const RETRY_MS = 1_000;

export interface HistoryParts {
  readonly host: ChannelHost;
  readonly client: DiscordClient;
  readonly places: Places;
  readonly threads: KnownThreads;
  readonly intake: Intake;
  /** No thread has a gap any more. */
  readonly onFilled: () => void;
}

/**
 * Returns the function that starts to read every thread with a gap. In each thread it comes before whatever is taken
 * later; a thread that could not be read keeps its gap for the next call.
 */
export function createHistory(parts: HistoryParts, signal: AbortSignal): () => void {
  const { threads, intake, onFilled } = parts;
  const reading = new Set<string>();
  const markedAgain = new Set<string>();
  const takeTurn = createTurns(MAX_AT_ONCE);
  const report = () => void (threads.gaps().length === 0 && onFilled());

  return () => {
    // When Discord cannot be reached for one thread, the others need not try: the next call does.
    const pass = { isGivenUp: false };
    for (const threadKey of threads.gaps()) {
      if (reading.has(threadKey)) {
        markedAgain.add(threadKey);
        continue;
      }
      reading.add(threadKey);
      intake.queue(threadKey, async () => {
        do {
          markedAgain.delete(threadKey);
          await takeTurn(() => readThread(parts, threadKey, pass, signal));
        } while (markedAgain.has(threadKey) && !signal.aborted);
        reading.delete(threadKey);
        report();
      });
    }
    report();
  };
}

async function readThread(parts: HistoryParts, threadKey: string, pass: { isGivenUp: boolean }, signal: AbortSignal) {
  const { host, threads } = parts;
  for (let tries = 1; !pass.isGivenUp && !signal.aborted; tries += 1) {
    try {
      return await fillGap(parts, threadKey, signal);
    } catch (error) {
      const fault = describeFault(error);
      host.log.warn("discord-history-not-read", { threadKey, fault, tries });
      // The channel is gone, or closed to us: there is nothing to fill.
      if (fault.kind === "rejected" && (fault.status === 403 || fault.status === 404)) return threads.forget(threadKey);
      if (fault.kind !== "rate-limited" && tries >= MAX_TRIES) pass.isGivenUp = true;
      else await host.clock.sleep(fault.kind === "rate-limited" ? fault.afterMs : RETRY_MS * tries, signal);
    }
  }
}

async function fillGap(parts: HistoryParts, threadKey: string, signal: AbortSignal): Promise<void> {
  const { client, places, threads, intake } = parts;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const after = threads.lastOf(threadKey);
    if (after === null) return;
    const messages = await client.messagesAfter(threadKey, after, signal);
    for (const message of messages) {
      if (!(await intake.admit(decodeMessage(message, places)))) return;
      const id = idOf(message);
      if (id !== null) threads.narrowGap(threadKey, id);
    }
    // A page that did not move us on would come again and again.
    if (messages.length < PAGE_SIZE || threads.lastOf(threadKey) === after) return threads.closeGap(threadKey);
  }
}

function idOf(message: unknown): string | null {
  const id = typeof message === "object" && message !== null && "id" in message ? message.id : null;
  return typeof id === "string" && /^\d{1,20}$/.test(id) ? id : null;
}

/** At most `max` works at once; the others wait in line. */
function createTurns(max: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let free = max;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
