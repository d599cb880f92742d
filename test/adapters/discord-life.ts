/** The life of a Discord adapter in a test: started, killed, and cleaned up. */
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { InboundMessage } from "../../src/contracts/message.ts";
import type { Clock } from "../../src/contracts/runtime.ts";
import { type DiscordFake, type DiscordFakeOptions, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { type RecordingHost, systemClock } from "../support/recording-host.ts";
import { createAdapter } from "./discord-rig.ts";

export const WAIT = { timeout: 10_000, interval: 10 };
export const SESSION_KEY = "gateway-session";

export interface Life {
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

/** Newest last. */
export const cleanups: (() => Promise<unknown>)[] = [];

/** Called after each test. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

export async function startFake(options: DiscordFakeOptions = {}): Promise<DiscordFake> {
  const fake = await startDiscordFake(options);
  cleanups.push(() => fake.stop());
  return fake;
}

export function run(adapter: ChannelAdapter): Life {
  const controller = new AbortController();
  const ended = adapter.run(controller.signal);
  ended.catch(() => {});
  const life = { ended, end: () => (controller.abort(), ended) };
  cleanups.push(() => (controller.abort(), ended.catch(() => {})));
  return life;
}

export async function live(
  fake: DiscordFake,
  host: RecordingHost,
  environment: Record<string, string> = {},
): Promise<Life> {
  const life = run(await createAdapter(fake, host, environment));
  await fake.untilConnected();
  return life;
}

/** A host of a process that can be killed: from then on nothing it does reaches the database. */
export function mortal(host: RecordingHost): RecordingHost & { kill(): void } {
  let isDead = false;
  const died = () => Promise.reject(new Error("the process was killed"));
  return {
    ...host,
    kill: () => void (isDead = true),
    receive: async (message) => {
      if (isDead) return died();
      await host.beforeStore(message);
      return isDead ? died() : host.receive(message);
    },
    state: {
      load: (key) => host.state.load(key),
      save: (key, value) => (isDead ? died() : host.state.save(key, value)),
      put: (key, entry, value) => (isDead ? died() : host.state.put(key, entry, value)),
    },
  };
}

export function texts(host: RecordingHost): string[] {
  return host.received.map(textOf);
}

export function textOf(message: InboundMessage): string {
  return message.parts.map((part) => (part.kind === "text" ? part.text : `<${part.kind}>`)).join("");
}

export function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);
}

export const savedSequence = (host: RecordingHost) =>
  (host.savedState.get(SESSION_KEY) as { readonly sequence: number } | null)?.sequence ?? null;

/** Time that runs faster, for waits that a person would not sit through. */
export function fastClock(factor: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => (startedAt + (Date.now() - startedAt) * factor) as Instant,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
