/** Tickets and conversations as another program reads them: page by page, and one with everything around it. */
import { z } from "zod";
import type { TicketQuery } from "../../contracts/browse.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, ContactId, ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES, TICKET_STATUSES } from "../../contracts/ticket.ts";
import { readNotes } from "../../flows/case/write-note.ts";
import { idOf, TICKET } from "../input/request-fields.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import {
  HOLDER_VIEW,
  ID,
  MESSAGE_VIEW,
  NOTE_VIEW,
  pageOf,
  TICKET_VIEW,
  viewHolder,
  viewMessage,
  viewNote,
  viewTicket,
} from "./api-views.ts";
import { cutPage, decodeCursor, encodeCursor } from "./encode-cursor.ts";

const MAX_PAGE = 100;
export const PAGE = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
};

const CONVERSATION = z.strictObject({ conversationId: idOf<ConversationId>() });

const QUERY = z.strictObject({
  ...PAGE,
  /** Several with commas between. */
  status: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(TICKET_STATUSES)))
    .optional(),
  priority: z.enum(TICKET_PRIORITIES).optional(),
  category: z.enum(TICKET_CATEGORIES).optional(),
  language: z.enum(LANGUAGES).optional(),
  agentId: idOf<AgentId>().optional(),
  contactId: idOf<ContactId>().optional(),
  tag: z.string().min(1).max(40).optional(),
});

const MESSAGES = pageOf(MESSAGE_VIEW).meta({ id: "MessagePage" });

export function createTicketReads(ports: Ports): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/tickets",
        operationId: "listTickets",
        summary: "Tickets, the newest first",
        scope: "tickets:read",
        permission: "tickets:read",
        reply: pageOf(TICKET_VIEW).meta({ id: "TicketPage" }),
      },
      { query: QUERY },
      async ({ query: { cursor, limit, status, ...wanted }, caller }) => {
        const query: TicketQuery = { ...wanted, statuses: status };
        const beforeNumber = decodeCursor("tickets", cursor, z.int32());
        const found = await ports.browse.tickets(caller.agent.shopId, query, { limit: limit + 1, beforeNumber });
        const { items, nextCursor } = cutPage("tickets", found, limit, ({ number }) => number);
        return { items: items.map(viewTicket), nextCursor };
      },
    ),
    createTicketRead(ports),
    apiRoute(
      {
        method: "GET",
        path: "/tickets/:ticketId/notes",
        operationId: "listNotes",
        summary: "What agents told one another about a ticket",
        scope: "tickets:read",
        permission: "tickets:read",
        reply: z.object({ items: z.array(NOTE_VIEW) }).meta({ id: "NoteList" }),
      },
      { params: TICKET },
      async ({ params, caller: { agent } }) => ({
        items: (await readNotes(agent, params.ticketId, ports)).map(viewNote),
      }),
    ),
    createMessageReads(ports),
  ];
}

function createTicketRead(ports: Ports): ApiRoute {
  return apiRoute(
    {
      method: "GET",
      path: "/tickets/:ticketId",
      operationId: "getTicket",
      summary: "One ticket, who holds its conversation, and the newest messages",
      scope: "tickets:read",
      permission: "tickets:read",
      reply: z
        .object({
          ticket: TICKET_VIEW,
          holder: HOLDER_VIEW,
          messages: MESSAGES,
          /** Its own first; those of tickets that were merged into it stand behind. */
          conversations: z.array(ID),
        })
        .meta({ id: "TicketDetail" }),
    },
    { params: TICKET },
    async ({ params, caller: { agent } }) => {
      const ticket = await findTicket(agent.shopId, params.ticketId, ports);
      const conversation = await ports.conversations.get(agent.shopId, ticket.conversationId);
      if (!conversation) throw new AppError("NOT_FOUND", "This ticket's conversation does not exist.");
      const messages = await readMessages(agent.shopId, ticket.conversationId, { limit: MAX_PAGE }, ports);
      const parts = await ports.tickets.partsOf(agent.shopId, params.ticketId);
      const conversations = parts.map(({ conversationId }) => conversationId);
      return { ticket: viewTicket(ticket), holder: viewHolder(conversation.holder), messages, conversations };
    },
  );
}

function createMessageReads(ports: Ports): ApiRoute {
  return apiRoute(
    {
      method: "GET",
      path: "/conversations/:conversationId/messages",
      operationId: "listMessages",
      summary: "Messages of a conversation, the newest page first; in a page the oldest first",
      scope: "messages:read",
      permission: "tickets:read",
      reply: MESSAGES,
    },
    { params: CONVERSATION, query: z.strictObject(PAGE) },
    async ({ params: { conversationId }, query: { cursor, limit }, caller: { agent } }) => {
      if (!(await ports.conversations.get(agent.shopId, conversationId))) {
        throw new AppError("NOT_FOUND", "This conversation does not exist.");
      }
      const beforeSeq = decodeCursor(`messages ${conversationId}`, cursor, z.int());
      return readMessages(
        agent.shopId,
        conversationId,
        { limit, ...(beforeSeq === undefined ? {} : { beforeSeq }) },
        ports,
      );
    },
  );
}

async function readMessages(
  shopId: ShopId,
  conversationId: ConversationId,
  { limit, ...range }: { readonly limit: number; readonly beforeSeq?: number },
  ports: Pick<Ports, "conversations">,
): Promise<z.infer<typeof MESSAGES>> {
  const found = await ports.conversations.timeline(shopId, conversationId, { limit: limit + 1, ...range });
  const items = found.slice(-limit);
  const first = items[0];
  const nextCursor = found.length > limit && first ? encodeCursor(`messages ${conversationId}`, first.seq) : null;
  return { items: items.map(viewMessage), nextCursor };
}

export async function findTicket(shopId: ShopId, ticketId: TicketId, ports: Pick<Ports, "browse">) {
  const ticket = await ports.browse.ticket(shopId, ticketId);
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return ticket;
}
