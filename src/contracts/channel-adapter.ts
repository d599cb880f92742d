/** The port every channel implements, and what an adapter may use from the inside. */
import type { FetchedFile, FileCapabilities, OpenedFile } from "./files.ts";
import type { ChannelAccountId, OutboundId, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { Address, ChannelName, Delivery, InboundMessage, KeptPart, OutboundMessage } from "./message.ts";
import type { Clock, Logger, Metrics } from "./runtime.ts";
import type { StaffChannel, StaffDoor } from "./staff-desk.ts";
import type { TokenKeys } from "./tools.ts";
import type { BuyerIdentity } from "./tools.ts";

/** What differs between channels, as data. Code inside src/ asks these, never the channel name. */
export interface ChannelCapabilities {
  /** In UTF-16 units, as the platforms count. Longer texts are split by `outbox/split-text`. */
  readonly maxTextLength: number;
  readonly maxChoices: number;
  readonly maxChoiceLabelLength: number;
  readonly canShowTyping: boolean;
  /** Partial answers can be shown while the model writes. */
  readonly canShowDraft: boolean;
  /** The platform drops a second send with the same key, so a resend after a crash is safe. */
  readonly hasSendKey: boolean;
  /** May the bot write first, for campaigns? Never true for a channel that needs an open window. */
  readonly canStartConversation: boolean;
  readonly maxSendsPerSecond: number;
  readonly maxSendsPerSecondPerThread: number;
  /** Left out: the channel carries text alone. */
  readonly files?: FileCapabilities;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  /** Aborts when the client is gone or the server stops. */
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Instead of `body`: written chunk by chunk until it ends or the client is gone. */
  readonly stream?: AsyncIterable<string | Uint8Array>;
}

/** Mounted below /channels/<channel>. Larger bodies than `maxBytes` are answered 413 before `handle`. */
export interface ChannelRoute {
  readonly method: "GET" | "POST" | "OPTIONS";
  readonly path: string;
  readonly maxBytes: number;
  handle(request: HttpRequest): Promise<HttpReply>;
}

export type ReceiveOutcome =
  | { readonly kind: "stored" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "refused"; readonly reason: "empty" | "too-many-pending"; readonly retryAfterMs: number };

/** A small durable record per channel account: a gateway session, a count of IDENTIFYs. */
export interface ChannelState {
  load(key: string): Promise<unknown>;
  save(key: string, value: unknown): Promise<void>;
  /** Puts one entry into a record that is an object, and leaves the others, whoever wrote them at the same moment. */
  put(key: string, entry: string, value: string): Promise<void>;
}

export interface FeedEntry {
  /** Grows by one within a thread, without gaps, in the order in which entries become visible. */
  readonly cursor: number;
  readonly entryKey: string;
  readonly payload: unknown;
}

/** An ordered, durable list per thread, for channels whose reader comes back with a cursor. */
export interface ThreadFeed {
  /** Adds an entry once: the same `entryKey` again returns the first entry's cursor. */
  append(threadKey: string, entryKey: string, payload: unknown): Promise<number>;
  read(threadKey: string, afterCursor: number, limit: number): Promise<readonly FeedEntry[]>;
  /** Calls back on every process when a thread may have grown or a draft came. Returns the way to stop. */
  watch(threadKey: string, onSignal: (signal: FeedSignal) => void): () => void;
  /** Tells every watcher something that is not kept. Silently dropped above 7,000 bytes. */
  hint(threadKey: string, payload: unknown): void;
}

export type FeedSignal = { readonly kind: "grown" } | { readonly kind: "hint"; readonly payload: unknown };

/** For a channel on the shop's own page: whom the shop vouches for. */
export interface BuyerRegistry {
  /** How the shop signs; read again each time, a secret can be renewed. */
  keys(): Promise<TokenKeys>;
  /** Binds a thread to a buyer. False: the token was used for another thread, or the thread is another buyer's. */
  keep(threadKey: string, token: { readonly identity: BuyerIdentity; readonly tokenId: string }): Promise<boolean>;
  find(threadKey: string): Promise<BuyerIdentity | null>;
}

/** The files that messages of this channel carry. */
export interface ChannelFiles {
  /** Throws when the bytes are gone: the buyer's data were erased. */
  load(file: KeptPart): Promise<Uint8Array>;
  /** For a reader of ours: what this thread was sent under that id. Null for everything else. */
  openInThread(threadKey: string, sent: { outboundId: OutboundId; position: number }): Promise<OpenedFile | null>;
}

/** The things an adapter may use from the inside. It imports nothing else from src/. */
export interface ChannelHost {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
  /** Resolves once the message is stored or refused. Only then may the adapter acknowledge it upstream. */
  receive(message: InboundMessage): Promise<ReceiveOutcome>;
  /** Counts something from the platform that is not handled, with a reason from a closed list. Never throws. */
  refuse(reason: string): void;
  readonly state: ChannelState;
  readonly feed: ThreadFeed;
  readonly files: ChannelFiles;
  readonly buyers: BuyerRegistry;
  /** For what the shop's own people do in a group or channel of theirs; never for buyers. */
  readonly staff: StaffDoor;
  /**
   * Runs `work` while no other process runs it under this name; waits for its turn otherwise. The signal given to
   * `work` aborts when the lock's connection is lost or the outer signal aborts.
   */
  exclusive(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** The shop as buyers may see it; read again each time, it can change. */
  shop(): ShopFace;
  /** A notice text in that language, see contracts/texts.ts. */
  notice(name: string, language: Language, values?: Readonly<Record<string, string | number>>): string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface ShopFace {
  readonly name: string;
  readonly defaultLanguage: Language;
  readonly languages: readonly Language[];
  /** Exact origins whose pages may open the widget, besides the program's own. */
  readonly widgetOrigins: readonly string[];
}

export interface ChannelAdapter {
  readonly channel: ChannelName;
  readonly capabilities: ChannelCapabilities;
  /** HTTP routes, mounted by processes of the role "web". */
  readonly routes: readonly ChannelRoute[];
  /**
   * Runs in processes of the role "gateway" until `signal` aborts, reconnecting by itself. Resolves after abort.
   * Throws only for a fault no retry can mend (ADAPTER_AUTH).
   */
  run(signal: AbortSignal): Promise<void>;
  /** Must not throw for anything the platform can answer or fail to answer; say it with Delivery. */
  send(message: OutboundMessage, signal: AbortSignal): Promise<Delivery>;
  /** Best effort; never throws. */
  showTyping?(to: Address): Promise<void>;
  /** Best effort; `text` is the whole answer so far. Never throws. */
  showDraft?(to: Address, outboundId: OutboundId, text: string): void;
  /** Brings what a part's `externalKey` names, up to so many bytes. Never throws. */
  fetchFile?(externalKey: string, maxBytes: number, signal: AbortSignal): Promise<FetchedFile>;
  /** For a platform on which the team can work. */
  readonly staff?: StaffChannel;
}

export type ChannelSettings =
  | { readonly kind: "off"; readonly hint: string }
  | { readonly kind: "on"; readonly accountKey: string; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "invalid"; readonly faults: readonly string[] };

/** One line of adapters/index.ts: what the program must know before it loads an adapter's code. */
export interface ChannelDefinition {
  readonly channel: ChannelName;
  /** Reads the settings that concern this channel. Pure; a fault names the setting and never its value. */
  readSettings(environment: Readonly<Record<string, string | undefined>>): ChannelSettings;
  /** Loads the platform's library and builds the adapter. Opens no connection yet. */
  create(values: Readonly<Record<string, string>>, host: ChannelHost): Promise<ChannelAdapter>;
}
