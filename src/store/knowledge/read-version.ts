/** Rows of article versions as the inside knows them; a row in a language we do not speak any more is left out. */
import { type RawBuilder, sql } from "kysely";
import type { Article } from "../../contracts/answer.ts";
import type { AgentId, ArticleKey, Instant } from "../../contracts/ids.ts";
import type {
  ArticleText,
  ArticleVersion,
  VersionId,
  VersionSource,
  VersionState,
} from "../../contracts/knowledge-base.ts";
import { readLanguage } from "../read-rows.ts";

export interface TextRow {
  readonly title: string;
  readonly url: string | null;
  readonly questions: unknown;
  readonly tags: unknown;
  readonly body: string;
  readonly reviewed_until: string | null;
}

export interface VersionRow extends TextRow {
  readonly version_id: string;
  readonly article_key: string;
  readonly language: string;
  readonly number: number;
  readonly state: string;
  readonly is_withdrawal: boolean;
  readonly source: unknown;
  readonly author_id: string | null;
  readonly reason: string;
  readonly created_at: Date;
  readonly published_at: Date | null;
  readonly moved_at: Date;
  readonly moved_by: string | null;
  readonly move_reason: string;
}

export interface ArticleRow extends TextRow {
  readonly article_key: string;
  readonly language: string;
  readonly origin: string;
  /** Another one whenever anything of it is another. */
  readonly mark: string;
}

export function readVersion(row: VersionRow): readonly ArticleVersion[] {
  const language = readLanguage(row.language);
  if (language === null) return [];
  return [
    {
      ...readText(row),
      versionId: row.version_id as VersionId,
      articleKey: row.article_key as ArticleKey,
      language,
      number: row.number,
      state: row.state as VersionState,
      isWithdrawal: row.is_withdrawal,
      source: row.source as VersionSource,
      authorId: row.author_id as AgentId | null,
      reason: row.reason,
      createdAt: row.created_at.getTime() as Instant,
      publishedAt: (row.published_at?.getTime() ?? null) as Instant | null,
      movedAt: row.moved_at.getTime() as Instant,
      movedBy: row.moved_by as AgentId | null,
      moveReason: row.move_reason,
    },
  ];
}

export function readArticle(row: ArticleRow): readonly Article[] {
  const language = readLanguage(row.language);
  if (language === null) return [];
  return [{ articleKey: row.article_key as ArticleKey, language, ...readText(row), origin: row.origin }];
}

export function readText(row: TextRow): ArticleText {
  return {
    title: row.title,
    url: row.url,
    questions: row.questions as readonly string[],
    tags: row.tags as readonly string[],
    body: row.body,
    reviewedUntil: row.reviewed_until,
  };
}

/**
 * What the search knows: published versions, and the files that none of them stands before. An article whose review
 * has run out is left out when the shop wants it withheld.
 */
export function selectLive(shopId: string, articleKey: string | null): RawBuilder<ArticleRow> {
  return sql<ArticleRow>`
    select live.* from (
      select v.article_key, v.language, v.title, v.url, v.questions, v.tags, v.body, v.reviewed_until,
        'version/' || v.version_id as origin, 'version/' || v.version_id as mark
      from article_version v where v.shop_id = ${shopId} and v.state = 'published' and not v.is_withdrawal
      union all
      select a.article_key, a.language, a.title, a.url, a.questions, a.tags, a.body, a.reviewed_until, a.origin, a.fingerprint as mark
      from article a where a.shop_id = ${shopId} and not exists (
        select 1 from article_version v where v.shop_id = a.shop_id and v.article_key = a.article_key
          and v.language = a.language and v.state = 'published')
    ) live
    left join knowledge_setting s on s.shop_id = ${shopId}
    where (${articleKey}::text is null or live.article_key = ${articleKey})
      and (s.expired is distinct from 'withhold' or live.reviewed_until is null or live.reviewed_until >= current_date)
    order by live.article_key, live.language`;
}
