/** What the search knows: the live articles, each with the questions that a model proposed and a person approved. */
import { type RawBuilder, sql } from "kysely";
import { type ArticleRow, selectLive } from "../knowledge/read-version.ts";

/** Approving or rejecting a question changes the mark, so that every process puts the article anew. */
export function selectSearched(shopId: string): RawBuilder<ArticleRow> {
  return sql<ArticleRow>`
    select live.article_key, live.language, live.title, live.url,
      live.questions || coalesce(approved.questions, '[]') as questions, live.tags, live.body, live.reviewed_until,
      live.origin, live.mark || coalesce('+' || approved.mark, '') as mark
    from (${selectLive(shopId, null)}) live
    left join (
      select q.article_key, q.language, jsonb_agg(q.text order by q.decided_at, q.proposal_id) as questions,
        md5(string_agg(q.proposal_id::text, ',' order by q.proposal_id)) as mark
      from question_proposal q where q.shop_id = ${shopId} and q.state = 'approved' group by q.article_key, q.language
    ) approved on approved.article_key = live.article_key and approved.language = live.language`;
}
