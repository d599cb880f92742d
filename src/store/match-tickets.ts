/** What a filter of tickets is in SQL: written from what it names, so that the planner sees only what means something. */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../contracts/ids.ts";
import type { TicketConditions, TicketFilter } from "../contracts/ticket.ts";
import type { OpenDatabase } from "./open-database.ts";

/** The shop's accounts with their channels; empty when no filter asks for them. */
export type Accounts = readonly { readonly account_id: string; readonly channel: string }[];

/**
 * Asked before the tickets are: with the accounts as values the planner knows whether a channel is rare, and begins
 * with its conversations, or common, and walks along the list.
 */
export async function readAccounts(
  database: OpenDatabase,
  shopId: ShopId,
  filters: readonly TicketFilter[],
): Promise<Accounts> {
  const isAsked = filters.some(({ conditions = [] }) => conditions.some(({ channels }) => channels !== undefined));
  if (!isAsked) return [];
  return database.inShop<Accounts[number]>(
    shopId,
    sql`select account_id, channel from channel_account where shop_id = ${shopId}`,
  );
}

/** Over a ticket by the name `t`. `account`, where it is at hand: that of its conversation. */
export function matchTickets(
  shopId: ShopId,
  filter: TicketFilter,
  accounts: Accounts,
  account?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { agentId, ticketId, conditions = [] } = filter;
  const wanted = [
    sql`t.shop_id = ${shopId} and t.status = any(${[...filter.statuses]})`,
    ...(agentId === undefined ? [] : [sql`t.agent_id = ${agentId}`]),
    ...(ticketId === undefined ? [] : [sql`t.ticket_id = ${ticketId}`]),
    ...(filter.isUnassigned ? [sql`t.agent_id is null`] : []),
    ...conditions.flatMap((each) => [...ofTicket(each), ...onChannels(shopId, each.channels, { accounts, account })]),
  ];
  return sql.join(wanted, sql` and `);
}

function ofTicket(conditions: TicketConditions): readonly RawBuilder<unknown>[] {
  const { statuses, priorities, languages, categories, tags, isOverdue } = conditions;
  const isOneOf = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [sql`${sql.ref(`t.${column}`)} = any(${[...values]}::text[])`];
  return [
    ...isOneOf("status", statuses),
    ...isOneOf("priority", priorities),
    ...isOneOf("language", languages),
    ...isOneOf("category", categories),
    ...(tags === undefined ? [] : [sql`t.tags && ${[...tags]}::text[]`]),
    ...(isOverdue
      ? [sql`t.first_replied_at is null and (t.breached_at is not null or t.first_reply_due_at < now())`]
      : []),
  ];
}

interface Reached {
  readonly accounts: Accounts;
  readonly account: RawBuilder<unknown> | undefined;
}

function onChannels(
  shopId: ShopId,
  channels: readonly string[] | undefined,
  { accounts, account }: Reached,
): readonly RawBuilder<unknown>[] {
  if (channels === undefined) return [];
  const meant = accounts.filter(({ channel }) => channels.includes(channel)).map((row) => row.account_id);
  if (meant.length === 0) return [sql`false`];
  if (meant.length === accounts.length) return [];
  if (account) return [sql`${account} = any(${meant}::uuid[])`];
  return [
    sql`t.conversation_id in (select v.conversation_id from conversation v
      where v.shop_id = ${shopId} and v.account_id = any(${meant}::uuid[]))`,
  ];
}
