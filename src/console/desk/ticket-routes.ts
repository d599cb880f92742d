/** The queue, one ticket, and what an agent can do with it. Another shop's ticket is one that does not exist. */
import { z } from "zod";
import type { Holder } from "../../contracts/conversation.ts";
import type { ConversationId, TicketId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import { MAX_MERGED } from "../../contracts/merge.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { releaseTicket, resolveTicket, takeTicket } from "../../flows/agent-action.ts";
import { findView } from "../../flows/case/keep-views.ts";
import { fileRulesOf } from "../../flows/files/check-files.ts";
import { replyThen } from "../../flows/case/reply-then.ts";
import { countTickets, listTickets, readTicket } from "../../flows/read-tickets.ts";
import { readLanguages } from "../../flows/translation/read-languages.ts";
import { MAX_TEXT_CODE_POINTS } from "../../shared/clean-text.ts";
import type { ActionView, TicketListView, TicketPageView } from "../console-api.ts";
import { idOf, NO_BODY, TEXT, TICKET } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleReply, type ConsoleRoute, json } from "../console-route.ts";
import { readConditions, TICKET_QUERY } from "./ticket-query.ts";
import { UPLOAD_IDS } from "../files/request-files.ts";
import { viewLanguages } from "./language-routes.ts";
import { viewMerges } from "./merge-routes.ts";
import { nameAgents, viewHolder, viewMessage, viewTicket } from "./view-ticket.ts";

const REPLY = z.strictObject({
  /** Empty only beside files: the story looks at both. */
  text: z.union([TEXT, z.literal("")]),
  files: UPLOAD_IDS.optional(),
  draftKey: z.string().regex(/^[\w-]{8,64}$/),
  next: z.enum(["resolve", "await"]).optional(),
  /** The agent's own words, of which the text is a translation. */
  own: z.strictObject({ text: z.string().min(1).max(MAX_TEXT_CODE_POINTS), language: z.enum(LANGUAGES) }).optional(),
});

const RELEASE = z.strictObject({ to: z.enum(["queue", "assistant"]) });

/** What the page shows of each conversation ends there; a word behind it has not been read. */
export const SEEN_MARKS = z
  .array(z.strictObject({ conversationId: idOf<ConversationId>(), seq: z.int().min(0) }))
  .max(MAX_MERGED + 1)
  .optional();
const SEEN = z.strictObject({ seen: SEEN_MARKS }).optional();

export type Outcome = { readonly kind: "done" } | { readonly kind: "overtaken"; readonly holder: Holder };

export function createTicketRoutes(ports: Ports): readonly ConsoleRoute[] {
  const act = async (agent: Agent, outcome: Promise<Outcome>) => answerAction(agent, await outcome, ports);
  return [
    agentRoute(
      { method: "GET", path: "/tickets", permission: "tickets:read" },
      { query: TICKET_QUERY },
      async ({ query }, { agent }) => {
        const { view, ...narrowing } = query;
        const wanted = await findView(agent, view, readConditions(narrowing), ports);
        const [tickets, counts] = await Promise.all([listTickets(agent, wanted, ports), countTickets(agent, ports)]);
        return json({ tickets: tickets.map(viewTicket), counts } satisfies TicketListView);
      },
    ),
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId", permission: "tickets:read" },
      { params: TICKET },
      async ({ params }, { agent }) => json(await readPage(agent, params.ticketId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/take", permission: "tickets:work" },
      { params: TICKET, body: NO_BODY },
      ({ params }, { agent }) => act(agent, takeTicket(agent, params.ticketId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/reply", permission: "tickets:work" },
      { params: TICKET, body: REPLY },
      ({ params, body }, { agent }) => act(agent, replyThen(agent, params.ticketId, body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/release", permission: "tickets:work" },
      { params: TICKET, body: RELEASE },
      ({ params, body }, { agent }) => act(agent, releaseTicket(agent, params.ticketId, body.to, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/resolve", permission: "tickets:work" },
      { params: TICKET, body: SEEN },
      ({ params, body }, { agent }) => act(agent, resolveTicket(agent, params.ticketId, ports, body?.seen)),
    ),
  ];
}

async function readPage(agent: Agent, ticketId: TicketId, ports: Ports): Promise<TicketPageView> {
  const found = await readTicket(agent, ticketId, ports);
  const { ticket, messages, holder, epoch, localeHint, accountId, parts, voice } = found;
  const [names, merges, languages] = await Promise.all([
    nameAgents(agent, messages, holder, ports),
    viewMerges(agent, found.merges, ports),
    readLanguages(agent, { ticket, messages, localeHint }, ports),
  ]);
  return {
    files: fileRulesOf(ports.channels.adapterOf(accountId)),
    ticket: viewTicket(ticket),
    messages: messages.map((message) => viewMessage(message, names)),
    conversations: parts.map((part) => ({ ...part, isVoice: part.conversationId === voice })),
    merges,
    holder: viewHolder(holder, agent, names),
    epoch,
    languages: viewLanguages(languages),
  };
}

export async function answerAction(agent: Agent, outcome: Outcome, ports: Ports): Promise<ConsoleReply> {
  if (outcome.kind === "done") return json(outcome satisfies ActionView);
  const names = await nameAgents(agent, [], outcome.holder, ports);
  const holder = viewHolder(outcome.holder, agent, names);
  return json({ kind: "overtaken", holder } satisfies ActionView);
}
