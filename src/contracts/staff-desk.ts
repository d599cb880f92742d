/** Where a shop's people work without the console: a group or channel of a platform, with one thread per ticket. */
import type { AgentId, Branded, ChannelAccountId, Instant, ShopId } from "./ids.ts";
import type { ChannelName, Choice, Part } from "./message.ts";
import type { TicketPriority, TicketStatus } from "./ticket.ts";

export type StaffDeskId = Branded<"StaffDeskId">;
export type StaffThreadId = Branded<"StaffThreadId">;
/** Derived from the cause of the post, so that one cause stands in a thread once. */
export type StaffPostId = Branded<"StaffPostId">;

/** Languages of `prompts/desk`, as the console has them. */
export const STAFF_LANGUAGES = ["en", "es", "ar", "zh"] as const;
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number];

/** What a platform lets us do no more, or never did. Words of a closed list: the console has a sentence for each. */
export const STAFF_FAULTS = ["no-rights", "desk-gone", "no-threads", "channel-off"] as const;
export type StaffFault = (typeof STAFF_FAULTS)[number];

export interface StaffDesk {
  readonly shopId: ShopId;
  readonly deskId: StaffDeskId;
  readonly accountId: ChannelAccountId;
  readonly channel: ChannelName;
  /** The group or channel, as the platform names it. */
  readonly placeKey: string;
  readonly placeName: string;
  readonly language: StaffLanguage;
  /** Null while everything works; a broken desk keeps its place and is tried again. */
  readonly fault: StaffFault | null;
  readonly linkedBy: AgentId;
  readonly linkedAt: Instant;
}

/** A person's account on a platform, and whom it stands for here. */
export interface StaffAccount {
  readonly accountId: ChannelAccountId;
  readonly senderKey: string;
  readonly senderName: string;
  readonly agentId: AgentId;
  readonly linkedAt: Instant;
}

interface StaffOrigin {
  /** The platform's own id. Unique per channel account, so a redelivery is harmless. At most 200 characters. */
  readonly externalId: string;
  readonly senderKey: string;
  readonly senderName: string;
}

interface InThread extends StaffOrigin {
  readonly placeKey: string;
  /** Null: written beside the threads, in the channel itself or in a general topic. */
  readonly threadKey: string | null;
}

/** What somebody of the team did. The adapter says what happened, never what it means. */
export type StaffEvent =
  /** `/desk CODE`. `isAdministrator` only where the platform says so with the event; otherwise `inspect` is asked. */
  | (StaffOrigin & {
      readonly kind: "link-desk";
      readonly placeKey: string;
      readonly placeName: string;
      readonly code: string;
      readonly isAdministrator?: boolean;
    })
  /** `/link CODE`, in private or as a command that only its author sees. */
  | (StaffOrigin & { readonly kind: "link-account"; readonly code: string })
  | (InThread & {
      readonly kind: "said";
      readonly parts: readonly Part[];
      /** From a note's field, or in answer to a note. */
      readonly isNote: boolean;
      /** The message by its own key: for receipts and edits. */
      readonly messageKey: string;
    })
  /** A message of theirs was changed afterwards. */
  | (InThread & { readonly kind: "edited"; readonly messageKey: string; readonly text: string })
  /** A button of a card or a menu. */
  | (InThread & { readonly kind: "pressed"; readonly choiceId: string })
  /** Kept nowhere. */
  | (InThread & { readonly kind: "typing" })
  /** The platform gave the place another key. */
  | {
      readonly kind: "place-moved";
      readonly externalId: string;
      readonly placeKey: string;
      readonly toPlaceKey: string;
    }
  /** We were removed, or may do less than a desk needs; null: we may again. */
  | {
      readonly kind: "place-changed";
      readonly externalId: string;
      readonly placeKey: string;
      readonly fault: StaffFault | null;
    };

/** What the author of an event is shown, and nobody else where the platform can do that. Texts are ready to be shown. */
export type StaffOutcome =
  | { readonly kind: "silent" }
  /** The reply is queued for the buyer, the note is kept: a mark at their message. */
  | { readonly kind: "accepted"; readonly what: "reply" | "note" }
  /** Done, in a few words: what changed is a post of its own in the thread. */
  | { readonly kind: "done"; readonly text: string }
  /** Nothing was done, and why. A `said` has not been sent to anybody. */
  | { readonly kind: "hint"; readonly text: string }
  | { readonly kind: "menu"; readonly text: string; readonly choices: readonly Choice[] }
  /** A field for a note: `text` asks for it. What is entered comes back as "said" with `isNote`. */
  | { readonly kind: "ask-note"; readonly text: string };

/** How an adapter hands inward what the team does. */
export interface StaffDoor {
  /**
   * Resolves once the event is kept, was known before, or is nothing of ours; only then may the adapter acknowledge
   * it. `outcome` comes later, never rejects, and nobody who waits for buyers' messages should wait for it.
   */
  hear(event: StaffEvent): Promise<{ readonly outcome: Promise<StaffOutcome> }>;
}

export interface StaffCapabilities {
  /** In UTF-16 units. */
  readonly maxTextLength: number;
  readonly maxTitleLength: number;
  /** What one place takes; posts that wait for their turn are put together. */
  readonly maxPostsPerMinute: number;
  /** The platform drops a second post with the same key, so a repeat after a crash is safe. */
  readonly hasSendKey: boolean;
}

/** One stretch of a post. Headings are set in bold or the like, texts never read as markup. */
export interface StaffBlock {
  readonly heading: string | null;
  readonly text: string;
}

/** `externalKey` of the part means something to the account that received it, and to no other. */
export interface StaffFile {
  readonly part: Extract<Part, { readonly kind: "image" | "file" | "voice" }>;
  readonly accountId: ChannelAccountId;
}

export interface StaffPlace {
  readonly placeKey: string;
  readonly threadKey: string;
}

export interface StaffPost extends StaffPlace {
  /** The send key where a platform has one. */
  readonly postId: StaffPostId;
  /** All of them fit into `maxTextLength` with a line break between them. */
  readonly blocks: readonly StaffBlock[];
  /** Rows of buttons; `choiceId` comes back as "pressed". */
  readonly buttons: readonly (readonly Choice[])[];
  readonly files: readonly StaffFile[];
  /** The message of the team that it stands beneath; where that is gone, it is posted all the same. */
  readonly repliesTo?: string;
  /** An earlier try may have arrived and there is no send key. */
  readonly isMaybeDuplicate: boolean;
}

export interface NewStaffThread {
  readonly postId: StaffPostId;
  readonly placeKey: string;
  readonly title: string;
}

export interface StaffThreadFace extends StaffPlace {
  /** Begins with the emoji of its state. */
  readonly title: string;
  readonly isOpen: boolean;
}

/** What became of a post, an edit or a new thread. */
export type StaffDelivery =
  /** The post's own key; for a new thread, the thread's. */
  | { readonly kind: "delivered"; readonly externalKey: string }
  /** "rate-limit" holds back the whole desk for so long. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: string }
  | {
      readonly kind: "refused";
      readonly reason: "thread-gone" | "post-gone" | "invalid" | StaffFault;
      readonly detail: string;
    }
  | { readonly kind: "moved"; readonly placeKey: string }
  | { readonly kind: "unknown"; readonly detail: string };

export type StaffInspection =
  | { readonly kind: "ready"; readonly placeName: string; readonly isAdministrator: boolean }
  | { readonly kind: "lacking"; readonly fault: StaffFault }
  | { readonly kind: "unreachable" };

/** The half of a channel that speaks with the team. Nothing of it throws for what a platform can answer. */
export interface StaffChannel {
  readonly capabilities: StaffCapabilities;
  /** Whether the place can be a desk, and whether this person administers it. */
  inspect(placeKey: string, senderKey: string, signal: AbortSignal): Promise<StaffInspection>;
  openThread(thread: NewStaffThread, signal: AbortSignal): Promise<StaffDelivery>;
  post(post: StaffPost, signal: AbortSignal): Promise<StaffDelivery>;
  /** Blocks and buttons of a post that stands. Doing it twice changes nothing. */
  editPost(post: StaffPost, externalKey: string, signal: AbortSignal): Promise<StaffDelivery>;
  /** Title and whether it is open. Doing it twice changes nothing. `externalKey` of the answer is the thread's. */
  showThread(face: StaffThreadFace, signal: AbortSignal): Promise<StaffDelivery>;
  /** Marks what somebody of the team wrote. Best effort. */
  showReceipt(place: StaffPlace, messageKey: string, receipt: StaffReceipt, signal: AbortSignal): Promise<void>;
}

/** The buyer's channel has taken it, or has not and a line says why. */
export type StaffReceipt = "delivered" | "failed";

export const STAFF_POST_KINDS = ["thread", "card", "message", "note", "state", "hint", "face"] as const;
export type StaffPostKind = (typeof STAFF_POST_KINDS)[number];

/** What stands in a thread of what the case is like. */
export interface ShownCase {
  readonly status: TicketStatus;
  readonly agentId: AgentId | null;
  readonly priority: TicketPriority;
  readonly category: string;
}
