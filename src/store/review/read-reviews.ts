/** Reviews as they are read: those that wait for somebody, those that are written, and what they come to on average. */
import { type RawBuilder, sql } from "kysely";
import type { AgentId, ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import {
  type Criterion,
  type DoneReview,
  type DrawnWhy,
  type Mark,
  MIN_AVERAGED,
  type ReviewAverage,
  type ReviewedCase,
  type ReviewId,
  type ReviewStore,
  type WaitingReview,
} from "../../contracts/review.ts";
import type { TicketCategory } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";

type Reads = Pick<ReviewStore, "waiting" | "waitingOne" | "done" | "averages" | "criteria">;

export function createReviewReads(database: OpenDatabase): Reads {
  return {
    waiting: (shopId, reviewerId, limit) => readWaiting(database, shopId, { reviewerId, reviewId: null, limit }),
    async waitingOne(shopId, reviewerId, reviewId) {
      const [found] = await readWaiting(database, shopId, { reviewerId, reviewId, limit: 1 });
      return found ?? null;
    },
    async done(shopId, { reviewId = null, agentId = null, since = null, limit }) {
      const rows = await database.inShop<DoneRow>(
        shopId,
        sql`select ${CASE}, v.name as reviewer, r.reviewed_at, r.comment, r.points, r.answer, r.answered_at,
            d.version, d.criteria, m.marks
          from ticket_review r ${JOINED}
          join agent v on v.shop_id = r.shop_id and v.agent_id = r.reviewer_id
          join review_card d on d.shop_id = r.shop_id and d.version = r.card_version
          join lateral (
            select jsonb_agg(jsonb_build_object('key', k.criterion_key, 'mark', k.mark, 'comment', k.comment)) as marks
            from review_mark k where k.shop_id = r.shop_id and k.review_id = r.review_id
          ) m on true
          where r.shop_id = ${shopId} and r.state = 'done'
            and (${reviewId}::uuid is null or r.review_id = ${reviewId}::uuid)
            and (${agentId}::uuid is null or r.agent_id = ${agentId}::uuid)
            and (${since === null} or r.reviewed_at >= ${new Date(since ?? 0)})
          order by r.reviewed_at desc, r.review_id limit ${limit}`,
      );
      return rows.map(readDone);
    },
    async averages(shopId, since) {
      const rows = await database.inShop<AverageRow>(shopId, averagesSince(shopId, new Date(since)));
      return rows.map(readAverage);
    },
    async criteria(shopId) {
      const rows = await database.inShop<{ criterion: Criterion }>(
        shopId,
        sql`select distinct on (c.value ->> 'key') c.value as criterion
          from review_card d cross join lateral jsonb_array_elements(d.criteria) with ordinality as c (value, at)
          where d.shop_id = ${shopId} order by c.value ->> 'key', d.version desc, c.at`,
      );
      return rows.map(({ criterion }) => criterion);
    },
  };
}

interface CaseRow {
  readonly review_id: string;
  readonly ticket_id: string;
  readonly conversation_id: string;
  readonly number: number;
  readonly language: string;
  readonly category: string;
  readonly resolved_at: Date | null;
  readonly agent_id: string;
  readonly agent: string;
  readonly why: string;
  readonly score: number | null;
}

const CASE = sql`r.review_id, r.ticket_id, t.conversation_id, t.number, t.language, t.category, t.resolved_at,
  r.agent_id, g.name as agent, r.why, s.score`;

const JOINED = sql`
  join ticket t on t.shop_id = r.shop_id and t.ticket_id = r.ticket_id
  join agent g on g.shop_id = r.shop_id and g.agent_id = r.agent_id
  left join ticket_score s on s.shop_id = r.shop_id and s.ticket_id = r.ticket_id`;

/** Nobody reviews a case in which they have written, or had when it ended. Expects `ticket_review` as r. */
export function isOthers(reviewerId: AgentId): RawBuilder<boolean> {
  return sql<boolean>`(r.agent_id <> ${reviewerId}::uuid and not ${hasWritten(reviewerId, sql`r`)})`;
}

/** As an agent in a case, or in one that went into it. `row` has the shop and the ticket. */
export function hasWritten(agentId: AgentId, row: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from ticket o join message m on m.shop_id = o.shop_id and m.conversation_id = o.conversation_id
    where o.shop_id = ${row}.shop_id and (o.ticket_id = ${row}.ticket_id or o.merged_into = ${row}.ticket_id)
      and m.speaker = 'agent' and m.agent_id = ${agentId}::uuid)`;
}

async function readWaiting(
  database: OpenDatabase,
  shopId: ShopId,
  wanted: { readonly reviewerId: AgentId; readonly reviewId: ReviewId | null; readonly limit: number },
): Promise<readonly WaitingReview[]> {
  const rows = await database.inShop<CaseRow & { readonly seed: string }>(
    shopId,
    sql`select ${CASE}, w.seed from ticket_review r ${JOINED}
      join review_draw w on w.shop_id = r.shop_id and w.draw_id = r.draw_id
      where r.shop_id = ${shopId} and r.state = 'drawn' and ${isOthers(wanted.reviewerId)}
        and (${wanted.reviewId}::uuid is null or r.review_id = ${wanted.reviewId}::uuid)
      order by w.drawn_at, g.name, t.number limit ${wanted.limit}`,
  );
  return rows.map((row) => ({ ...readCase(row), seed: row.seed }));
}

function readCase(row: CaseRow): ReviewedCase {
  return {
    reviewId: row.review_id as ReviewId,
    ticketId: row.ticket_id as TicketId,
    conversationId: row.conversation_id as ConversationId,
    ticketNumber: row.number,
    language: row.language as Language,
    category: row.category as TicketCategory,
    resolvedAt: row.resolved_at ? readInstant(row.resolved_at) : null,
    agentId: row.agent_id as AgentId,
    agentName: row.agent,
    why: row.why as DrawnWhy,
    score: row.score,
  };
}

interface DoneRow extends CaseRow {
  readonly reviewer: string;
  readonly reviewed_at: Date;
  readonly comment: string;
  readonly points: number;
  readonly answer: string | null;
  readonly answered_at: Date | null;
  readonly version: number;
  readonly criteria: readonly Criterion[];
  readonly marks: readonly { key: string; mark: string; comment: string }[];
}

function readDone(row: DoneRow): DoneReview {
  const markOf = new Map(row.marks.map((each) => [each.key, each]));
  return {
    ...readCase(row),
    reviewerName: row.reviewer,
    reviewedAt: readInstant(row.reviewed_at),
    card: { version: row.version, criteria: row.criteria },
    marks: row.criteria.flatMap(({ key }) => {
      const found = markOf.get(key);
      return found ? [{ key, mark: found.mark as Mark, comment: found.comment }] : [];
    }),
    comment: row.comment,
    points: row.points,
    answer: row.answer,
    answeredAt: row.answered_at ? readInstant(row.answered_at) : null,
  };
}

interface AverageRow {
  readonly agent_id: string;
  readonly agent: string;
  readonly criterion: string | null;
  readonly reviews: number;
  readonly average: number | null;
}

/** Marks that do not apply are no reviews of their criterion. */
function averagesSince(shopId: ShopId, since: Date): RawBuilder<AverageRow> {
  return sql<AverageRow>`
    with written as (
      select review_id, agent_id, points from ticket_review
      where shop_id = ${shopId} and state = 'done' and reviewed_at >= ${since}
    ), valued as (
      select agent_id, null::text as criterion, points::float8 as points from written
      union all
      select w.agent_id, m.criterion_key, case m.mark when 'met' then 100 when 'partly' then 50 else 0 end
      from written w join review_mark m on m.shop_id = ${shopId} and m.review_id = w.review_id
      where m.mark <> 'not-applicable'
    )
    select v.agent_id, g.name as agent, v.criterion, count(*)::int as reviews,
      case when count(*) >= ${MIN_AVERAGED}::int then avg(v.points) end as average
    from valued v join agent g on g.shop_id = ${shopId} and g.agent_id = v.agent_id
    group by v.agent_id, g.name, v.criterion order by g.name, v.agent_id, v.criterion nulls first`;
}

function readAverage({ agent_id, agent, criterion, reviews, average }: AverageRow): ReviewAverage {
  return { agentId: agent_id as AgentId, agentName: agent, criterion, reviews, average };
}
