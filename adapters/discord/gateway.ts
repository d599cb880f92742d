/** Keeps the bot connected to Discord's gateway until told to stop, and never loses its place in the events. */
import { GatewayIntentBits } from "discord.js";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import { assertNever } from "../../src/shared/assert-never.ts";
import { describeFault } from "./client.ts";
import { type Places, snowflakeAt } from "./decode.ts";
import { type Desk, openDesk } from "./desk/open-desk.ts";
import type { TeamParts } from "./desk/team-parts.ts";
import { createChains } from "./intake/create-chains.ts";
import { createHistory } from "./intake/history.ts";
import { spendIdentify } from "./state/identify-budget.ts";
import { createIntake, type Intake } from "./intake/intake.ts";
import { type KnownThreads, openKnownThreads } from "./state/known-threads.ts";
import { openSessionLedger, type SessionLedger } from "./state/session-ledger.ts";
import { runShard, type ShardEnd } from "./shard.ts";

const FIRST_RETRY_MS = 300;
const MAX_RETRY_MS = 60_000;
/** A connection that held so long was a good one: the next failure counts as the first. */
const GOOD_CONNECTION_MS = 60_000;
/** Events taken and not yet stored; beyond it Discord keeps them for us until the database has caught up. */
const MAX_OPEN_EVENTS = 1_000;
const GAP_RETRY_MS = 60_000;
/** How long stores in flight may take before the next connection, or before the end. */
const SETTLE_MS = 5_000;
/** One 401 may be Discord's mistake; three in a row are ours. */
const MAX_UNAUTHORIZED = 3;
const MAX_SILENT = 3;
const INTENTS_REFUSED = 4014;
/** After so many failures in a row, the session's own address may be the trouble. */
const FAILURES_BEFORE_MAIN_ADDRESS = 2;

export interface GatewayParts extends TeamParts {
  /** Server channels where a mention of the bot opens a conversation. */
  readonly listedChannels: ReadonlySet<string>;
}

interface Held extends GatewayParts {
  readonly ledger: SessionLedger;
  readonly threads: KnownThreads;
  readonly intake: Intake;
  readonly fillGaps: () => void;
  readonly team: Desk;
  /** Aborted to begin a session that is told other events. */
  readonly renewal: { current: AbortController };
}

/** Resolves after abort. Throws ADAPTER_AUTH when Discord refuses the token or the intents. */
export async function runGateway(parts: GatewayParts, signal: AbortSignal): Promise<void> {
  const { host, botId } = parts;
  while (!signal.aborted) {
    try {
      await host.exclusive(`discord-gateway:${botId}`, signal, (held) => holdGateway(parts, held, signal));
    } catch (error) {
      if (error instanceof AppError && error.code === "ADAPTER_AUTH") throw error;
      host.log.error("discord-gateway-fault", error);
    }
    if (!signal.aborted) await host.clock.sleep(MAX_RETRY_MS / 60, signal);
  }
}

/** `held` ends with the lock, `outer` with the program. */
async function holdGateway(parts: GatewayParts, held: AbortSignal, outer: AbortSignal): Promise<void> {
  const { host, listedChannels, botId } = parts;
  const stopping = new AbortController();
  const signal = AbortSignal.any([held, stopping.signal]);
  const ledger = await openSessionLedger(host);
  const threads = await openKnownThreads(host);
  for (const channelId of listedChannels) {
    if (!threads.has(channelId)) threads.note(channelId, snowflakeAt(host.clock.now()));
  }
  if (ledger.current()?.hasGaps) threads.markGaps();
  const places: Places = {
    botId,
    isListed: (channelId) => listedChannels.has(channelId),
    isKnown: (channelId) => !listedChannels.has(channelId) && threads.has(channelId),
  };
  const chains = createChains(host);
  const renewal = { current: new AbortController() };
  const isBuyers = (channelId: string) => places.isListed(channelId) || places.isKnown(channelId);
  const onIntentsChanged = () => renewal.current.abort();
  const team = await openDesk({ ...parts, chains, isBuyers, onIntentsChanged }, signal);
  const intake = createIntake({ ...parts, places, ledger, threads, chains, team }, signal);
  const fillGaps = createHistory({ ...parts, places, threads, intake, onFilled: () => ledger.closeGaps() }, signal);
  void repeat(fillGaps, host, signal);
  try {
    await keepConnected({ ...parts, ledger, threads, intake, fillGaps, team, renewal }, signal);
  } finally {
    await settle(intake, host);
    stopping.abort();
    // Without the lock another process may have written its own place already.
    const isOurs = !held.aborted || outer.aborted;
    await Promise.all([ledger.close(isOurs), threads.close(isOurs), team.close(isOurs)]);
  }
}

async function keepConnected(parts: Held, signal: AbortSignal): Promise<void> {
  const { host, ledger, intake, listedChannels, team } = parts;
  let failures = 0;
  let silences = 0;
  let unauthorized = 0;
  while (!signal.aborted) {
    const beganAt = host.clock.now();
    const end = await connectOnce(parts, failures, signal);
    // RESUME then starts behind everything we were given; what takes longer comes twice and is stored once.
    await settle(intake, host, signal);
    if (signal.aborted) return;
    failures = host.clock.now() - beganAt > GOOD_CONNECTION_MS ? 1 : failures + 1;
    unauthorized = end.kind === "unauthorized" ? unauthorized + 1 : 0;
    silences = end.kind === "lost" && end.wasSilent ? silences + 1 : 0;
    let waitMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS) * (0.8 + Math.random() * 0.4);
    switch (end.kind) {
      case "rejected":
        // Buyers' direct messages need no such right: the team's channel must not end them.
        if (end.code !== INTENTS_REFUSED || listedChannels.size > 0 || !team.giveUpContent()) throw rejection(end.code);
        host.log.error("discord-content-refused", rejection(end.code));
        ledger.drop();
        break;
      case "unauthorized":
        if (unauthorized >= MAX_UNAUTHORIZED) throw rejection(4004);
        break;
      case "invalid-session":
        ledger.drop();
        break;
      case "lost":
        if (silences >= MAX_SILENT) ledger.drop();
        break;
      case "unreachable":
        waitMs = Math.max(waitMs, end.afterMs);
        break;
      default:
        assertNever(end);
    }
    host.log.warn("discord-gateway-lost", { ...end, failures, waitMs: Math.round(waitMs) });
    await host.clock.sleep(waitMs, signal);
  }
}

type ConnectionEnd =
  | ShardEnd
  | { readonly kind: "unauthorized" }
  /** Discord did not say where to connect. */
  | { readonly kind: "unreachable"; readonly afterMs: number };

async function connectOnce(parts: Held, failures: number, signal: AbortSignal): Promise<ConnectionEnd> {
  const { host, client, ledger, threads, intake, fillGaps, team } = parts;
  const intents = intentsFor(parts);
  const session = ledger.current();
  if (session !== null && (session.intents ?? intents) !== intents) ledger.drop();
  parts.renewal.current = new AbortController();
  try {
    return await runShard(
      {
        ...parts,
        rest: client.rest,
        token: client.token,
        intents,
        usesMainAddress: failures >= FAILURES_BEFORE_MAIN_ADDRESS,
        mayIdentify: (limit) => spendIdentify(host, limit, signal),
        onNewSession() {
          threads.markGaps();
          fillGaps();
        },
        onBegun(isResumed) {
          host.log.info("discord-gateway-connected", { isResumed });
          team.onBegun(isResumed);
          fillGaps();
        },
        onDispatch({ t, s, d }) {
          intake.take(t, s, d);
          return ledger.openCount() < MAX_OPEN_EVENTS;
        },
      },
      AbortSignal.any([signal, parts.renewal.current.signal]),
    );
  } catch (error) {
    const fault = describeFault(error);
    host.log.warn("discord-gateway-unreachable", { fault, name: error instanceof Error ? error.name : typeof error });
    if (fault.kind === "rejected" && fault.status === 401) return { kind: "unauthorized" };
    return { kind: "unreachable", afterMs: fault.kind === "rate-limited" ? fault.afterMs : 0 };
  }
}

/** Direct messages carry their text without the privileged intent; only words in servers need it. */
function intentsFor({ listedChannels, team }: Held): number {
  const intents = GatewayIntentBits.DirectMessages | team.intents();
  if (listedChannels.size === 0) return intents;
  return intents | GatewayIntentBits.GuildMessages | GatewayIntentBits.MessageContent;
}

function rejection(closeCode: number): AppError {
  const hints: Readonly<Record<number, string>> = {
    4004: "Discord rejects DISCORD_BOT_TOKEN; copy the token again from the Bot page of the application.",
    4013: "Discord does not know the intents we ask for; this version is too old for its gateway.",
    4014: "Switch on the Message Content Intent on the Bot page of the application: without it words in a server's channels cannot be read.",
  };
  const hint = hints[closeCode] ?? "Discord's gateway refuses this bot; look up the close code in its documentation.";
  return new AppError("ADAPTER_AUTH", hint, { channel: "discord", closeCode });
}

async function settle(intake: Intake, host: ChannelHost, signal?: AbortSignal): Promise<void> {
  const done = new AbortController();
  const timeout = host.clock.sleep(SETTLE_MS, signal ? AbortSignal.any([signal, done.signal]) : done.signal);
  await Promise.race([intake.settled(), timeout]);
  done.abort();
}

async function repeat(work: () => void, host: ChannelHost, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await host.clock.sleep(GAP_RETRY_MS, signal);
    if (!signal.aborted) work();
  }
}
