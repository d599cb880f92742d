/** What has to do with a case: other ones of its buyer, and open ones about the same order or incident. */
import { sql } from "kysely";
import type { DeskStore } from "../../contracts/desk.ts";
import type { RelatedCase, RelatedWhy } from "../../contracts/related.ts";
import { selectParts } from "../merge/parts-of-case.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readTicket } from "../read-rows.ts";

type Row = Parameters<typeof readTicket>[0] & {
  readonly agent_name: string | null;
  readonly why: string;
  readonly detail: string | null;
};

/** Of one incident there may be thousands. */
const MAX_OF_INCIDENT = 50;

export function createRelatedCases(database: OpenDatabase): Pick<DeskStore, "relatedCases"> {
  return {
    async relatedCases(shopId, ticketId, limit) {
      const open = sql`t.status not in ('resolved', 'closed')`;
      const rows = await database.inShop<Row>(
        shopId,
        sql`with here as (
            select c.conversation_id, c.contact_id, i.subject from (${selectParts(shopId, ticketId)}) p
            join conversation c on c.shop_id = ${shopId} and c.conversation_id = p.conversation_id
            left join buyer_identity i on i.shop_id = c.shop_id and i.account_id = c.account_id
              and i.thread_key = c.thread_key and i.subject not like 'forgotten:%'
          ), orders as (
            select order_id from order_proof where shop_id = ${shopId}
              and conversation_id in (select conversation_id from here)
            union select order_id from proposal where shop_id = ${shopId} and order_id is not null
              and conversation_id in (select conversation_id from here)
          ), found as (
            select t.ticket_id, 1 as rank, 'same-buyer' as why, null as detail from here
              join conversation c on c.shop_id = ${shopId} and c.contact_id = here.contact_id
              join ticket t on t.shop_id = c.shop_id and t.conversation_id = c.conversation_id
            union all
            select t.ticket_id, 1, 'same-buyer', null from here
              join buyer_identity i on i.shop_id = ${shopId} and i.subject = here.subject
              join conversation c on c.shop_id = i.shop_id and c.account_id = i.account_id and c.thread_key = i.thread_key
              join ticket t on t.shop_id = c.shop_id and t.conversation_id = c.conversation_id
            union all
            select t.ticket_id, 2, 'same-order', s.order_number from orders
              join shop_order s on s.shop_id = ${shopId} and s.order_id = orders.order_id
              join lateral (
                select conversation_id from order_proof w where w.shop_id = ${shopId} and w.order_id = s.order_id
                union select conversation_id from proposal w where w.shop_id = ${shopId} and w.order_id = s.order_id
              ) w on true
              join ticket t on t.shop_id = ${shopId} and t.conversation_id = w.conversation_id and ${open}
            union all
            select each.* from incident_ticket mine
              join incident n on n.shop_id = mine.shop_id and n.incident_id = mine.incident_id
              cross join lateral (
                select t.ticket_id, 3, 'same-incident', (select value ->> 'title' from jsonb_each(n.texts)
                  order by key = 'en' desc limit 1)
                from incident_ticket o join ticket t on t.shop_id = o.shop_id and t.ticket_id = o.ticket_id and ${open}
                where o.shop_id = mine.shop_id and o.incident_id = mine.incident_id and o.ticket_id <> mine.ticket_id
                order by o.linked_at desc limit ${MAX_OF_INCIDENT}
              ) each
              where mine.shop_id = ${shopId} and mine.ticket_id = ${ticketId}
          ), best as (
            select distinct on (ticket_id) ticket_id, rank, why, detail from found order by ticket_id, rank
          )
          select t.*, g.name as agent_name, best.why, best.detail from best
            join ticket t on t.shop_id = ${shopId} and t.ticket_id = best.ticket_id
            left join agent g on g.shop_id = t.shop_id and g.agent_id = t.agent_id
          where t.ticket_id <> ${ticketId} and t.merged_into is null
          order by ${open} desc, best.rank, t.opened_at desc limit ${limit}`,
      );
      return rows.map(
        (row): RelatedCase => ({ ticket: readTicket(row), agentName: row.agent_name, why: readWhy(row) }),
      );
    },
  };
}

function readWhy({ why, detail }: Row): RelatedWhy {
  if (why === "same-order") return { kind: "same-order", orderNumber: detail ?? "" };
  if (why === "same-incident") return { kind: "same-incident", title: detail ?? "" };
  return { kind: "same-buyer" };
}
