/**
 * One connection to Discord's gateway, from opening to end. The library speaks the protocol; whether and when to
 * connect again is ours to decide, because its own way forgets the session at the first refused connection.
 */
import {
  managerToFetchingStrategyOptions,
  SimpleContextFetchingStrategy,
  WebSocketManager,
  WebSocketShard,
  type WebSocketShardDestroyOptions,
  WebSocketShardDestroyRecovery,
  WebSocketShardEvents,
} from "@discordjs/ws";
import type { GatewayDispatchPayload, REST } from "discord.js";
import { z } from "zod";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { orAbort } from "./or-abort.ts";
import type { StartLimit } from "./state/identify-budget.ts";
import type { SessionLedger } from "./state/session-ledger.ts";

const HANDSHAKE_TIMEOUT_MS = 10_000;
const HELLO_TIMEOUT_MS = 20_000;
const READY_TIMEOUT_MS = 15_000;
/** Discord may stay silent to a RESUME, and the library would wait for ever. */
const SILENCE_TIMEOUT_MS = 30_000;
/** How long to wait for the other side's close frame; a dead peer sends none, and the library waits 30 s. */
const CLOSE_GRACE_MS = 1_000;
/** Any code but 1000 and 1001 tells Discord to keep the session for a RESUME. */
const KEEP_SESSION_CODE = 4_200;

export type ShardEnd =
  /** `hasBegun` says whether Discord had accepted the session on this connection. */
  | { readonly kind: "lost"; readonly code: number | null; readonly hasBegun: boolean; readonly wasSilent: boolean }
  | { readonly kind: "invalid-session" }
  /** Discord will refuse every further try. */
  | { readonly kind: "rejected"; readonly code: number };

export interface ShardParts {
  readonly host: ChannelHost;
  readonly rest: REST;
  readonly token: string;
  readonly intents: number;
  readonly ledger: SessionLedger;
  /** Resume at the gateway's general address, after the session's own one has failed. */
  readonly usesMainAddress: boolean;
  /** Asked before a connection that cannot resume; false gives it up. */
  readonly mayIdentify: (limit: StartLimit) => Promise<boolean>;
  /** False when there is more than we can hold: the connection ends, and what comes is sent again after a RESUME. */
  readonly onDispatch: (dispatch: GatewayDispatchPayload) => boolean;
  /** A new session: Discord will not repeat what came before it. Called before the first event is taken. */
  readonly onNewSession: () => void;
  /** The session is accepted, new or resumed. */
  readonly onBegun: (isResumed: boolean) => void;
}

const GatewayInformation = z.object({
  // Checked here, because the library lets an unusable address end the process.
  url: z
    .string()
    .regex(/^wss?:\/\/[^\s]+$/)
    .refine((url) => URL.canParse(url)),
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number(), max_concurrency: z.number() }),
});

const REJECTING_CODES = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
/** Invalid sequence, session timed out. */
const SESSION_ENDING_CODES = new Set([4007, 4009]);

class OneConnection extends WebSocketShard {
  readonly #end = Promise.withResolvers<ShardEnd>();
  #isEnding = false;
  hasBegun = false;
  wasSilent = false;

  get ended(): Promise<ShardEnd> {
    return this.#end.promise;
  }

  /** Every way in which the library ends a connection comes through here, with its wish to connect again. */
  override async destroy(options: WebSocketShardDestroyOptions = {}): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const end = this.#judge(options);
    const forced = setTimeout(() => this.#terminate(), CLOSE_GRACE_MS);
    try {
      // Without `recover` the library does not connect again.
      await super.destroy({ code: end.kind === "invalid-session" ? 1000 : KEEP_SESSION_CODE });
    } finally {
      clearTimeout(forced);
      this.#end.resolve(end);
    }
  }

  /** Ends the connection and keeps the session. */
  async close(): Promise<void> {
    // While the socket still connects, the library would drop its error handler and leave it open: an unhandled error.
    if (this.#socket()?.readyState === 0) this.#terminate();
    else await this.destroy({ recover: WebSocketShardDestroyRecovery.Resume });
    await this.ended;
  }

  #lost(code: number | null): ShardEnd {
    return { kind: "lost", code, hasBegun: this.hasBegun, wasSilent: this.wasSilent };
  }

  #judge(options: WebSocketShardDestroyOptions): ShardEnd {
    const code = options.code ?? null;
    if (code !== null && REJECTING_CODES.has(code)) return { kind: "rejected", code };
    const isInvalid = options.reason === "Invalid session" || (code !== null && SESSION_ENDING_CODES.has(code));
    return isInvalid ? { kind: "invalid-session" } : this.#lost(code);
  }

  #socket(): { readonly readyState: number; terminate(): void } | null {
    // Private in the library's types; it offers no way to end a connection that hangs.
    return Reflect.get(this, "connection") as { readonly readyState: number; terminate(): void } | null;
  }

  #terminate(): void {
    this.#socket()?.terminate();
  }
}

/** Resolves with how the connection ended, also after an abort. Throws when Discord does not say where to connect. */
export async function runShard(parts: ShardParts, signal: AbortSignal): Promise<ShardEnd> {
  const { host, ledger } = parts;
  const notBegun: ShardEnd = { kind: "lost", code: null, hasBegun: false, wasSilent: false };
  const address = { url: null as string | null };
  const manager = createManager(parts, address);
  const options = await orAbort(managerToFetchingStrategyOptions(manager), signal);
  if (options === null) return notBegun;
  const { url, session_start_limit: limit } = GatewayInformation.parse(options.gatewayInformation);
  if (parts.usesMainAddress) address.url = url;
  host.log.info("discord-gateway-connecting", { isResume: ledger.current() !== null, startsLeft: limit.remaining });
  if (ledger.current() === null && !(await parts.mayIdentify(limit))) return notBegun;
  if (signal.aborted) return notBegun;
  const shard = new OneConnection(new SimpleContextFetchingStrategy(manager, options), 0);
  guardFrames(shard, host);
  return follow(shard, parts, signal);
}

async function follow(shard: OneConnection, parts: ShardParts, signal: AbortSignal): Promise<ShardEnd> {
  const { host } = parts;
  let lastEventAt = host.clock.now();
  shard.on(WebSocketShardEvents.Error, ({ error }) => host.log.warn("discord-gateway-fault", { fault: error?.name }));
  shard.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    lastEventAt = host.clock.now();
    if (data.t === "READY" || data.t === "RESUMED") {
      shard.hasBegun = true;
      parts.onBegun(data.t === "RESUMED");
    }
    if (!parts.onDispatch(data)) void shard.close();
  });
  const onAbort = () => void shard.close();
  signal.addEventListener("abort", onAbort, { once: true });
  const watch = new AbortController();
  try {
    // It rejects with what the error event has said already, and stays pending when the connection ends early.
    shard.connect().catch(() => {});
    void endSilence(shard, host, () => lastEventAt, watch.signal);
    return await shard.ended;
  } finally {
    watch.abort();
    signal.removeEventListener("abort", onAbort);
  }
}

async function endSilence(shard: OneConnection, host: ChannelHost, lastEventAt: () => number, signal: AbortSignal) {
  while (!signal.aborted && !shard.hasBegun) {
    const leftMs = lastEventAt() + SILENCE_TIMEOUT_MS - host.clock.now();
    if (leftMs <= 0) {
      shard.wasSilent = true;
      return shard.close();
    }
    await host.clock.sleep(leftMs, signal);
  }
}

function createManager(parts: ShardParts, address: { readonly url: string | null }): WebSocketManager {
  const { ledger } = parts;
  return new WebSocketManager({
    token: parts.token,
    intents: parts.intents,
    rest: parts.rest,
    shardCount: 1,
    shardIds: [0],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    helloTimeout: HELLO_TIMEOUT_MS,
    readyTimeout: READY_TIMEOUT_MS,
    // The budget is kept before the connection is opened, where waiting costs nothing.
    buildIdentifyThrottler: () => ({ waitForIdentify: () => Promise.resolve() }),
    // Not async: the library sends on a socket that another await may have closed meanwhile.
    retrieveSessionInfo(shardId) {
      const session = ledger.current();
      if (session === null) return null;
      const { sessionId, sequence, resumeUrl } = session;
      return { sessionId, sequence, resumeURL: address.url ?? resumeUrl, shardId, shardCount: 1 };
    },
    updateSessionInfo(_shardId, info) {
      // Null comes at every end that the library would not resume; and a sequence is ours to advance, when it is stored.
      if (info === null || info.sessionId === ledger.current()?.sessionId) return;
      const { intents } = parts;
      ledger.open({ sessionId: info.sessionId, resumeUrl: info.resumeURL, sequence: info.sequence, intents });
      parts.onNewSession();
    },
  });
}

/** The library reads a frame without looking: one of another shape would end the process as an unhandled rejection. */
function guardFrames(shard: OneConnection, host: ChannelHost): void {
  const read = Reflect.get(shard, "onMessage") as (data: unknown, isBinary: boolean) => Promise<void>;
  const readGuarded = async (data: unknown, isBinary: boolean) => {
    try {
      await read.call(shard, data, isBinary);
    } catch {
      host.refuse("malformed");
    }
  };
  Reflect.set(shard, "onMessage", readGuarded);
}
