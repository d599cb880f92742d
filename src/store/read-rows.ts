/** Rows to the types the inside knows. The only place where stored text values become unions. */
import type { Selectable } from "kysely";
import type { Conversation, Holder } from "../contracts/conversation.ts";
import type {
  AgentId,
  ChannelAccountId,
  ContactId,
  ConversationId,
  Instant,
  MessageId,
  ShopId,
  TicketId,
  TurnId,
} from "../contracts/ids.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import type { Choice, Source, Speaker, TimelineMessage } from "../contracts/message.ts";
import type {
  HandoffReason,
  Ticket,
  TicketCategory,
  TicketNote,
  TicketPriority,
  TicketStatus,
} from "../contracts/ticket.ts";
import type { ToolForm } from "../contracts/proposal.ts";
import type { Database } from "./schema.ts";

export function readInstant(date: Date): Instant {
  return date.getTime() as Instant;
}

export function readLanguage(value: string | null): Language | null {
  return value !== null && isLanguage(value) ? value : null;
}

type HolderColumns = Pick<Selectable<Database["conversation"]>, "holder_kind" | "holder_ticket_id" | "holder_agent_id">;

/** The table's checks keep the three columns together, so the casts hold. */
export function readHolder(row: HolderColumns): Holder {
  if (row.holder_kind === "queue") return { kind: "queue", ticketId: row.holder_ticket_id as TicketId };
  if (row.holder_kind === "agent") {
    return { kind: "agent", ticketId: row.holder_ticket_id as TicketId, agentId: row.holder_agent_id as AgentId };
  }
  return { kind: "assistant" };
}

export function readConversation(row: Selectable<Database["conversation"]>): Conversation {
  const shopId = row.shop_id as ShopId;
  const accountId = row.account_id as ChannelAccountId;
  return {
    shopId,
    conversationId: row.conversation_id as ConversationId,
    contactId: row.contact_id as ContactId,
    accountId,
    address: { shopId, accountId, threadKey: row.thread_key },
    holder: readHolder(row),
    epoch: row.epoch,
    language: readLanguage(row.language),
    isLanguageChosen: row.is_language_chosen,
    localeHint: row.locale_hint,
    memoryFromSeq: row.memory_from_seq,
    clarifyCount: row.clarify_count,
    form: readForm(row.form),
  };
}

/** Only `apply-change.ts` writes the column. Its expiry is looked at by whoever uses it. */
function readForm(form: unknown): ToolForm | null {
  return (form ?? null) as ToolForm | null;
}

export type MessageRow = Selectable<Database["message"]> & {
  readonly state: string | null;
  readonly is_maybe_duplicate: boolean | null;
  readonly notice?: string | null;
  readonly is_again?: boolean | null;
};

export function readTimelineMessage(row: MessageRow): TimelineMessage {
  return {
    messageId: row.message_id as MessageId,
    conversationId: row.conversation_id as ConversationId,
    seq: row.seq,
    speaker: row.speaker as Speaker,
    agentId: row.agent_id as AgentId | null,
    text: row.text,
    parts: row.parts as TimelineMessage["parts"],
    language: readLanguage(row.language),
    choices: row.choices as readonly Choice[],
    sources: row.sources as readonly Source[],
    turnId: row.turn_id as TurnId | null,
    notice: row.notice ?? null,
    delivery: row.state as TimelineMessage["delivery"],
    isMaybeDuplicate: row.is_maybe_duplicate ?? false,
    ...(row.is_again ? { isAgain: true as const } : {}),
    ...(row.is_proof ? { isProof: true as const } : {}),
    at: readInstant(row.at),
  };
}

export function readTicket(row: Selectable<Database["ticket"]>): Ticket {
  return {
    shopId: row.shop_id as ShopId,
    ticketId: row.ticket_id as TicketId,
    conversationId: row.conversation_id as ConversationId,
    number: row.number,
    status: row.status as TicketStatus,
    reason: row.reason as HandoffReason,
    priority: row.priority as TicketPriority,
    note: row.note,
    language: readLanguage(row.language) ?? "en",
    agentId: row.agent_id as AgentId | null,
    openedAt: readInstant(row.opened_at),
    firstReplyDueAt: readInstant(row.first_reply_due_at),
    firstRepliedAt: row.first_replied_at ? readInstant(row.first_replied_at) : null,
    resolvedAt: row.resolved_at ? readInstant(row.resolved_at) : null,
    category: row.category as TicketCategory,
    tags: row.tags,
    snoozedUntil: row.snoozed_until ? readInstant(row.snoozed_until) : null,
    breachedAt: row.breached_at ? readInstant(row.breached_at) : null,
    mergedInto: row.merged_into as TicketId | null,
  };
}

export function readNote(row: Selectable<Database["ticket_note"]>): TicketNote {
  return {
    noteId: row.note_id,
    ticketId: row.ticket_id as TicketId,
    agentId: row.agent_id as AgentId,
    text: row.text,
    mentions: row.mentions as AgentId[],
    at: readInstant(row.at),
  };
}
