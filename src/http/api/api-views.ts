/** What the API gives, as schemas and field by field: what is not named here does not leave the shop. */
import { z } from "zod";
import { TEST_EVENT, WEBHOOK_EVENTS, type WebhookDelivery, type WebhookEndpoint } from "../../contracts/webhook.ts";
import type { ContactRecord } from "../../contracts/browse.ts";
import type { Holder } from "../../contracts/conversation.ts";
import type { ContactId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import {
  HANDOFF_REASONS,
  TICKET_CATEGORIES,
  TICKET_PRIORITIES,
  TICKET_STATUSES,
  type TicketNote,
  type TicketSummary,
} from "../../contracts/ticket.ts";

export const ID = z.guid();
export const AT = z.iso.datetime();
const MAYBE_AT = AT.nullable();
const LANGUAGE = z.enum(LANGUAGES);
export const DONE = z.object({ done: z.literal(true) }).meta({ id: "Done" });

export const TICKET_VIEW = z
  .object({
    ticketId: ID,
    number: z.int(),
    conversationId: ID,
    contactId: ID,
    contactName: z.string().nullable(),
    channel: z.string(),
    status: z.enum(TICKET_STATUSES),
    priority: z.enum(TICKET_PRIORITIES),
    category: z.enum(TICKET_CATEGORIES),
    reason: z.enum(HANDOFF_REASONS),
    note: z.string(),
    language: LANGUAGE,
    tags: z.array(z.string()),
    agentId: ID.nullable(),
    agentName: z.string().nullable(),
    openedAt: AT,
    firstReplyDueAt: AT,
    firstRepliedAt: MAYBE_AT,
    resolvedAt: MAYBE_AT,
    snoozedUntil: MAYBE_AT,
    breachedAt: MAYBE_AT,
    /** The ticket that goes on in its place. */
    mergedInto: ID.nullable(),
    lastMessageAt: AT,
  })
  .meta({ id: "Ticket" });

export const MESSAGE_VIEW = z
  .object({
    messageId: ID,
    seq: z.int(),
    speaker: z.enum(["buyer", "assistant", "agent", "notice"]),
    agentId: ID.nullable(),
    /** Null when the words prove who the buyer is. */
    text: z.string().nullable(),
    language: LANGUAGE.nullable(),
    attachments: z.int(),
    delivery: z.enum(["queued", "sending", "delivered", "refused", "unknown", "cancelled"]).nullable(),
    at: AT,
  })
  .meta({ id: "Message" });

export const HOLDER_VIEW = z
  .object({ kind: z.enum(["assistant", "queue", "agent"]), ticketId: ID.nullable(), agentId: ID.nullable() })
  .meta({ id: "Holder" });

export const NOTE_VIEW = z
  .object({ noteId: ID, agentId: ID, text: z.string(), mentions: z.array(ID), at: AT })
  .meta({ id: "Note" });

export const CONTACT_VIEW = z
  .object({
    contactId: ID,
    name: z.string().nullable(),
    tags: z.array(z.string()),
    createdAt: AT,
    identities: z.array(z.object({ channel: z.string(), senderKey: z.string() })),
    conversations: z.array(ID),
  })
  .meta({ id: "Contact" });

export const ENDPOINT_VIEW = z
  .object({
    endpointId: ID,
    url: z.string(),
    description: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    state: z.enum(["active", "paused", "disabled"]),
    failures: z.int(),
    failingSince: MAYBE_AT,
    disabledAt: MAYBE_AT,
    createdAt: AT,
    queued: z.int(),
  })
  .meta({ id: "WebhookEndpoint" });

export const DELIVERY_VIEW = z
  .object({
    eventKey: z.string(),
    sequence: z.int(),
    event: z.enum([...WEBHOOK_EVENTS, TEST_EVENT]),
    occurredAt: AT,
    state: z.enum(["queued", "delivered", "failed"]),
    attempts: z.int(),
    nextTryAt: MAYBE_AT,
    lastStatus: z.int().nullable(),
    lastFault: z.string().nullable(),
    settledAt: MAYBE_AT,
  })
  .meta({ id: "WebhookDelivery" });

/** A page of a list, and where the next one begins. */
export function pageOf<Item extends z.ZodType>(items: Item) {
  return z.object({ items: z.array(items), nextCursor: z.string().nullable() });
}

export function viewTicket(ticket: TicketSummary & { readonly contactId: ContactId }): z.infer<typeof TICKET_VIEW> {
  return {
    ticketId: ticket.ticketId,
    number: ticket.number,
    conversationId: ticket.conversationId,
    contactId: ticket.contactId,
    contactName: ticket.contactName,
    channel: ticket.channel,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    reason: ticket.reason,
    note: ticket.note,
    language: ticket.language,
    tags: [...ticket.tags],
    agentId: ticket.agentId,
    agentName: ticket.agentName,
    openedAt: iso(ticket.openedAt),
    firstReplyDueAt: iso(ticket.firstReplyDueAt),
    firstRepliedAt: maybeIso(ticket.firstRepliedAt),
    resolvedAt: maybeIso(ticket.resolvedAt),
    snoozedUntil: maybeIso(ticket.snoozedUntil),
    breachedAt: maybeIso(ticket.breachedAt),
    mergedInto: ticket.mergedInto,
    lastMessageAt: iso(ticket.lastMessageAt),
  };
}

export function viewMessage(message: TimelineMessage): z.infer<typeof MESSAGE_VIEW> {
  const { messageId, seq, speaker, agentId, text, language, parts, delivery, isProof, at } = message;
  const attachments = parts.filter(({ kind }) => kind !== "text" && kind !== "choice").length;
  const shown = isProof === true ? null : text;
  return { messageId, seq, speaker, agentId, text: shown, language, attachments, delivery, at: iso(at) };
}

export function viewHolder(holder: Holder): z.infer<typeof HOLDER_VIEW> {
  return {
    kind: holder.kind,
    ticketId: holder.kind === "assistant" ? null : holder.ticketId,
    agentId: holder.kind === "agent" ? holder.agentId : null,
  };
}

export function viewNote({ noteId, agentId, text, mentions, at }: TicketNote): z.infer<typeof NOTE_VIEW> {
  return { noteId, agentId, text, mentions: [...mentions], at: iso(at) };
}

export function viewContact(contact: ContactRecord): z.infer<typeof CONTACT_VIEW> {
  const { contactId, name, tags, createdAt, identities, conversations } = contact;
  return {
    contactId,
    name,
    tags: [...tags],
    createdAt: iso(createdAt),
    identities: [...identities],
    conversations: [...conversations],
  };
}

export function viewEndpoint(endpoint: WebhookEndpoint): z.infer<typeof ENDPOINT_VIEW> {
  const { endpointId, url, description, events, state, failures, queued } = endpoint;
  return {
    endpointId,
    url,
    description,
    events: [...events],
    state,
    failures,
    failingSince: maybeIso(endpoint.failingSince),
    disabledAt: maybeIso(endpoint.disabledAt),
    createdAt: iso(endpoint.createdAt),
    queued,
  };
}

export function viewDelivery(delivery: WebhookDelivery): z.infer<typeof DELIVERY_VIEW> {
  const { eventKey, position, event, state, attempts, lastStatus, lastFault } = delivery;
  return {
    eventKey,
    sequence: position,
    event: event as z.infer<typeof DELIVERY_VIEW>["event"],
    occurredAt: iso(delivery.occurredAt),
    state,
    attempts,
    nextTryAt: state === "queued" ? iso(delivery.dueAt) : null,
    lastStatus,
    lastFault,
    settledAt: maybeIso(delivery.settledAt),
  };
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function maybeIso(at: number | null): string | null {
  return at === null ? null : iso(at);
}
