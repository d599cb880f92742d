/** Pages of tickets and contacts by key, so that reading the thousandth page costs what the first one does. */
import { type RawBuilder, sql } from "kysely";
import type { BrowseStore, ContactRecord, TicketQuery } from "../../contracts/browse.ts";
import type { ContactId, ConversationId, ShopId } from "../../contracts/ids.ts";
import type { ChannelName, Speaker } from "../../contracts/message.ts";
import type { TicketSummary } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant, readTicket } from "../read-rows.ts";
import { lastSaid } from "../ticket-store.ts";

/** Of one contact; who has more is read by their tickets. */
const MAX_CONVERSATIONS = 100;

interface Row {
  readonly contact_id: string;
  readonly channel: string;
  readonly contact_name: string | null;
  readonly agent_name: string | null;
  readonly last_at: Date | null;
  readonly last_text: string | null;
  readonly last_speaker: string | null;
}
type TicketRow = Parameters<typeof readTicket>[0] & Row;

interface ContactRow {
  readonly contact_id: string;
  readonly display_name: string | null;
  readonly tags: readonly string[];
  readonly created_at: Date;
  readonly identities: readonly { readonly channel: string; readonly senderKey: string }[];
  readonly conversations: readonly string[];
}

type Found = TicketSummary & { readonly contactId: ContactId };

export function createBrowseStore(database: OpenDatabase): BrowseStore {
  const tickets = async (shopId: ShopId, wanted: readonly RawBuilder<unknown>[], limit: number) => {
    const rows = await database.inShop<TicketRow>(shopId, selectTickets(shopId, wanted, limit));
    return rows.map(readFound);
  };
  const contacts = async (shopId: ShopId, wanted: readonly RawBuilder<unknown>[], limit: number) => {
    const rows = await database.inShop<ContactRow>(shopId, selectContacts(shopId, wanted, limit));
    return rows.map(readContact);
  };
  return {
    tickets: (shopId, query, { limit, beforeNumber }) =>
      tickets(
        shopId,
        [...matching(query), ...(beforeNumber === undefined ? [] : [sql`t.number < ${beforeNumber}`])],
        limit,
      ),
    ticket: async (shopId, ticketId) => (await tickets(shopId, [sql`t.ticket_id = ${ticketId}`], 1))[0] ?? null,
    contacts: (shopId, { limit, afterId, tag }) =>
      contacts(
        shopId,
        [
          ...(afterId === undefined ? [] : [sql`p.contact_id > ${afterId}`]),
          ...(tag === undefined ? [] : [sql`${tag} = any(p.tags)`]),
        ],
        limit,
      ),
    contact: async (shopId, contactId) => (await contacts(shopId, [sql`p.contact_id = ${contactId}`], 1))[0] ?? null,
  };
}

function matching(query: TicketQuery): readonly RawBuilder<unknown>[] {
  const { statuses, priority, category, language, agentId, contactId, tag } = query;
  return [
    ...(statuses === undefined ? [] : [sql`t.status = any(${[...statuses]})`]),
    ...(priority === undefined ? [] : [sql`t.priority = ${priority}`]),
    ...(category === undefined ? [] : [sql`t.category = ${category}`]),
    ...(language === undefined ? [] : [sql`t.language = ${language}`]),
    ...(agentId === undefined ? [] : [sql`t.agent_id = ${agentId}`]),
    ...(contactId === undefined ? [] : [sql`c.contact_id = ${contactId}`]),
    ...(tag === undefined ? [] : [sql`${tag} = any(t.tags)`]),
  ];
}

function selectTickets(shopId: ShopId, wanted: readonly RawBuilder<unknown>[], limit: number): RawBuilder<TicketRow> {
  return sql<TicketRow>`
    select t.*, c.contact_id, a.channel, p.display_name as contact_name, g.name as agent_name, l.at as last_at,
      l.text as last_text, l.speaker as last_speaker
    from ticket t
    join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
    join channel_account a on a.shop_id = t.shop_id and a.account_id = c.account_id
    join contact p on p.shop_id = t.shop_id and p.contact_id = c.contact_id
    left join agent g on g.shop_id = t.shop_id and g.agent_id = t.agent_id
    left join lateral (${lastSaid(sql`t`)}) l on true
    where ${sql.join([sql`t.shop_id = ${shopId}`, ...wanted], sql` and `)}
    order by t.number desc limit ${limit}`;
}

function selectContacts(shopId: ShopId, wanted: readonly RawBuilder<unknown>[], limit: number): RawBuilder<ContactRow> {
  return sql<ContactRow>`
    select p.contact_id, p.display_name, p.tags, p.created_at,
      coalesce((select jsonb_agg(jsonb_build_object('channel', a.channel, 'senderKey', i.sender_key) order by a.channel)
        from contact_identity i join channel_account a on a.shop_id = i.shop_id and a.account_id = i.account_id
        where i.shop_id = p.shop_id and i.contact_id = p.contact_id), '[]') as identities,
      array(select c.conversation_id::text from conversation c
        where c.shop_id = p.shop_id and c.contact_id = p.contact_id
        order by c.created_at limit ${MAX_CONVERSATIONS}) as conversations
    from contact p
    where ${sql.join([sql`p.shop_id = ${shopId}`, ...wanted], sql` and `)}
    order by p.contact_id limit ${limit}`;
}

function readFound(row: TicketRow): Found {
  const ticket = readTicket(row);
  return {
    ...ticket,
    contactId: row.contact_id as ContactId,
    channel: row.channel as ChannelName,
    contactName: row.contact_name,
    agentName: row.agent_name,
    lastMessageAt: row.last_at ? readInstant(row.last_at) : ticket.openedAt,
    lastMessageText: row.last_text ?? "",
    lastSpeaker: (row.last_speaker ?? "buyer") as Speaker,
  };
}

function readContact(row: ContactRow): ContactRecord {
  return {
    contactId: row.contact_id as ContactId,
    name: row.display_name,
    tags: row.tags,
    createdAt: readInstant(row.created_at),
    identities: row.identities,
    conversations: row.conversations as readonly ConversationId[],
  };
}
