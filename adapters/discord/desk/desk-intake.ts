/**
 * Takes what the team does out of the gateway's events and hands it inward, in order within a thread. Nothing of it
 * is ever taken for a buyer's word, and no buyer waits for it.
 */
import type { StaffEvent, StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import { askOften } from "../ask-often.ts";
import { createKeeper } from "../intake/create-keeper.ts";
import { answerPress } from "./answer-press.ts";
import { answerWords } from "./answer-words.ts";
import { type DeskDecoded, decodeDesk, type Unread } from "./decode-desk.ts";
import type { DeskPlaces } from "./desk-places.ts";
import type { TeamParts } from "./team-parts.ts";

const MAX_LOOKUPS = 3;
const RETRY_MS = 1_000;

export interface DeskIntakeParts extends TeamParts {
  readonly places: DeskPlaces;
  /** A channel or thread of a server in which buyers write. */
  readonly isBuyers: (channelId: string) => boolean;
  /** Runs after everything taken before under this key. */
  readonly queue: (key: string, work: () => Promise<void>) => void;
  /** A place may have become a desk: other events are wanted from now on. */
  readonly onLinked: () => void;
  /** Resolves when what was missed before has been read, so that words stay in their order. */
  readonly caughtUp: () => Promise<void>;
  /** Words of somebody of the team that we cannot read, or nothing that could be sent. */
  readonly onUnread: (message: Unread) => Promise<void>;
}

export interface DeskIntake {
  /** False when the event is not the team's. `finish` is called once it is kept. Never throws and never waits. */
  take(event: string, data: unknown, finish: () => void): boolean;
  /** From the history; resolves false after an abort. */
  takeOld(message: unknown): Promise<boolean>;
}

type Shown = PromiseWithResolvers<StaffOutcome>;
type Happened = Extract<DeskDecoded, { readonly kind: "event" }>;

export function createDeskIntake(parts: DeskIntakeParts, signal: AbortSignal): DeskIntake {
  const { host, places, botId, queue } = parts;
  const keep = createKeeper(host, signal);
  const decode = (event: string, data: unknown) => decodeDesk(event, data, places, botId);

  async function handle({ event, press, link }: Happened, outcome: Shown): Promise<boolean> {
    const isDone = await keep(async () => {
      // Before it is known whether the code is right: a desk whose channel we do not know would be deaf.
      if (link) await places.add(link.placeKey, link.guildId);
      const heard = await host.staff.hear(event);
      void heard.outcome.then(outcome.resolve);
    });
    if (link) void outcome.promise.then((shown) => shown.kind === "done" && parts.onLinked());
    if (!press) void outcome.promise.then((shown) => answerWords(parts, event, shown, signal));
    return isDone;
  }

  async function lookUp(channelId: string): Promise<void> {
    const waitMs = (tries: number) => RETRY_MS * tries;
    const asking = { host, event: "discord-place-not-known", maxTries: MAX_LOOKUPS, waitMs };
    const asked = await askOften(asking, () => parts.desk.channel(channelId, signal), signal);
    if (asked.kind === "given-up") return;
    const channel = asked.kind === "answered" && asked.answer.thread_metadata ? asked.answer : null;
    places.learn(channelId, channel?.parent_id ?? null);
  }

  async function settle(decoded: DeskDecoded, outcome: Shown = Promise.withResolvers()): Promise<boolean> {
    if (decoded.kind === "refused") {
      host.refuse(decoded.reason);
      if (decoded.unread) await parts.onUnread(decoded.unread);
    }
    return decoded.kind === "event" ? handle(decoded, outcome) : true;
  }

  return {
    take(event, data, finish) {
      places.observe(event, data);
      const decoded = isOfBuyers(data, parts) ? ({ kind: "elsewhere" } as const) : decode(event, data);
      if (decoded.kind === "elsewhere") return false;
      if (decoded.kind === "ignored" || decoded.kind === "refused") {
        void settle(decoded);
        finish();
      } else {
        const outcome: Shown = Promise.withResolvers();
        const press = decoded.kind === "event" ? decoded.press : null;
        // Begun at once: Discord waits three seconds for the answer, whatever is before it in its thread.
        if (press) void answerPress(parts, press, outcome.promise);
        if (decoded.kind === "event" && decoded.link) parts.rights.set(decoded.link.placeKey, decoded.link.rights);
        const key = decoded.kind === "event" ? placeOf(decoded.event) : decoded.channelId;
        queue(`desk:${key}`, async () => {
          if (!press) await parts.caughtUp();
          if (decoded.kind === "unknown-place") await lookUp(decoded.channelId);
          const known = decoded.kind === "unknown-place" ? decode(event, data) : decoded;
          if (await settle(known, outcome)) finish();
        });
      }
      return true;
    },
    // The history does not say which server a message is in; that it is in one is known.
    takeOld: (message) => settle(decode("MESSAGE_CREATE", { guild_id: "0", ...(message as object) })),
  };
}

/** Where buyers write, nothing is the team's but a command. */
function isOfBuyers(data: unknown, { isBuyers }: DeskIntakeParts): boolean {
  if (typeof data !== "object" || data === null || !("channel_id" in data)) return false;
  const isCommand = "type" in data && data.type === 2 && "token" in data;
  return !isCommand && isBuyers(String(data.channel_id));
}

function placeOf(event: StaffEvent): string {
  if ("threadKey" in event && event.threadKey !== null) return event.threadKey;
  return "placeKey" in event ? event.placeKey : event.senderKey;
}
