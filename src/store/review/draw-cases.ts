/**
 * A sample of resolved cases. Chance is the first 52 bits of md5 over seed and ticket, so that it can be repeated; by
 * the exponential race (Efraimidis and Spirakis 2006) a case of weight w is drawn before one of weight 1 in w of w + 1.
 */
import { sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { NewDraw } from "../../contracts/review.ts";
import { hasWritten } from "./read-reviews.ts";

/** Added to the 1 that every case weighs. */
const BAD_SCORE = 4;
const BROKEN_PROMISE = 2;
const DRAWS = 2 ** 52;

/** Per agent who is still there. Cases in which nobody wrote as an agent say nothing about one. */
export function drawCases(
  shopId: ShopId,
  { drawId, seed, resolvedFrom, resolvedUntil, perAgent }: NewDraw,
  by: AgentId,
) {
  return sql<{ review_id: string }>`
    with pool as (
      select t.ticket_id, t.agent_id, coalesce(s.score <= 2, false) as is_bad, t.breached_at is not null as is_broken
      from ticket t
      join agent g on g.shop_id = t.shop_id and g.agent_id = t.agent_id and g.disabled_at is null
      left join ticket_score s on s.shop_id = t.shop_id and s.ticket_id = t.ticket_id
      where t.shop_id = ${shopId} and t.status in ('resolved', 'closed') and t.merged_into is null
        and t.resolved_at >= ${new Date(resolvedFrom)} and t.resolved_at < ${new Date(resolvedUntil)}
        and t.agent_id <> ${by}::uuid
        and not exists (select 1 from ticket_review r where r.shop_id = t.shop_id and r.ticket_id = t.ticket_id)
        and exists (select 1 from message m where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id
          and m.speaker = 'agent' and m.agent_id = t.agent_id)
        and not ${hasWritten(by, sql`t`)}
    ), raced as (
      select *, -ln((('x' || substr(md5(${seed}::text || ticket_id::text), 1, 13))::bit(52)::bigint + 1)::float8
          / ${DRAWS}::float8)
        / (1 + case when is_bad then ${BAD_SCORE}::int else 0 end
          + case when is_broken then ${BROKEN_PROMISE}::int else 0 end) as arrives
      from pool
    ), placed as (
      select *, row_number() over (partition by agent_id order by arrives, ticket_id) as place from raced
    )
    insert into ticket_review (shop_id, ticket_id, agent_id, draw_id, why)
    select ${shopId}::uuid, ticket_id, agent_id, ${drawId}::uuid,
      case when is_bad then 'bad-score' when is_broken then 'broken-promise' else 'chance' end
    from placed where place <= ${perAgent}::int
    on conflict (shop_id, ticket_id) do nothing returning review_id`;
}
