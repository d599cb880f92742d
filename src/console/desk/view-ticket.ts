/** Writes tickets and messages out field by field: what is not named here does not reach the page. */
import type { Holder } from "../../contracts/conversation.ts";
import type { AgentId } from "../../contracts/ids.ts";
import type { KeptPart, Part, Source, TimelineMessage } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { TicketSummary } from "../../contracts/ticket.ts";
import { assertNever } from "../../shared/assert-never.ts";
import type { AttachmentView } from "../files/files-api.ts";
import type { HolderView, MessageView, SourceView, TicketRow } from "../console-api.ts";

export type AgentNames = ReadonlyMap<AgentId, string>;

/** The names of everybody who spoke or holds the conversation. */
export async function nameAgents(
  viewer: Agent,
  messages: readonly TimelineMessage[],
  holder: Holder,
  ports: Pick<Ports, "agents">,
): Promise<AgentNames> {
  const ids = new Set(messages.flatMap(({ agentId }) => (agentId === null ? [] : [agentId])));
  if (holder.kind === "agent") ids.add(holder.agentId);
  const found = await Promise.all([...ids].map((agentId) => ports.agents.get(viewer.shopId, agentId)));
  return new Map(found.flatMap((agent) => (agent === null ? [] : [[agent.agentId, agent.name]])));
}

export function viewTicket(ticket: TicketSummary): TicketRow {
  return {
    ticketId: ticket.ticketId,
    conversationId: ticket.conversationId,
    number: ticket.number,
    status: ticket.status,
    priority: ticket.priority,
    reason: ticket.reason,
    note: ticket.note,
    language: ticket.language,
    channel: ticket.channel,
    contactName: ticket.contactName,
    agentId: ticket.agentId,
    agentName: ticket.agentName,
    openedAt: ticket.openedAt,
    firstReplyDueAt: ticket.firstReplyDueAt,
    firstRepliedAt: ticket.firstRepliedAt,
    resolvedAt: ticket.resolvedAt,
    lastMessageAt: ticket.lastMessageAt,
    lastMessageText: ticket.lastMessageText,
    lastSpeaker: ticket.lastSpeaker,
    category: ticket.category,
    tags: ticket.tags,
    snoozedUntil: ticket.snoozedUntil,
    breachedAt: ticket.breachedAt,
  };
}

export function viewHolder(holder: Holder, viewer: Agent, names: AgentNames): HolderView {
  switch (holder.kind) {
    case "assistant":
    case "queue":
      return { kind: holder.kind };
    case "agent":
      if (holder.agentId === viewer.agentId) return { kind: "you" };
      return { kind: "colleague", name: names.get(holder.agentId) ?? null };
    default:
      return assertNever(holder);
  }
}

export function viewMessage(message: TimelineMessage, names: AgentNames): MessageView {
  return {
    messageId: message.messageId,
    conversationId: message.conversationId,
    seq: message.seq,
    speaker: message.speaker,
    speakerName: message.agentId === null ? null : (names.get(message.agentId) ?? null),
    text: message.text,
    attachments: message.parts.flatMap(viewAttachment),
    language: message.language,
    choices: message.choices.map(({ label }) => label),
    sources: message.sources.map(viewSource),
    delivery: message.delivery,
    isMaybeDuplicate: message.isMaybeDuplicate,
    isAgain: message.isAgain === true,
    at: message.at,
  };
}

/** The position is part of the file's address; keys of platforms and of ours stay here. */
function viewAttachment(part: Part | KeptPart, position: number): readonly AttachmentView[] {
  switch (part.kind) {
    case "text":
    case "choice":
      return [];
    case "image":
      return [{ kind: "image", position, name: part.altText, bytes: null, isThere: part.externalKey !== "" }];
    case "file":
      return [{ kind: "file", position, name: part.name, bytes: part.bytes, isThere: part.externalKey !== "" }];
    case "kept": {
      const kind = part.mediaType.startsWith("image/") ? "image" : "file";
      return [{ kind, position, name: part.name, bytes: part.bytes, isThere: part.sha256 !== "" }];
    }
    case "voice":
      return [{ kind: "voice", position, durationMs: part.durationMs, isThere: part.externalKey !== "" }];
    case "location":
      return [part];
    default:
      return assertNever(part);
  }
}

function viewSource({ number, title, quote, url }: Source): SourceView {
  // A knowledge file is the merchant's, but a javascript: link would run as the agent.
  return { number, title, quote, url: url !== null && /^https:\/\//i.test(url) ? url : null };
}
