/** What the inside asks of storage. Every call names the shop; nothing outside store/ sees a row. */
import type { Article, Passage, Voice } from "./answer.ts";
import type { ReceiveOutcome } from "./channel-adapter.ts";
import type { Conversation, TurnClaim, TurnRecord } from "./conversation.ts";
import type { ChangeResult, ConversationChange, SettleResult } from "./conversation-change.ts";
import type { ArticleKey, ChannelAccountId, ConversationId, OutboundId, PassageId, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { CasePart } from "./merge.ts";
import type { ChannelName, Delivery, InboundMessage, OutboundMessage, TimelineMessage } from "./message.ts";
import type { Ticket, TicketFilter, TicketMark, TicketSummary } from "./ticket.ts";

export type { AuditEntry, ChangeResult, ConversationChange, SettleResult } from "./conversation-change.ts";
export type { TurnRecord } from "./conversation.ts";

export interface Shop {
  readonly shopId: ShopId;
  /** Short name in addresses, e.g. "demo". */
  readonly shopKey: string;
  readonly name: string;
  readonly defaultLanguage: Language;
  readonly languages: readonly Language[];
  /** Exact origins (scheme, host, port) whose pages may open the widget, besides the program's own. */
  readonly widgetOrigins: readonly string[];
  /** Null, or left out: the voice of `prompts/voice.md`. */
  readonly voice?: Voice | null;
  /** In which an agent of that shop practises; left out for a real one. */
  readonly trainingOf?: ShopId;
}

export interface ShopStore {
  /** Real ones: those in which somebody practises are found by their id alone. */
  list(): Promise<readonly Shop[]>;
  /** Practice shops with an open run, which workers look after beside the real ones. */
  listPractising(): Promise<readonly Shop[]>;
  get(shopId: ShopId): Promise<Shop | null>;
  /** Creates the shop, or returns the one with this key unchanged. */
  ensure(shop: Omit<Shop, "shopId">): Promise<Shop>;
  /** The account of a bot or a widget; created on first use. One account belongs to one shop. */
  ensureChannelAccount(shopId: ShopId, channel: ChannelName, accountKey: string): Promise<ChannelAccountId>;
  loadChannelState(shopId: ShopId, accountId: ChannelAccountId, key: string): Promise<unknown>;
  saveChannelState(shopId: ShopId, accountId: ChannelAccountId, key: string, value: unknown): Promise<void>;
  /** Of a record that is an object, some entries; the others stay, whoever writes them at the same moment. */
  mergeChannelState(
    shopId: ShopId,
    accountId: ChannelAccountId,
    key: string,
    entries: Readonly<Record<string, string>>,
  ): Promise<void>;
}

export interface InboxStore {
  /** One transaction: contact, conversation, message and inbox row. Durable when it resolves. */
  accept(shopId: ShopId, accountId: ChannelAccountId, message: InboundMessage): Promise<ReceiveOutcome>;
}

export interface ConversationStore {
  /**
   * Leases up to `limit` conversations that have unsettled messages and no living lease, oldest message first, and
   * counts the attempt before it returns. Conversations held by a person are claimed too: their messages only need
   * to be settled and shown.
   */
  claimTurns(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly TurnClaim[]>;
  /**
   * Settles a turn: checks lease token and epoch, writes the change, marks the pending messages done, frees the
   * lease. With `yieldsToNewer` a message that came since the claim makes it "superseded": nothing but the lease is
   * touched and the messages stay pending.
   */
  settleTurn(
    claim: TurnClaim,
    change: ConversationChange,
    record: TurnRecord,
    options?: { readonly yieldsToNewer: boolean },
  ): Promise<SettleResult>;
  /** Gives the lease back after a fault; the messages stay pending and are due again after `retryMs`. */
  releaseTurn(claim: TurnClaim, retryMs: number, fault: string): Promise<void>;
  /** For people and commands: writes the change if the epoch is still `expectEpoch`. */
  change(
    shopId: ShopId,
    conversationId: ConversationId,
    expectEpoch: number,
    change: ConversationChange,
  ): Promise<ChangeResult>;
  get(shopId: ShopId, conversationId: ConversationId): Promise<Conversation | null>;
  /** True when this was queued before, whatever became of it. */
  wasQueued(shopId: ShopId, outboundId: OutboundId): Promise<boolean>;
  /** Oldest first; the newest `limit` of them with a seq below `beforeSeq`. */
  timeline(
    shopId: ShopId,
    conversationId: ConversationId,
    options: { readonly limit: number; readonly beforeSeq?: number },
  ): Promise<readonly TimelineMessage[]>;
  /** True once a buyer of this shop has written at least one message. */
  hasAny(shopId: ShopId): Promise<boolean>;
  /** Frees every lease. Only for the one process of an installation, at its start. */
  freeAllLeases(shopId: ShopId): Promise<void>;
}

export interface OutboxClaim {
  readonly message: OutboundMessage;
  readonly channel: ChannelName;
  readonly attempt: number;
  readonly leaseToken: string;
}

export interface OutboxClaimOptions {
  readonly accountIds: readonly ChannelAccountId[];
  readonly limit: number;
  readonly leaseMs: number;
}

export interface OutboxStore {
  /**
   * Marks up to `limit` due messages "sending" and returns them: the oldest unsettled one of each conversation only,
   * so order is kept. Cancels what the assistant queued for an older epoch. Messages left in "sending" by a dead
   * worker are due again when `leaseMs` is over, with `isMaybeDuplicate` set. Messages of accounts that are not named
   * wait for a process that has their channel.
   */
  claimDue(shopId: ShopId, claim: OutboxClaimOptions): Promise<readonly OutboxClaim[]>;
  /** Records outcomes; one whose lease was lost is ignored. Returns how many conversations have more to send. */
  settle(shopId: ShopId, outcomes: readonly OutboxOutcome[]): Promise<number>;
}

export interface OutboxOutcome {
  readonly outboundId: OutboundId;
  readonly leaseToken: string;
  readonly delivery: Delivery;
  /** An earlier try may have arrived and the channel takes no send key: shown to agents, counted in chaos runs. */
  readonly isMaybeDuplicate: boolean;
  /** False: the channel was not asked, so this was no attempt. Only beside a "retry". */
  readonly wasTried?: false;
}

export interface TicketStore {
  get(shopId: ShopId, ticketId: TicketId): Promise<Ticket | null>;
  getByNumber(shopId: ShopId, number: number): Promise<Ticket | null>;
  /** The conversation's ticket that is not resolved or closed. */
  openOf(shopId: ShopId, conversationId: ConversationId): Promise<Ticket | null>;
  /** All conversations of the case, its own first: those of tickets that were merged into it stand behind. */
  partsOf(shopId: ShopId, ticketId: TicketId): Promise<readonly CasePart[]>;
  /** Where the buyer of the case is: of those that belong to it now, the one they wrote in last. Null: no such ticket. */
  voiceOf(shopId: ShopId, ticketId: TicketId): Promise<ConversationId | null>;
  /** By priority, then longest waiting first. */
  list(shopId: ShopId, filter: TicketFilter): Promise<readonly TicketSummary[]>;
  /** The same tickets in the same order, without what a list shows of them. */
  mark(shopId: ShopId, filter: TicketFilter): Promise<readonly TicketMark[]>;
  /** How many tickets each filter finds, up to 1,000 each; their `limit` is not looked at. */
  count(shopId: ShopId, filters: readonly TicketFilter[]): Promise<readonly number[]>;
  /** The same for many filters, in one walk over the tickets of their statuses: not for what is over. */
  tally(shopId: ShopId, filters: readonly TicketFilter[]): Promise<readonly number[]>;
}

export interface StoredFile {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly origin: string;
  readonly fingerprint: string;
}

export interface KnowledgeStore {
  /** Fingerprint (sha-256 hex) of each stored article, by `<articleKey>/<language>`. */
  fingerprints(shopId: ShopId): Promise<ReadonlyMap<string, string>>;
  put(shopId: ShopId, article: Article, fingerprint: string): Promise<void>;
  remove(shopId: ShopId, articleKey: ArticleKey, language: Language): Promise<void>;
  /** What the search shall know: the files, and what was published over them, see `contracts/knowledge-base.ts`. */
  load(shopId: ShopId): Promise<readonly Article[]>;
  /** The same without the texts: of each article, by `<articleKey>/<language>`, a mark that changes with it. */
  listLive(shopId: ShopId): Promise<ReadonlyMap<string, string>>;
  /** Those of what the search shall know that are there, in any order, each with its mark. */
  loadSome(
    shopId: ShopId,
    language: Language,
    articleKeys: readonly ArticleKey[],
  ): Promise<readonly { readonly article: Article; readonly mark: string }[]>;
  /** What was put and not removed, whatever was published over it, without the texts. */
  listFiles(shopId: ShopId): Promise<readonly StoredFile[]>;
  /** Vectors already computed for these passages' texts with this model. */
  loadVectors(
    shopId: ShopId,
    model: string,
    passages: readonly Passage[],
  ): Promise<ReadonlyMap<PassageId, readonly number[]>>;
  saveVectors(shopId: ShopId, model: string, vectors: ReadonlyMap<Passage, readonly number[]>): Promise<void>;
}

export type { Agent, AgentRole, AgentSession, AgentStore } from "./agent.ts";

/** Tells other processes that something happened; what is lost is found by reading again. */
export interface LiveBus {
  /** Payloads above 7,000 bytes are dropped. Never throws. */
  publish(topic: string, payload: unknown): void;
  subscribe(topic: string, onPayload: (payload: unknown) => void): () => void;
}
