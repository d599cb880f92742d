/** What buyers thought of answers: one rating per answer, and the figures of each article. */
import { sql } from "kysely";
import type { ArticleKey, ConversationId, Instant, ShopId } from "../../contracts/ids.ts";
import type { ArticleFigures, KnowledgeFeedback, RatedAnswer } from "../../contracts/knowledge-feedback.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readLanguage } from "../read-rows.ts";

type Ratings = Pick<KnowledgeFeedback, "ratingOf" | "figures" | "answersOf">;

export function createRatings(database: OpenDatabase): Ratings {
  return {
    async ratingOf(shopId, outboundId) {
      const rows = await database.inShop(
        shopId,
        sql<{ rating: "up" | "down" }>`
          select rating from answer_rating where shop_id = ${shopId} and outbound_id = ${outboundId}`,
      );
      return rows[0]?.rating ?? null;
    },
    figures: (shopId, since) => readFigures(database, shopId, since),
    answersOf: (shopId, articleKey, limit) => readAnswers(database, shopId, articleKey, limit),
  };
}

async function readFigures(database: OpenDatabase, shopId: ShopId, since: Instant): Promise<readonly ArticleFigures[]> {
  // A rating belongs to an outbox row, that to a message, that to a turn; the turn knows the articles.
  const rows = await database.inShop(
    shopId,
    sql<{ article_key: string; answered: number; up: number; down: number }>`
          select article_key, count(*) as answered, count(*) filter (where r.rating = 'up') as up,
            count(*) filter (where r.rating = 'down') as down
          from turn t
          cross join unnest(t.article_keys) as article_key
          left join lateral (
            select r.rating from message m
            join outbox o on o.shop_id = m.shop_id and o.message_id = m.message_id
            join answer_rating r on r.shop_id = o.shop_id and r.outbound_id = o.outbound_id
            where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id and m.turn_id = t.turn_id
            order by r.rated_at desc limit 1
          ) r on true
          where t.shop_id = ${shopId} and t.outcome = 'answered' and t.finished_at >= ${new Date(since)}
          group by article_key order by article_key`,
  );
  return rows.map(({ article_key, answered, up, down }) => ({
    articleKey: article_key as ArticleKey,
    answered,
    up,
    down,
  }));
}

async function readAnswers(
  database: OpenDatabase,
  shopId: ShopId,
  articleKey: ArticleKey,
  limit: number,
): Promise<readonly RatedAnswer[]> {
  const rows = await database.inShop(
    shopId,
    sql<{ question: string; language: string; rating: "up" | "down" | null; at: Date; conversation_id: string }>`
          select coalesce(q.text, '') as question, coalesce(a.language, 'en') as language, r.rating,
            t.finished_at as at, t.conversation_id
          from turn t
          left join lateral (
            select string_agg(m.text, ' ' order by m.seq) as text from message m
            where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id and m.speaker = 'buyer'
              and m.seq between t.first_seq and t.last_seq
          ) q on true
          left join lateral (
            select m.language, m.message_id from message m
            where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id and m.turn_id = t.turn_id
            order by m.seq desc limit 1
          ) a on true
          left join outbox o on o.shop_id = t.shop_id and o.message_id = a.message_id
          left join answer_rating r on r.shop_id = o.shop_id and r.outbound_id = o.outbound_id
          where t.shop_id = ${shopId} and t.outcome = 'answered' and t.article_keys @> array[${articleKey}]::text[]
          order by t.finished_at desc limit ${limit}::int`,
  );
  return rows.map(({ question, language, rating, at, conversation_id }) => ({
    question,
    language: readLanguage(language) ?? "en",
    rating,
    at: at.getTime() as Instant,
    conversationId: conversation_id as ConversationId,
  }));
}
