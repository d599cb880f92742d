/** Where staff desks, their threads and the ledger of their posts are kept. */
import type { UploadId } from "./files.ts";
import type { AgentId, ChannelAccountId, ConversationId, MessageId, OutboundId, ShopId, TicketId } from "./ids.ts";
import type { Instant } from "./ids.ts";
import type { Language } from "./language.ts";
import type { Choice, Speaker, TimelineMessage } from "./message.ts";
import type {
  ShownCase,
  StaffAccount,
  StaffBlock,
  StaffDelivery,
  StaffDesk,
  StaffDeskId,
  StaffEvent,
  StaffFault,
  StaffFile,
  StaffLanguage,
  StaffPostId,
  StaffPostKind,
  StaffReceipt,
  StaffThreadId,
} from "./staff-desk.ts";
import type { AuditEntry } from "./stores.ts";
import type { Ticket, TicketNote } from "./ticket.ts";
import type { MessageTranslation, OwnWords } from "./translation.ts";

export interface StaffCode {
  readonly codeHash: string;
  readonly kind: "desk" | "account";
  readonly agentId: AgentId;
  readonly language: StaffLanguage;
  readonly expiresAt: Instant;
}

export interface StaffThread {
  readonly threadId: StaffThreadId;
  readonly deskId: StaffDeskId;
  readonly ticketId: TicketId;
  readonly conversationId: ConversationId;
  readonly threadKey: string | null;
  readonly cardKey: string | null;
  readonly mirroredSeq: number;
  readonly shown: ShownCase;
}

/** A thread that does not tell everything yet. */
export interface StaffNews {
  readonly thread: StaffThread;
  readonly ticket: Ticket;
  readonly lastSeq: number;
}

export interface MirroredMessage {
  readonly messageId: MessageId;
  readonly seq: number;
  readonly speaker: Speaker;
  readonly agentId: AgentId | null;
  readonly text: string;
  readonly parts: TimelineMessage["parts"];
  readonly delivery: TimelineMessage["delivery"];
  /** Of an agent's reply: by which we know what was written in the thread itself. */
  readonly draftKey: string | null;
  readonly isProof: boolean;
  readonly language: Language | null;
  /** What the agent wrote, where the buyer got it in another language. */
  readonly ownWords: OwnWords | null;
}

/** A reply that waits for its author: nothing went to the buyer. */
export interface HeldReply {
  readonly agentId: AgentId;
  readonly words: string;
  readonly files: readonly UploadId[];
  /** Made, but not without doubts. */
  readonly translation: { readonly text: string; readonly from: Language } | null;
}

export interface NewStaffPost {
  /** Within the thread, "note:<noteId>" and the like: one cause is posted once. */
  readonly cause: string;
  readonly kind: StaffPostKind;
  readonly blocks: readonly StaffBlock[];
  readonly files: readonly StaffFile[];
  readonly buttons?: readonly (readonly Choice[])[];
  /** The message of the team that it stands beneath. */
  readonly repliesTo?: string;
  /** The cause of the post whose place it takes; where that does not stand, it is posted. */
  readonly edits?: string;
  /** Kept with the post until the author has decided, or the case is over. */
  readonly held?: HeldReply;
  /** A translation of it will come: its words are kept until then. */
  readonly isAwaited?: boolean;
  /** Waits until that translation is there, and then stands in the post of the cause `of`. */
  readonly translates?: { readonly messageId: MessageId; readonly language: Language; readonly of: string };
}

export interface QueuedStaffPost extends Omit<NewStaffPost, "cause" | "edits" | "translates"> {
  readonly postId: StaffPostId;
}

/** A translation that is there, or failed, or whose message is gone, and what waits for it in a thread. */
export interface DueTranslation {
  readonly postId: StaffPostId;
  readonly threadId: StaffThreadId;
  readonly of: string;
  /** Null: its message is gone, or nothing was made of it. */
  readonly translation: MessageTranslation | null;
}

/** Posts that go out as one. Only lines are put together; everything else goes alone. */
export interface StaffBatch {
  readonly desk: StaffDesk;
  readonly thread: StaffThread;
  readonly kind: StaffPostKind;
  readonly batchId: StaffPostId;
  readonly posts: readonly [QueuedStaffPost, ...QueuedStaffPost[]];
  /** What stands and is changed by it; `blocks` as they are by now. Null: a post of its own. */
  readonly edits: { readonly externalKey: string; readonly blocks: readonly StaffBlock[] } | null;
  readonly leaseToken: string;
  readonly attempts: number;
  readonly isMaybeDuplicate: boolean;
}

export interface StaffBatchLimits {
  readonly leaseMs: number;
  readonly maxTextLength: number;
  readonly maxPostsPerMinute: number;
  readonly hasSendKey: boolean;
}

export interface LeftStaffEvent {
  readonly accountId: ChannelAccountId;
  readonly event: StaffEvent;
  readonly attempts: number;
}

/** What somebody said in a thread, once the buyer's channel has settled it. */
export interface DueReceipt {
  readonly postId: StaffPostId;
  readonly deskId: StaffDeskId;
  readonly placeKey: string;
  readonly thread: StaffThread;
  readonly messageKey: string;
  readonly receipt: StaffReceipt;
}

export type LinkDeskResult = { readonly kind: "linked"; readonly desk: StaffDesk } | { readonly kind: "known" };

export interface StaffStore {
  /** Those that are linked. */
  desks(shopId: ShopId): Promise<readonly StaffDesk[]>;
  /** "known": the place is a desk of this shop already; its name and language are brought up to date. */
  linkDesk(
    shopId: ShopId,
    desk: Omit<StaffDesk, "shopId" | "channel" | "fault" | "linkedAt">,
    audit: AuditEntry,
  ): Promise<LinkDeskResult>;
  /** False when it is not linked. Its threads stay on the platform as they are. */
  unlinkDesk(shopId: ShopId, deskId: StaffDeskId, audit: AuditEntry): Promise<boolean>;
  moveDesk(
    shopId: ShopId,
    accountId: ChannelAccountId,
    move: { readonly from: string; readonly to: string },
  ): Promise<void>;
  /** A desk with a fault is tried again after `retryMs`. */
  setFault(shopId: ShopId, deskId: StaffDeskId, fault: StaffFault | null, retryMs: number): Promise<void>;
  accounts(shopId: ShopId): Promise<readonly StaffAccount[]>;
  /** An account stands for one agent: the last link counts. */
  linkAccount(shopId: ShopId, account: Omit<StaffAccount, "linkedAt">, audit: AuditEntry): Promise<void>;
  unlinkAccount(
    shopId: ShopId,
    account: Pick<StaffAccount, "accountId" | "senderKey">,
    audit: AuditEntry,
  ): Promise<boolean>;
  agentOf(shopId: ShopId, accountId: ChannelAccountId, senderKey: string): Promise<AgentId | null>;
  putCode(shopId: ShopId, code: StaffCode): Promise<void>;
  /** Once, and not after it expired. */
  takeCode(shopId: ShopId, codeHash: string, kind: StaffCode["kind"]): Promise<StaffCode | null>;
  /** How many codes of this sender were wrong in the last hour. */
  wrongCodes(shopId: ShopId, accountId: ChannelAccountId, senderKey: string): Promise<number>;

  /** False when it was kept before. Durable when it resolves. */
  keepEvent(shopId: ShopId, accountId: ChannelAccountId, event: StaffEvent, leaseMs: number): Promise<boolean>;
  /** The event's words are gone with it. */
  settleEvent(shopId: ShopId, accountId: ChannelAccountId, externalId: string, outcome: string): Promise<void>;
  /** What a process that died has left, oldest first, leased anew. */
  takeLeftEvents(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly LeftStaffEvent[]>;

  /** Adds threads for open tickets that have none. Returns how many. */
  addThreads(shopId: ShopId, deskId: StaffDeskId, limit: number): Promise<number>;
  news(shopId: ShopId, deskId: StaffDeskId, limit: number): Promise<readonly StaffNews[]>;
  messagesAfter(
    shopId: ShopId,
    conversationId: ConversationId,
    after: { readonly seq: number; readonly limit: number },
  ): Promise<readonly MirroredMessage[]>;
  unpostedNotes(shopId: ShopId, thread: StaffThread): Promise<readonly TicketNote[]>;
  /** Queues what is new and moves the marks, if nobody has moved them meanwhile. */
  addPosts(
    shopId: ShopId,
    thread: StaffThread,
    news: {
      readonly posts: readonly NewStaffPost[];
      readonly mirroredSeq: number;
      readonly shown: ShownCase;
      readonly isLive: boolean;
    },
  ): Promise<boolean>;
  /** What somebody wrote in the thread stands there already: for this cause nothing is posted. */
  noteSaid(
    shopId: ShopId,
    threadId: StaffThreadId,
    said: { readonly cause: string; readonly messageKey: string; readonly outboundId: OutboundId | null },
  ): Promise<void>;
  /** Whether a message of the team was taken in, and as what. */
  wasSaid(shopId: ShopId, threadId: StaffThreadId, messageKey: string): Promise<"reply" | "note" | null>;
  threadByKey(shopId: ShopId, deskId: StaffDeskId, threadKey: string): Promise<StaffThread | null>;
  threadById(shopId: ShopId, threadId: StaffThreadId): Promise<StaffThread | null>;
  addHint(shopId: ShopId, threadId: StaffThreadId, post: NewStaffPost): Promise<void>;
  held(shopId: ShopId, threadId: StaffThreadId, cause: string): Promise<HeldReply | null>;
  /** Null: it is decided. Nothing where nothing is held. */
  changeHeld(shopId: ShopId, threadId: StaffThreadId, cause: string, held: HeldReply | null): Promise<void>;
  dueTranslations(shopId: ShopId, deskId: StaffDeskId, limit: number): Promise<readonly DueTranslation[]>;
  /**
   * Into the original where that has not been posted yet, else as a change of it, else behind it in `pieces`. Nothing
   * while the original is on its way. Without pieces nothing more is waited for.
   */
  placeTranslation(
    shopId: ShopId,
    due: DueTranslation,
    placed: { readonly pieces: readonly StaffBlock[]; readonly maxTextLength: number },
  ): Promise<void>;

  /** The next post that may go to this desk, at its pace; null when there is none. */
  claimBatch(shopId: ShopId, desk: StaffDesk, limits: StaffBatchLimits): Promise<StaffBatch | null>;
  /** Nothing when the lease was lost meanwhile. */
  settleBatch(shopId: ShopId, batch: StaffBatch, delivery: StaffDelivery): Promise<void>;
  dueReceipts(shopId: ShopId, limit: number): Promise<readonly DueReceipt[]>;
  settleReceipt(shopId: ShopId, postId: StaffPostId, receipt: StaffReceipt): Promise<void>;
  /** Titles of the articles that the assistant used before the hand-over, newest first. */
  triedArticles(shopId: ShopId, ticketId: TicketId, language: StaffLanguage): Promise<readonly string[]>;
}
