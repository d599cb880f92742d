/** Tickets, orders and parcels by their numbers; orders by their buyer's address, too. */
import { sql } from "kysely";
import type { OrderHit, SearchStore, TicketHit } from "../../contracts/search.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { emailKey, orderNumberKey, trackingKey } from "../../shared/contact-keys.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";

/** Shorter, half of all numbers begin with it: only the number itself is meant. */
const MIN_START = 3;
/** Of those that begin so; the newest of them are shown. */
const MAX_LOOKED_AT = 200;
const LAST_CHARACTER = "\u{10FFFF}";

export function createNumberFinders(database: OpenDatabase): Pick<SearchStore, "findTicket" | "findOrders"> {
  return {
    async findTicket(shopId, number) {
      const [row] = await database.inShop<TicketRow>(
        shopId,
        sql`select t.ticket_id, t.number, t.status, p.display_name as contact_name, t.note, t.opened_at
          from ticket t join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          join contact p on p.shop_id = c.shop_id and p.contact_id = c.contact_id
          where t.shop_id = ${shopId} and t.number = ${number}`,
      );
      return row ? readTicketHit(row) : null;
    },
    findOrders: (shopId, query, limit) => findOrders(database, shopId, { query, limit }),
  };
}

interface TicketRow {
  readonly ticket_id: string;
  readonly number: number;
  readonly status: string;
  readonly contact_name: string | null;
  readonly note: string;
  readonly opened_at: Date;
}

function readTicketHit(row: TicketRow): TicketHit {
  return {
    kind: "ticket",
    ticketId: row.ticket_id,
    number: row.number,
    status: row.status,
    contactName: row.contact_name,
    note: row.note,
    at: readInstant(row.opened_at),
  } as TicketHit;
}

interface OrderRow {
  readonly order_id: string;
  readonly order_number: string;
  readonly status: string;
  readonly total_minor: number | null;
  readonly currency: string | null;
  readonly buyer_name: string | null;
  readonly placed_at: Date;
  readonly conversation_id: string | null;
  readonly ticket_id: string | null;
}

async function findOrders(
  database: OpenDatabase,
  shopId: ShopId,
  { query, limit }: { readonly query: string; readonly limit: number },
): Promise<readonly OrderHit[]> {
  const key = orderNumberKey(query);
  const email = emailKey(query);
  if (key === "") return [];
  const end = key.length < MIN_START ? key : key + LAST_CHARACTER;
  const rows = await database.inShop<OrderRow>(
    shopId,
    sql`with found as (
        (select order_id from shop_order where shop_id = ${shopId} and number_key collate "C" >= ${key}
          and number_key collate "C" <= ${end} and removed_at is null limit ${MAX_LOOKED_AT})
        union (select order_id from shop_order where shop_id = ${shopId} and buyer_email = ${email}::text
          and removed_at is null order by placed_at desc limit ${MAX_LOOKED_AT})
        union (select o.order_id from parcel p
          join shop_order o on o.shop_id = p.shop_id and o.number_key = p.number_key and o.removed_at is null
          where p.shop_id = ${shopId} and p.tracking_key collate "C" >= ${trackingKey(query)}
            and p.tracking_key collate "C" <= ${end} and p.removed_at is null limit ${MAX_LOOKED_AT})
      ), shown as (
        select o.* from found join shop_order o on o.shop_id = ${shopId} and o.order_id = found.order_id
        order by o.number_key = ${key} desc, o.placed_at desc, o.order_id limit ${limit}
      )
      select o.order_id, o.order_number, o.status, o.total_minor, o.currency, o.buyer_name, o.placed_at,
        proof.conversation_id, t.ticket_id
      from shown o
      left join lateral (
        select conversation_id from order_proof where shop_id = ${shopId} and order_id = o.order_id
        order by proven_at desc limit 1) proof on true
      left join lateral (
        select ticket_id from ticket where shop_id = ${shopId} and conversation_id = proof.conversation_id
        order by number desc limit 1) t on true
      order by o.number_key = ${key} desc, o.placed_at desc, o.order_id`,
  );
  return rows.map(
    (row) =>
      ({
        kind: "order",
        orderId: row.order_id,
        orderNumber: row.order_number,
        status: row.status,
        totalMinor: row.total_minor,
        currency: row.currency,
        buyerName: row.buyer_name,
        conversationId: row.conversation_id,
        ticketId: row.ticket_id,
        at: readInstant(row.placed_at),
      }) as OrderHit,
  );
}
