/** Reads what the team wrote while no session was open: the gateway does not repeat it, and nobody is lost silently. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import { type DiscordClient, describeFault } from "../client.ts";
import { snowflakeAt } from "../decode.ts";
import { createSaver, type StateSaver } from "../state/state-saver.ts";
import type { DeskClient } from "./desk-client.ts";
import type { DeskIntake } from "./desk-intake.ts";
import type { DeskPlaces } from "./desk-places.ts";

const STATE_KEY = "staff-heard-until";
const SAVE_GAP_MS = 10_000;
/** Clocks differ, and what was on its way is not yet kept; what is known already is dropped inside. */
const SLACK_MS = 120_000;
/** Whoever was away for longer finds the threads as they are. */
const MAX_GAP_MS = 24 * 3_600_000;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

export interface MissedParts {
  readonly host: ChannelHost;
  readonly client: DiscordClient;
  readonly desk: DeskClient;
  readonly places: DeskPlaces;
  readonly intake: DeskIntake;
}

export interface Missed {
  /** Everything up to now has been heard, unless something older is still being read. */
  note(): void;
  /** Reads every open thread of every desk. */
  read(isNewSession: boolean): void;
  /** Resolves when that is done, or when it failed once: then it goes on beside. */
  caughtUp(): Promise<void>;
  close(isFinal: boolean): Promise<void>;
}

export async function openMissed(parts: MissedParts, signal: AbortSignal): Promise<Missed> {
  const { host, desk, places } = parts;
  const saver: StateSaver = createSaver(host, STATE_KEY, SAVE_GAP_MS);
  const stored = await host.state.load(STATE_KEY);
  let heardUntil = typeof stored === "number" ? stored : host.clock.now();
  let reading = 0;
  let caughtUp = Promise.resolve();

  async function readGuild(guildId: string, after: string): Promise<void> {
    for (const thread of await desk.activeThreads(guildId, signal)) {
      places.learn(thread.id, thread.parent_id ?? null);
      const isMissing = thread.last_message_id && BigInt(thread.last_message_id) > BigInt(after);
      if (!isMissing || places.find(thread.id).kind !== "desk") continue;
      await readThread(parts, thread.id, after, signal);
    }
  }

  /** While it fails nothing newer is noted, so that the next start reads it again. */
  async function readAll(after: string, onTried: () => void): Promise<void> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        for (const guildId of places.guilds()) await readGuild(guildId, after);
        return;
      } catch (error) {
        const fault = describeFault(error);
        host.log.warn("discord-desk-history-not-read", { fault, tries });
        onTried();
        // Shut out of a server: there is nothing to be read.
        if (fault.kind === "rejected") return;
        const waitMs = fault.kind === "rate-limited" ? fault.afterMs : Math.min(RETRY_MS * tries, MAX_RETRY_MS);
        await host.clock.sleep(waitMs, signal);
      }
    }
  }

  return {
    note() {
      if (reading > 0 || places.isEmpty()) return;
      heardUntil = host.clock.now();
      saver.save(heardUntil);
    },
    read(isNewSession) {
      const now = host.clock.now();
      if (places.isEmpty() || (!isNewSession && now - heardUntil < SLACK_MS)) return;
      const after = snowflakeAt(Math.max(heardUntil - SLACK_MS, now - MAX_GAP_MS));
      reading += 1;
      const tried = Promise.withResolvers<void>();
      caughtUp = tried.promise;
      void readAll(after, tried.resolve).finally(() => {
        reading -= 1;
        tried.resolve();
      });
    },
    caughtUp: () => caughtUp,
    close: (isFinal) => saver.close(isFinal),
  };
}

async function readThread({ client, intake }: MissedParts, threadId: string, from: string, signal: AbortSignal) {
  let after = from;
  for (let page = 0; page < MAX_PAGES && !signal.aborted; page += 1) {
    const messages = await client.messagesAfter(threadId, after, signal);
    for (const message of messages) {
      if (!(await intake.takeOld(message))) return;
      if (typeof message === "object" && message !== null && "id" in message) after = String(message.id);
    }
    if (messages.length < PAGE_SIZE) return;
  }
}
