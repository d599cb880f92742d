/** Something that went wrong for many at once: what is said about it, whom it concerns, and where that is kept. */
import type { AgentId, ArticleKey, Branded, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { NewDraft } from "./knowledge-base.ts";
import type { Language } from "./language.ts";
import type { Ticket, TicketCategory } from "./ticket.ts";

export type IncidentId = Branded<"IncidentId">;

export interface IncidentText {
  /** What it is called, and what buyers ask about. */
  readonly title: string;
  /** What the assistant answers while it lasts. */
  readonly answer: string;
  /** What those affected are told once, with the remedy. */
  readonly apology: string;
  /** What they are told when it is over; empty: nothing. */
  readonly closing: string;
}

/** All that is named must hold; of each list one is enough. At least one list is not empty. */
export interface IncidentMatch {
  readonly categories: readonly TicketCategory[];
  /** ISO 3166-1 alpha-2, capitals. */
  readonly places: readonly string[];
  /** In lower case, found anywhere in what the buyer said. */
  readonly words: readonly string[];
}

export interface Incident extends IncidentMatch {
  readonly incidentId: IncidentId;
  readonly status: "open" | "closed";
  readonly texts: Readonly<Partial<Record<Language, IncidentText>>>;
  /** Counts from 1; moves with every change of the texts. */
  readonly textsVersion: number;
  /** Who changed the texts last; null: they say what was declared. */
  readonly textsBy: AgentId | null;
  readonly articleKey: ArticleKey;
  readonly declaredBy: AgentId;
  readonly declaredAt: Instant;
  /** Null: nobody is told yet. */
  readonly approvedAt: Instant | null;
  readonly closedAt: Instant | null;
}

export type ToldWhat = "opening" | "closing";

export interface AffectedTicket {
  readonly ticketId: TicketId;
  readonly conversationId: ConversationId;
  readonly number: number;
  readonly language: Language;
  readonly openingToldAt: Instant | null;
  readonly closingToldAt: Instant | null;
}

export interface IncidentPage {
  readonly incident: Incident;
  readonly affected: readonly AffectedTicket[];
  /** Languages of those affected in which nothing is written: they read another one's. */
  readonly missing: readonly Language[];
  /** The name of who changed the texts last. */
  readonly writer: string | null;
}

export interface IncidentRewrite {
  readonly incidentId: IncidentId;
  readonly texts: Incident["texts"];
  /** The version its author was looking at. */
  readonly basedOn: number;
  readonly by: AgentId;
  /** What the assistant says from now on, where that changes. */
  readonly articles: readonly NewDraft[];
  /** Languages that are said no more. */
  readonly withdrawn: readonly Language[];
}

export type IncidentEdited =
  | { readonly kind: "saved"; readonly page: IncidentPage }
  /** Somebody was faster: nothing was written, and this is what stands there now. */
  | { readonly kind: "overtaken"; readonly page: IncidentPage };

export interface IncidentStore {
  /** Newest first. */
  list(shopId: ShopId): Promise<readonly Incident[]>;
  get(shopId: ShopId, incidentId: IncidentId): Promise<Incident | null>;
  /** With what the assistant says of it, published: both or neither. */
  insert(
    shopId: ShopId,
    incident: Omit<Incident, "status" | "declaredAt" | "approvedAt" | "closedAt" | "textsVersion" | "textsBy">,
    articles?: readonly NewDraft[],
  ): Promise<void>;
  /**
   * With what the assistant says of it, published, and an audit row: all or nothing. Whoever is told from then on hears
   * these. "overtaken": the texts have another version by now; "over": it was closed.
   */
  rewrite(shopId: ShopId, rewrite: IncidentRewrite): Promise<"saved" | "overtaken" | "over">;
  /** False when it was approved, or closed, before. */
  approve(shopId: ShopId, incidentId: IncidentId, by: AgentId): Promise<boolean>;
  /** And what is published of it is withdrawn: both or neither. */
  close(shopId: ShopId, incidentId: IncidentId, by: AgentId): Promise<boolean>;
  open(shopId: ShopId): Promise<readonly Incident[]>;
  /**
   * Open tickets that are not linked to it and have been opened or sorted since it was last looked, and until when that
   * is; null when there are none.
   */
  candidates(
    shopId: ShopId,
    incidentId: IncidentId,
  ): Promise<{ readonly tickets: readonly Ticket[]; readonly lookedUntil: Instant } | null>;
  link(
    shopId: ShopId,
    incidentId: IncidentId,
    looked: { readonly ticketIds: readonly TicketId[]; readonly lookedUntil: Instant },
  ): Promise<void>;
  affected(shopId: ShopId, incidentId: IncidentId): Promise<readonly AffectedTicket[]>;
  /** Those of approved incidents who are still to be told that it happened, or that it is over. */
  untold(
    shopId: ShopId,
    limit: number,
  ): Promise<readonly { readonly incident: Incident; readonly ticket: AffectedTicket; readonly what: ToldWhat }[]>;
}
