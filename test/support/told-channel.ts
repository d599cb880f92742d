/** A channel of our own that keeps what arrives and behaves, send by send, as a test tells it to. */
import type { ChannelAdapter, ChannelCapabilities } from "../../src/contracts/channel-adapter.ts";
import type { ChannelName, Delivery, OutboundMessage } from "../../src/contracts/message.ts";

/** What the platform does with one send. "lost" and "late" both answer nothing; only the second arrives. */
export type Play =
  | Exclude<Delivery, { kind: "delivered" | "unknown" }>
  | { readonly kind: "deliver" | "lost" | "late" | "throw" | "hang" }
  | { readonly kind: "wait"; readonly gate: Gate<Play> };

/** A place where a piece of work waits until the test lets it go on. */
export interface Gate<Value> {
  /** Resolves when somebody waits here. */
  readonly reached: Promise<void>;
  open(value: Value): void;
  pass(): Promise<Value>;
}

export function createGate<Value>(): Gate<Value> {
  const arrival = Promise.withResolvers<void>();
  const opening = Promise.withResolvers<Value>();
  return {
    reached: arrival.promise,
    open: opening.resolve,
    pass() {
      arrival.resolve();
      return opening.promise;
    },
  };
}

export interface ToldChannel {
  readonly adapter: ChannelAdapter;
  /** What the buyers' screens show, over all threads, in order. */
  readonly arrived: OutboundMessage[];
  /** Every call of `send`, whatever came of it. */
  readonly sends: OutboundMessage[];
  readonly drafts: { readonly threadKey: string; readonly outboundId: string; readonly text: string }[];
  /** Threads that were shown a typing sign. */
  readonly typing: string[];
  /** The next sends to this thread; after them everything is delivered. */
  play(threadKey: string, ...plays: readonly Play[]): void;
}

export const PLAIN: ChannelCapabilities = {
  maxTextLength: 4_000,
  maxChoices: 16,
  maxChoiceLabelLength: 80,
  canShowTyping: true,
  canShowDraft: true,
  hasSendKey: true,
  canStartConversation: true,
  maxSendsPerSecond: 10_000,
  maxSendsPerSecondPerThread: 10_000,
};

export function createToldChannel(capabilities: Partial<ChannelCapabilities> = {}): ToldChannel {
  const told = new Map<string, Play[]>();
  const can = { ...PLAIN, ...capabilities };
  const arrived: OutboundMessage[] = [];
  const sends: OutboundMessage[] = [];
  const drafts: ToldChannel["drafts"] = [];
  const typing: string[] = [];
  const arrive = (message: OutboundMessage): Delivery => {
    const isKnown = arrived.some((each) => each.outboundId === message.outboundId);
    if (!(can.hasSendKey && isKnown)) arrived.push(message);
    return { kind: "delivered", externalId: String(arrived.length) };
  };
  const act = async (play: Play, message: OutboundMessage): Promise<Delivery> => {
    switch (play.kind) {
      case "deliver":
        return arrive(message);
      case "lost":
        return { kind: "unknown", detail: "timed-out" };
      case "late":
        arrive(message);
        return { kind: "unknown", detail: "timed-out" };
      case "throw":
        throw new TypeError("an adapter with a fault");
      case "hang":
        return new Promise<never>(() => {});
      case "wait":
        return act(await play.gate.pass(), message);
      case "retry":
      case "refused":
        return play;
    }
  };
  const adapter: ChannelAdapter = {
    channel: "told" as ChannelName,
    capabilities: can,
    routes: [],
    run: () => Promise.resolve(),
    send(message) {
      sends.push(message);
      return act(told.get(message.to.threadKey)?.shift() ?? { kind: "deliver" }, message);
    },
    showTyping: (to) => Promise.resolve(void typing.push(to.threadKey)),
    showDraft: (to, outboundId, text) => void drafts.push({ threadKey: to.threadKey, outboundId, text }),
  };
  return {
    adapter,
    arrived,
    sends,
    drafts,
    typing,
    play: (threadKey, ...plays) => void told.set(threadKey, [...(told.get(threadKey) ?? []), ...plays]),
  };
}
