/** What buyers thought of their cases: of one, or of all in groups. */
import { type Selectable, sql } from "kysely";
import type { Instant, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import {
  type FollowUp,
  GOOD_SCORE,
  LOW_SCORE,
  type LowScore,
  type Score,
  type ScoreDimension,
  type ScoreGroup,
  type ScoreReport,
  type ScoreStore,
  type TicketScore,
} from "../../contracts/satisfaction.ts";
import type { TicketCategory } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import { createScoreReasons } from "./score-reasons.ts";
import type { Database } from "../schema.ts";

type ScoreRow = Selectable<Database["ticket_score"]>;

const LOW_LISTED = 50;

export function createScoreReads(database: OpenDatabase): ScoreStore {
  return {
    ...createScoreReasons(database),
    async scoreOf(shopId, ticketId) {
      const [row] = await database.inShop<ScoreRow>(
        shopId,
        sql`select * from ticket_score where shop_id = ${shopId} and ticket_id = ${ticketId}`,
      );
      return row ? readScore(row) : null;
    },
    async afterCase(shopId, ticketId, askedWithinMs) {
      const [row] = await database.inShop<{ has_written: boolean; was_asked: boolean; is_followed: boolean }>(
        shopId,
        sql`select
            exists (select 1 from message m where m.shop_id = k.shop_id and m.conversation_id = k.conversation_id
              and m.speaker = 'buyer' and m.at > k.resolved_at) as has_written,
            exists (select 1 from conversation o
              join ticket t on t.shop_id = o.shop_id and t.conversation_id = o.conversation_id
              join ticket_score s on s.shop_id = t.shop_id and s.ticket_id = t.ticket_id
              where o.shop_id = c.shop_id and o.contact_id = c.contact_id
                and s.asked_at > now() - make_interval(secs => ${askedWithinMs / 1000})) as was_asked,
            exists (select 1 from ticket t where t.shop_id = k.shop_id and t.conversation_id = k.conversation_id
              and t.number > k.number) as is_followed
          from ticket k join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
          where k.shop_id = ${shopId} and k.ticket_id = ${ticketId} and k.resolved_at is not null`,
      );
      if (!row) return null;
      return { hasWritten: row.has_written, wasAsked: row.was_asked, isFollowed: row.is_followed };
    },
    async scoresBy(shopId, since) {
      const [groups, low] = await Promise.all([readGroups(database, shopId, since), readLow(database, shopId, since)]);
      return { groups, ...low };
    },
  };
}

function readScore(row: ScoreRow): TicketScore {
  return {
    ticketId: row.ticket_id as TicketId,
    score: row.score as Score | null,
    comment: row.comment,
    askedAt: readInstant(row.asked_at),
    scoredAt: row.scored_at ? readInstant(row.scored_at) : null,
  };
}

interface GroupRow {
  readonly dimension: ScoreDimension;
  readonly key: string;
  readonly value: string;
  readonly asked: number;
  readonly scored: number;
  readonly average: number | null;
  readonly good: number;
  readonly low: number;
}

/** One walk over the scores: they are counted by all five before names are looked up. */
async function readGroups(database: OpenDatabase, shopId: ShopId, since: Instant): Promise<readonly ScoreGroup[]> {
  return database.inShop<GroupRow>(
    shopId,
    sql`with counted as (
        select k.language, c.account_id, k.category, s.agent_id, k.reason, count(*) as asked, count(s.score) as scored,
          sum(s.score) as total, count(*) filter (where s.score >= ${GOOD_SCORE}::int) as good,
          count(*) filter (where s.score <= ${LOW_SCORE}::int) as low
        from ticket_score s
        join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
        join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
        where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)}
        group by k.language, c.account_id, k.category, s.agent_id, k.reason
      )
      select d.dimension, d.key, d.value, sum(n.asked)::int as asked, sum(n.scored)::int as scored,
        (sum(n.total) / nullif(sum(n.scored), 0))::float8 as average, sum(n.good)::int as good, sum(n.low)::int as low
      from counted n
      join channel_account a on a.shop_id = ${shopId} and a.account_id = n.account_id
      left join agent g on g.shop_id = ${shopId} and g.agent_id = n.agent_id
      cross join lateral (values ('language', n.language, n.language), ('channel', a.channel, a.channel),
        ('category', n.category, n.category), ('agent', g.agent_id::text, g.name), ('reason', n.reason, n.reason))
        as d (dimension, key, value)
      where d.key is not null
      group by d.dimension, d.key, d.value order by d.dimension, asked desc, d.value, d.key`,
  );
}

type LowRow = Pick<ScoreRow, "ticket_id" | "score" | "comment" | "scored_at"> & {
  readonly number: number;
  readonly language: string;
  readonly category: string;
  readonly reason: string;
  readonly agent: string | null;
  readonly follow_up: FollowUp;
  readonly unfollowed: number;
};

/** What counts is that a person wrote, to the buyer or to colleagues; that the case is open again is a beginning. */
async function readLow(
  database: OpenDatabase,
  shopId: ShopId,
  since: Instant,
): Promise<Pick<ScoreReport, "low" | "unfollowed">> {
  const rows = await database.inShop<LowRow>(
    shopId,
    sql`with bad as (
        select s.ticket_id, s.score, s.comment, s.scored_at, k.number, k.language, k.category, k.reason, g.name as agent,
          case when exists (select 1 from message m where m.shop_id = k.shop_id and m.conversation_id = k.conversation_id
              and m.speaker = 'agent' and m.at > s.scored_at)
            or exists (select 1 from ticket_note n where n.shop_id = k.shop_id and n.ticket_id = k.ticket_id
              and n.at > s.scored_at) then 'done'
            when k.status not in ('resolved', 'closed') then 'open-again' else 'none' end as follow_up
        from ticket_score s join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
        left join agent g on g.shop_id = s.shop_id and g.agent_id = s.agent_id
        where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)} and s.score <= ${LOW_SCORE}::int
      )
      select *, (count(*) filter (where follow_up = 'none') over ())::int as unfollowed from bad
      order by array_position(array['none', 'open-again', 'done'], follow_up), scored_at desc limit ${LOW_LISTED}`,
  );
  return { low: rows.map(readLowScore), unfollowed: rows[0]?.unfollowed ?? 0 };
}

function readLowScore(row: LowRow): LowScore {
  return {
    ticketId: row.ticket_id as TicketId,
    ticketNumber: row.number,
    score: row.score as Score,
    comment: row.comment,
    language: row.language as Language,
    category: row.category as TicketCategory,
    reason: row.reason,
    agentName: row.agent,
    scoredAt: readInstant(row.scored_at ?? new Date(0)),
    followUp: row.follow_up,
  };
}
