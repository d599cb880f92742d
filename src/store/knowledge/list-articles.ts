/** Every article and language that is known or being written, without the texts. */
import { sql } from "kysely";
import type { ArticleKey, Instant, ShopId } from "../../contracts/ids.ts";
import type { ArticleEntry, VersionId } from "../../contracts/knowledge-base.ts";
import type { ShopTransaction } from "../open-database.ts";
import { readLanguage } from "../read-rows.ts";

interface EntryRow {
  readonly article_key: string;
  readonly language: string;
  readonly kind: "file" | "published" | "draft" | "in-review";
  readonly is_withdrawal: boolean;
  readonly version_id: string | null;
  readonly title: string;
  readonly tags: unknown;
  readonly question_count: number;
  readonly origin: string;
  readonly reviewed_until: string | null;
  readonly changed_at: Date;
}

export async function listArticles(trx: ShopTransaction, shopId: ShopId): Promise<readonly ArticleEntry[]> {
  const rows = await trx.run(sql<EntryRow>`
    select article_key, language, 'file' as kind, false as is_withdrawal, null::uuid as version_id, title, tags,
      jsonb_array_length(questions) as question_count, origin, reviewed_until, updated_at as changed_at
    from article where shop_id = ${shopId}
    union all
    select article_key, language, state, is_withdrawal, version_id, title, tags, jsonb_array_length(questions),
      'version/' || version_id, reviewed_until, coalesce(published_at, created_at)
    from article_version where shop_id = ${shopId} and state <> 'archived'
    order by article_key, language`);
  const groups = Map.groupBy(rows, (row) => `${row.article_key}/${row.language}`);
  return [...groups.values()].flatMap(describe);
}

function describe(rows: readonly EntryRow[]): readonly ArticleEntry[] {
  const of = (...kinds: readonly EntryRow["kind"][]) => rows.find(({ kind }) => kinds.includes(kind)) ?? null;
  const open = of("draft", "in-review");
  const published = of("published");
  const top = published?.is_withdrawal ? null : (published ?? of("file"));
  const shown = top ?? open;
  const language = readLanguage(shown?.language ?? "");
  if (shown === null || language === null) return [];
  return [
    {
      articleKey: shown.article_key as ArticleKey,
      language,
      title: shown.title,
      tags: shown.tags as readonly string[],
      questionCount: shown.question_count,
      live: top && {
        origin: top.origin,
        reviewedUntil: top.reviewed_until,
        changedAt: top.changed_at.getTime() as Instant,
        versionId: top.version_id as VersionId | null,
      },
      open: open && {
        versionId: open.version_id as VersionId,
        state: open.kind === "in-review" ? "in-review" : "draft",
      },
    },
  ];
}
