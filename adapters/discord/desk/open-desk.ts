/** Puts the team's half of the gateway together: what is asked of Discord, what is taken, what is read again. */
import { GatewayIntentBits } from "discord.js";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { StaffFault } from "../../../src/contracts/staff-desk.ts";
import { describeFault } from "../client.ts";
import type { Chains } from "../intake/create-chains.ts";
import type { Unread } from "./decode-desk.ts";
import { createDeskIntake, type DeskIntake } from "./desk-intake.ts";
import { type DeskPlaces, openDeskPlaces } from "./desk-places.ts";
import { openMissed } from "./read-missed.ts";
import { createRegistrar } from "./register-commands.ts";
import type { TeamParts } from "./team-parts.ts";

/** What other processes have linked is known after so long at the latest. */
const REFRESH_MS = 60_000;
const UNREAD_MARK = "⚠️";

export interface DeskParts extends TeamParts {
  readonly chains: Chains;
  readonly isBuyers: (channelId: string) => boolean;
  /** What we ask of Discord is another thing now: the next session has to begin. */
  readonly onIntentsChanged: () => void;
}

export interface Desk {
  readonly take: DeskIntake["take"];
  /** The intents that the team needs besides those of buyers. */
  intents(): number;
  onBegun(isResumed: boolean): void;
  /** Discord does not let us read words in servers: buttons and notes work on without. False: it was not asked for. */
  giveUpContent(): boolean;
  close(isFinal: boolean): Promise<void>;
}

export async function openDesk(parts: DeskParts, signal: AbortSignal): Promise<Desk> {
  const { host, chains } = parts;
  const places = await openDeskPlaces(host);
  const content = { isRefused: false };
  const intents = () => intentsFor(places, content.isRefused);
  let asked = intents();
  const report = (fault: StaffFault) => tellPlaces(host, places, fault);
  const renew = () => {
    if (asked === intents()) return;
    asked = intents();
    parts.onIntentsChanged();
  };
  // Reading what was missed hands it to the intake, and the intake waits for the reading.
  const behind = { caughtUp: () => Promise.resolve() };
  const intake = createDeskIntake(
    {
      ...parts,
      places,
      queue: chains.queue,
      caughtUp: () => behind.caughtUp(),
      onLinked() {
        // Somebody may have switched it on meanwhile.
        content.isRefused = false;
        renew();
      },
      async onUnread(message) {
        if (content.isRefused) await report("no-rights");
        await markUnread(parts, message, signal);
      },
    },
    signal,
  );
  const missed = await openMissed({ ...parts, places, intake }, signal);
  behind.caughtUp = missed.caughtUp;
  const register = createRegistrar(parts, signal);
  void keepFresh(host, () => places.refresh().then(renew), signal);
  return {
    take(event, data, finish) {
      if (event === "GUILD_CREATE" && hasId(data)) register([data.id]);
      missed.note();
      return intake.take(event, data, finish);
    },
    intents,
    onBegun(isResumed) {
      missed.read(!isResumed);
      // A new session names every server by itself.
      if (isResumed) register();
    },
    giveUpContent() {
      if (places.isEmpty() || content.isRefused) return false;
      content.isRefused = true;
      asked = intents();
      void report("no-rights");
      return true;
    },
    close: (isFinal) => missed.close(isFinal),
  };
}

/** Servers are always asked for: in a new one the team's commands have to be set. */
function intentsFor(places: DeskPlaces, isContentRefused: boolean): number {
  if (places.isEmpty()) return GatewayIntentBits.Guilds;
  const heard = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages | GatewayIntentBits.GuildMessageTyping;
  return isContentRefused ? heard : heard | GatewayIntentBits.MessageContent;
}

async function tellPlaces(host: ChannelHost, places: DeskPlaces, fault: StaffFault): Promise<void> {
  for (const placeKey of places.list()) {
    const externalId = `content-refused:${placeKey}:${host.clock.now()}`;
    try {
      await host.staff.hear({ kind: "place-changed", externalId, placeKey, fault });
    } catch (error) {
      host.log.error("discord-desk-fault-not-told", error);
    }
  }
}

async function markUnread({ desk, host }: TeamParts, { channelId, messageId }: Unread, signal: AbortSignal) {
  try {
    await desk.mark(channelId, messageId, UNREAD_MARK, signal);
  } catch (error) {
    host.log.warn("discord-staff-answer-not-shown", { fault: describeFault(error) });
  }
}

async function keepFresh(host: ChannelHost, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await host.clock.sleep(REFRESH_MS, signal);
    if (signal.aborted) return;
    await work().catch((error: unknown) => host.log.warn("discord-places-not-read", { fault: describeFault(error) }));
  }
}

function hasId(data: unknown): data is { readonly id: string } {
  return typeof data === "object" && data !== null && "id" in data && typeof data.id === "string";
}
