/** Why buyers scored as they did: their words, the groups these are in, and every score as a line to be taken out. */
import { sql } from "kysely";
import type { Instant, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import {
  GOOD_SCORE,
  type KnownReason,
  LOW_SCORE,
  type ReasonId,
  type ReasonWords,
  type Score,
  type ScoreReason,
  type ScoreRecord,
  type ScoreStore,
  type ScoreSubject,
} from "../../contracts/satisfaction.ts";
import type { TicketCategory } from "../../contracts/ticket.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";

type Reasons = Pick<ScoreStore, "scoreReasons" | "unsortedWords" | "knownReasons" | "sortWords" | "exportScores">;

/** Of a subject, and of a group: enough to see what is meant. */
const WORDS_SHOWN = 4;
const EXAMPLES = 3;
/** Of a group, when new words are compared with it. */
const WORDINGS = 6;
const MAX_EXAMPLE = 400;

export function createScoreReasons(database: OpenDatabase): Reasons {
  return {
    ...createSorting(database),
    async scoreReasons(shopId, since) {
      const [subjects, words] = await Promise.all([
        readSubjects(database, shopId, since),
        readWords(database, shopId, since),
      ]);
      return subjects.map((subject) => ({ ...subject, words: words.get(subject.subject) ?? [] }));
    },
    exportScores: (shopId, { since, limit }, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(exportRows(shopId, since, limit));
        await writeAudit(trx, shopId, by, { action: "scores-exported", detail: { scores: rows.length } });
        return rows.map(readRecord);
      }),
  };
}

type Sorting = Pick<Reasons, "unsortedWords" | "knownReasons" | "sortWords">;

function createSorting(database: OpenDatabase): Sorting {
  return {
    async unsortedWords(shopId, limit) {
      const rows = await database.inShop<WordsToSort>(
        shopId,
        sql`select s.ticket_id, s.comment as words, s.score, coalesce(c.language, k.language) as language, k.category
          from ticket_score s join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
          join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
          where s.shop_id = ${shopId} and s.comment is not null and s.reason_id is null
          order by s.scored_at limit ${limit}`,
      );
      return rows.map((row) => ({
        ticketId: row.ticket_id as TicketId,
        words: row.words,
        score: row.score as Score | null,
        language: row.language as Language,
        category: row.category as TicketCategory,
      }));
    },
    async knownReasons(shopId, subjects, limit) {
      const rows = await database.inShop<ReasonRow>(
        shopId,
        sql`select r.reason_id, r.subject, r.nearest_key, w.wordings from score_reason r
          join lateral (
            select max(e.scored_at) as newest_at,
              jsonb_agg(jsonb_build_object('language', e.language, 'text', e.comment)) as wordings
            from (
              select s.comment, s.scored_at, coalesce(c.language, k.language) as language from ticket_score s
              join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
              join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
              where s.shop_id = r.shop_id and s.reason_id = r.reason_id order by s.scored_at desc limit ${WORDINGS}
            ) e
          ) w on w.newest_at is not null
          where r.shop_id = ${shopId} and r.subject = any(${[...subjects]}::text[])
          order by w.newest_at desc limit ${limit}`,
      );
      return rows.map(readReason);
    },
    sortWords: (shopId, { ticketId, words }, { reasonId, subject, nearestKey }) =>
      database.withShop(shopId, async (trx) => {
        await trx.run(sql`insert into score_reason (shop_id, reason_id, subject, nearest_key)
          values (${shopId}, ${reasonId}, ${subject}, ${nearestKey}) on conflict do nothing`);
        await trx.run(sql`update ticket_score set reason_id = ${reasonId}::uuid
          where shop_id = ${shopId} and ticket_id = ${ticketId} and comment = ${words} and reason_id is null`);
      }),
  };
}

interface WordsToSort {
  readonly ticket_id: string;
  readonly words: string;
  readonly score: number | null;
  readonly language: string;
  readonly category: string;
}

interface ReasonRow {
  readonly reason_id: string;
  readonly subject: string;
  readonly nearest_key: string | null;
  readonly wordings: readonly { language: string; text: string }[];
}

function readReason(row: ReasonRow): KnownReason {
  return {
    reasonId: row.reason_id as ReasonId,
    subject: row.subject as ScoreSubject,
    nearestKey: row.nearest_key,
    wordings: row.wordings.map(({ language, text }) => ({ language: language as Language, text })),
  };
}

/** A score without words, or with words nobody has looked at, is about what its case is about. */
async function readSubjects(
  database: OpenDatabase,
  shopId: ShopId,
  since: Instant,
): Promise<readonly Omit<ScoreReason, "words">[]> {
  return database.inShop<Omit<ScoreReason, "words">>(
    shopId,
    sql`select coalesce(r.subject, k.category) as subject, count(*)::int as scored,
        (count(*) filter (where s.score >= ${GOOD_SCORE}::int))::int as good,
        (count(*) filter (where s.score <= ${LOW_SCORE}::int))::int as low, count(s.comment)::int as worded
      from ticket_score s join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
      left join score_reason r on r.shop_id = s.shop_id and r.reason_id = s.reason_id
      where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)} and s.score is not null
      group by 1 order by low desc, scored desc, subject`,
  );
}

interface WordsRow {
  readonly subject: string;
  readonly reason_id: string;
  readonly scored: number;
  readonly low: number;
  readonly examples: readonly { id: string; number: number; language: string; score: number; words: string }[];
}

/** The largest groups of each subject, those with bad scores first. */
async function readWords(
  database: OpenDatabase,
  shopId: ShopId,
  since: Instant,
): Promise<ReadonlyMap<string, readonly ReasonWords[]>> {
  const rows = await database.inShop<WordsRow>(
    shopId,
    sql`with counted as (
        select r.subject, s.reason_id, count(*)::int as scored,
          (count(*) filter (where s.score <= ${LOW_SCORE}::int))::int as low
        from ticket_score s join score_reason r on r.shop_id = s.shop_id and r.reason_id = s.reason_id
        where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)} and s.score is not null
        group by r.subject, s.reason_id
      ), placed as (
        select *, row_number() over (partition by subject order by low desc, scored desc, reason_id) as place from counted
      )
      select p.subject, p.reason_id, p.scored, p.low, e.examples from placed p
      join lateral (
        select jsonb_agg(jsonb_build_object('id', x.ticket_id, 'number', x.number, 'language', x.language,
          'score', x.score, 'words', left(x.comment, ${MAX_EXAMPLE}::int)) order by x.scored_at desc) as examples
        from (
          select s.ticket_id, s.score, s.comment, s.scored_at, k.number, coalesce(c.language, k.language) as language
          from ticket_score s join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
          join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
          where s.shop_id = ${shopId} and s.reason_id = p.reason_id and s.asked_at >= ${new Date(since)}
            and s.score is not null
          order by s.scored_at desc limit ${EXAMPLES}
        ) x
      ) e on true
      where p.place <= ${WORDS_SHOWN} order by p.subject, p.place`,
  );
  const bySubject = new Map<string, ReasonWords[]>();
  for (const row of rows) bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), readReasonWords(row)]);
  return bySubject;
}

function readReasonWords({ reason_id, scored, low, examples }: WordsRow): ReasonWords {
  return {
    reasonId: reason_id as ReasonId,
    scored,
    low,
    examples: examples.map(({ id, number, language, score, words }) => ({
      ticketId: id as TicketId,
      ticketNumber: number,
      language: language as Language,
      score: score as Score,
      words,
    })),
  };
}

interface ExportRow {
  readonly number: number;
  readonly asked_at: Date;
  readonly scored_at: Date | null;
  readonly score: number | null;
  readonly channel: string;
  readonly language: string;
  readonly category: string;
  readonly agent: string | null;
  readonly reason: string;
  readonly subject: string | null;
  readonly comment: string | null;
}

function exportRows(shopId: ShopId, since: Instant, limit: number) {
  return sql<ExportRow>`
    select k.number, s.asked_at, s.scored_at, s.score, a.channel, k.language, k.category, g.name as agent, k.reason,
      r.subject, s.comment
    from ticket_score s
    join ticket k on k.shop_id = s.shop_id and k.ticket_id = s.ticket_id
    join conversation c on c.shop_id = k.shop_id and c.conversation_id = k.conversation_id
    join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
    left join agent g on g.shop_id = s.shop_id and g.agent_id = s.agent_id
    left join score_reason r on r.shop_id = s.shop_id and r.reason_id = s.reason_id
    where s.shop_id = ${shopId} and s.asked_at >= ${new Date(since)}
    order by s.asked_at desc limit ${limit}`;
}

function readRecord(row: ExportRow): ScoreRecord {
  return {
    ticketNumber: row.number,
    askedAt: readInstant(row.asked_at),
    scoredAt: row.scored_at ? readInstant(row.scored_at) : null,
    score: row.score as Score | null,
    channel: row.channel,
    language: row.language,
    category: row.category,
    agentName: row.agent,
    reason: row.reason,
    subject: row.subject,
    words: row.comment,
  };
}
