/** Reads tickets; they are written only as part of a conversation's change. */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../contracts/ids.ts";
import type { ChannelName, Speaker } from "../contracts/message.ts";
import type { TicketStore } from "../contracts/stores.ts";
import type { TicketFilter, TicketSummary } from "../contracts/ticket.ts";
import { rankOf } from "./desk/rank-priority.ts";
import { matchTickets, readAccounts } from "./match-tickets.ts";
import { readParts, readVoice } from "./merge/parts-of-case.ts";
import type { OpenDatabase, ShopTransaction } from "./open-database.ts";
import { readInstant, readTicket } from "./read-rows.ts";

type TicketRow = Parameters<typeof readTicket>[0];

interface SummaryRow extends TicketRow {
  readonly channel: string;
  readonly contact_name: string | null;
  readonly agent_name: string | null;
  readonly last_at: Date;
  readonly last_text: string;
  readonly last_speaker: string;
}

/** Beyond it a number says no more than "many". */
const MAX_COUNTED = 1_000;
/** Of the last message, in a list. */
const MAX_SHOWN = 200;

export function createTicketStore(database: OpenDatabase): TicketStore {
  return {
    get: (shopId, ticketId) =>
      database.withShop(shopId, async (trx) => {
        const row = await ticketsOf(trx, shopId).where("ticket_id", "=", ticketId).executeTakeFirst();
        return row ? readTicket(row) : null;
      }),
    getByNumber: (shopId, number) =>
      database.withShop(shopId, async (trx) => {
        const row = await ticketsOf(trx, shopId).where("number", "=", number).executeTakeFirst();
        return row ? readTicket(row) : null;
      }),
    openOf: (shopId, conversationId) =>
      database.withShop(shopId, async (trx) => {
        const row = await ticketsOf(trx, shopId)
          .where("conversation_id", "=", conversationId)
          .where("status", "not in", ["resolved", "closed"])
          .executeTakeFirst();
        return row ? readTicket(row) : null;
      }),
    partsOf: (shopId, ticketId) => readParts(database, shopId, ticketId),
    voiceOf: (shopId, ticketId) => readVoice(database, shopId, ticketId),
    list: (shopId, filter) => listSummaries(database, shopId, filter),
    mark: async (shopId, filter) => {
      const accounts = await readAccounts(database, shopId, [filter]);
      const rows = await database.inShop<TicketRow>(
        shopId,
        sql`select t.* from ticket t where ${matchTickets(shopId, filter, accounts)} order by ${orderOf(filter)} limit ${filter.limit}`,
      );
      return rows
        .map(readTicket)
        .map(({ ticketId, number, status, agentId }) => ({ ticketId, number, status, agentId }));
    },
    count: async (shopId, filters) => {
      const accounts = await readAccounts(database, shopId, filters);
      const counts = filters.map(
        (filter) => sql`(select count(*)::int from
          (select 1 from ticket t where ${matchTickets(shopId, filter, accounts)} limit ${MAX_COUNTED}) found)`,
      );
      const [row] = await database.inShop<{ counts: number[] }>(
        shopId,
        sql`select array[${sql.join(counts)}] as counts`,
      );
      return row?.counts ?? [];
    },
    tally: (shopId, filters) => tallyTickets(database, shopId, filters),
  };
}

async function tallyTickets(
  database: OpenDatabase,
  shopId: ShopId,
  filters: readonly TicketFilter[],
): Promise<readonly number[]> {
  if (filters.length === 0) return [];
  const accounts = await readAccounts(database, shopId, filters);
  const statuses = [...new Set(filters.flatMap((filter) => filter.statuses))];
  const counts = filters.map(
    (filter) =>
      sql`least(count(*) filter (where ${matchTickets(shopId, filter, accounts, sql`v.account_id`)}), ${MAX_COUNTED})::int`,
  );
  // Only who asks for a channel pays for the look at the conversations.
  const conversation = sql`join conversation v on v.shop_id = t.shop_id and v.conversation_id = t.conversation_id`;
  const [row] = await database.inShop<{ counts: number[] }>(
    shopId,
    sql`select array[${sql.join(counts)}] as counts from ticket t ${accounts.length > 1 ? conversation : sql``}
      where t.shop_id = ${shopId} and t.status = any(${statuses})`,
  );
  return row?.counts ?? [];
}

async function listSummaries(
  database: OpenDatabase,
  shopId: ShopId,
  filter: TicketFilter,
): Promise<readonly TicketSummary[]> {
  const accounts = await readAccounts(database, shopId, [filter]);
  return database.withShop(shopId, async (trx) => {
    const { rows } = await sql<SummaryRow>`
          with page as materialized (
            select t.* from ticket t where ${matchTickets(shopId, filter, accounts)} order by ${orderOf(filter)} limit ${filter.limit}
          )
          select t.*, a.channel, p.display_name as contact_name, g.name as agent_name, l.at as last_at, l.text as last_text,
            l.speaker as last_speaker
          from page t
          join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          join channel_account a on a.shop_id = t.shop_id and a.account_id = c.account_id
          join contact p on p.shop_id = t.shop_id and p.contact_id = c.contact_id
          left join agent g on g.shop_id = t.shop_id and g.agent_id = t.agent_id
          join lateral (${lastSaid(sql`t`)}) l on true
          order by ${orderOf(filter)}`.execute(trx);
    return rows.map(readSummary);
  });
}

/** In any conversation of the case. Parts are looked for only where there are some. */
export function lastSaid(ticket: RawBuilder<unknown>): RawBuilder<unknown> {
  const lastOf = (conversation: RawBuilder<unknown>) => sql`
    (select at, left(text, ${MAX_SHOWN}) as text, speaker from message m
      where m.shop_id = ${ticket}.shop_id and m.conversation_id = ${conversation} and m.speaker <> 'notice'
      order by seq desc limit 1)`;
  return sql`
    select * from (${lastOf(sql`${ticket}.conversation_id`)}
      union all select part_said.* from ticket part
        cross join lateral ${lastOf(sql`part.conversation_id`)} part_said
        where part.shop_id = ${ticket}.shop_id and part.merged_into = ${ticket}.ticket_id) said
    order by at desc limit 1`;
}

/** What is over is looked for by when it was; what is open by who is to be helped next. */
function orderOf({ statuses }: TicketFilter): RawBuilder<unknown> {
  const isOver = statuses.every((status) => status === "resolved" || status === "closed");
  if (isOver) return sql`t.resolved_at desc nulls last, t.number desc`;
  return sql`${rankOf("t")}, t.opened_at`;
}

function ticketsOf(trx: ShopTransaction, shopId: string) {
  return trx.selectFrom("ticket").selectAll().where("shop_id", "=", shopId);
}

function readSummary(row: SummaryRow): TicketSummary {
  return {
    ...readTicket(row),
    channel: row.channel as ChannelName,
    contactName: row.contact_name,
    agentName: row.agent_name,
    lastMessageAt: readInstant(row.last_at),
    lastMessageText: row.last_text,
    lastSpeaker: row.last_speaker as Speaker,
  };
}
