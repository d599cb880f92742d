/** What buyers thought of their cases: of one, or of all in groups. */
import { type Selectable, sql } from "kysely";
import type { Instant, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type {
  LowScore,
  Score,
  ScoreDimension,
  ScoreGroup,
  ScoreStore,
  TicketScore,
} from "../../contracts/satisfaction.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import type { Database } from "../schema.ts";

type ScoreRow = Selectable<Database["ticket_score"]>;

const LOW_LISTED = 50;

export function createScoreReads(database: OpenDatabase): ScoreStore {
  return {
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
      return { groups, low };
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
  readonly value: string;
  readonly asked: number;
  readonly scored: number;
  readonly average: number | null;
  readonly low: number;
}

async function readGroups(database: OpenDatabase, shopId: ShopId, since: Instant): Promise<readonly ScoreGroup[]> {
  return database.inShop<GroupRow>(
    shopId,
    sql`select d.dimension, d.value, count(*)::int as asked, count(s.score)::int as scored,
        avg(s.score)::float8 as average, (count(*) filter (where s.score <= 2))::int as low
      from ticket_score s
      join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
      join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
      join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
      left join agent g on g.shop_id = s.shop_id and g.agent_id = s.agent_id
      cross join lateral (values ('language', k.language), ('channel', a.channel), ('category', k.category),
        ('agent', g.name), ('reason', k.reason)) as d (dimension, value)
      where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)} and d.value is not null
      group by d.dimension, d.value order by d.dimension, asked desc, d.value`,
  );
}

type LowRow = Pick<ScoreRow, "score" | "comment" | "scored_at"> & {
  readonly number: number;
  readonly language: string;
  readonly category: string;
  readonly reason: string;
};

async function readLow(database: OpenDatabase, shopId: ShopId, since: Instant): Promise<readonly LowScore[]> {
  const rows = await database.inShop<LowRow>(
    shopId,
    sql`select s.score, s.comment, s.scored_at, k.number, k.language, k.category, k.reason
      from ticket_score s join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
      where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)} and s.score <= 2
      order by s.scored_at desc limit ${LOW_LISTED}`,
  );
  return rows.map((row) => ({
    ticketNumber: row.number,
    score: row.score as Score,
    comment: row.comment,
    language: row.language as Language,
    category: row.category,
    reason: row.reason,
    scoredAt: readInstant(row.scored_at ?? new Date(0)),
  }));
}
