/** Looking for anything in a shop by words or numbers: what is asked, what is found, and the index that knows. */
import type { OrderStatus } from "./commerce.ts";
import type { ArticleKey, ContactId, ConversationId, Instant, OrderId, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { ChannelName, Speaker } from "./message.ts";
import type { TicketStatus } from "./ticket.ts";

/** In the order in which they are shown. */
export const SEARCH_KINDS = ["ticket", "order", "contact", "conversation", "note", "article", "macro"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** What is kept in the index; the others are looked up where they are. */
export type DocumentKind = "conversation" | "contact" | "note" | "article";

/** Read one behind the other they are the text; those that are hits are shown as such. */
export interface SnippetPart {
  readonly text: string;
  readonly isHit: boolean;
}
export type Snippet = readonly SnippetPart[];

export interface TicketHit {
  readonly kind: "ticket";
  readonly ticketId: TicketId;
  readonly number: number;
  readonly status: TicketStatus;
  readonly contactName: string | null;
  readonly note: string;
  readonly at: Instant;
}

export interface ConversationHit {
  readonly kind: "conversation";
  readonly conversationId: ConversationId;
  /** Its newest. */
  readonly ticketId: TicketId | null;
  readonly ticketNumber: number | null;
  readonly contactName: Snippet;
  readonly channel: ChannelName;
  /** Who said what is shown; null when nothing of it may be. */
  readonly speaker: Speaker | null;
  readonly snippet: Snippet;
  readonly at: Instant;
}

export interface NoteHit {
  readonly kind: "note";
  readonly noteId: string;
  readonly ticketId: TicketId;
  readonly ticketNumber: number;
  readonly agentName: string | null;
  readonly contactName: string | null;
  readonly snippet: Snippet;
  readonly at: Instant;
}

export interface ContactHit {
  readonly kind: "contact";
  readonly contactId: ContactId;
  readonly name: Snippet;
  /** Its e-mail or its name on the channel, whichever was looked for. */
  readonly handle: Snippet;
  readonly channel: ChannelName;
  readonly conversationId: ConversationId;
  readonly ticketId: TicketId | null;
  readonly at: Instant;
}

export interface OrderHit {
  readonly kind: "order";
  readonly orderId: OrderId;
  readonly orderNumber: string;
  readonly status: OrderStatus;
  readonly totalMinor: number | null;
  readonly currency: string | null;
  readonly buyerName: string | null;
  /** Where the buyer has proven that it is theirs. */
  readonly conversationId: ConversationId | null;
  readonly ticketId: TicketId | null;
  readonly at: Instant;
}

export interface ArticleHit {
  readonly kind: "article";
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly title: Snippet;
  readonly snippet: Snippet;
}

export interface MacroHit {
  readonly kind: "macro";
  readonly macroKey: string;
  readonly name: Snippet;
  readonly snippet: Snippet;
}

export type SearchHit = TicketHit | ConversationHit | NoteHit | ContactHit | OrderHit | ArticleHit | MacroHit;

export interface SearchGroup {
  readonly kind: SearchKind;
  /** Newest first. */
  readonly hits: readonly SearchHit[];
  /** There are more than are given. */
  readonly hasMore: boolean;
}

/** A term of the index, or with `isStart` all terms that begin so. */
export interface WantedTerm {
  readonly term: string;
  readonly isStart: boolean;
}
/** A document has a word when it has any of these. */
export type WantedWord = readonly WantedTerm[];

/** Every term under which a text is found; null: the language is not known. */
export type ListTerms = (text: string, language: Language | null) => Iterable<string>;

export interface FoundConversation {
  readonly conversationId: ConversationId;
  readonly ticketId: TicketId | null;
  readonly ticketNumber: number | null;
  readonly contactName: string | null;
  readonly language: Language | null;
  readonly channel: ChannelName;
  readonly at: Instant;
  /** Newest first, and not all of a long one. */
  readonly said: readonly { readonly speaker: Speaker; readonly text: string; readonly at: Instant }[];
}

export type FoundContact = Omit<ContactHit, "kind" | "name" | "handle"> & {
  readonly name: string | null;
  readonly handles: readonly string[];
};

export type FoundNote = Omit<NoteHit, "kind" | "snippet"> & { readonly text: string };

export interface FoundArticle {
  readonly articleKey: ArticleKey;
  readonly language: Language;
}

export interface FindOptions {
  readonly words: readonly WantedWord[];
  readonly limit: number;
}

/** A text of ours that is put into the index whole. */
export interface SearchArticle {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly mark: string;
  readonly text: string;
}

export interface SearchStore {
  /** Up to `limit` conversations behind `after` in an order of their own are looked at: those with something unread. */
  listUnread(
    shopId: ShopId,
    after: ConversationId | null,
    limit: number,
  ): Promise<{ readonly unread: readonly ConversationId[]; readonly next: ConversationId | null }>;
  /** The same for notes: the conversations that they belong to. */
  listUnreadNotes(
    shopId: ShopId,
    after: string | null,
    limit: number,
  ): Promise<{ readonly unread: readonly ConversationId[]; readonly next: string | null }>;
  /**
   * Reads what is new of these conversations, their contacts and the notes of their tickets into the index, in one
   * transaction. False: another worker is at it, and nothing was done.
   */
  readConversations(shopId: ShopId, ids: readonly ConversationId[], listTerms: ListTerms): Promise<boolean>;
  /** The marks of the articles that are in the index, by `<articleKey>/<language>`. */
  articleMarks(shopId: ShopId): Promise<ReadonlyMap<string, string>>;
  putArticles(shopId: ShopId, articles: readonly SearchArticle[], listTerms: ListTerms): Promise<boolean>;
  /** Each named `<articleKey>/<language>`. */
  removeArticles(shopId: ShopId, keys: readonly string[]): Promise<boolean>;

  /** All of the words; newest first. */
  findConversations(shopId: ShopId, options: FindOptions): Promise<readonly FoundConversation[]>;
  findContacts(shopId: ShopId, options: FindOptions): Promise<readonly FoundContact[]>;
  findNotes(shopId: ShopId, options: FindOptions): Promise<readonly FoundNote[]>;
  findArticles(shopId: ShopId, options: FindOptions): Promise<readonly FoundArticle[]>;
  findTicket(shopId: ShopId, number: number): Promise<TicketHit | null>;
  /** By the beginning of an order's or a parcel's number, or by the whole e-mail of its buyer. */
  findOrders(shopId: ShopId, query: string, limit: number): Promise<readonly OrderHit[]>;
}
