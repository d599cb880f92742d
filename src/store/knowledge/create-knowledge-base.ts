/** The edited knowledge of a shop in PostgreSQL: see the promises in `contracts/knowledge-base.ts`. */
import { sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { AnswerRules, KnowledgeBase, KnowledgeSettings } from "../../contracts/knowledge-base.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { listArticles } from "./list-articles.ts";
import { moveVersions } from "./move-versions.ts";
import { readArticle, readVersion, selectLive, type VersionRow } from "./read-version.ts";
import { saveDraft } from "./save-draft.ts";
import { writeAudit } from "./write-audit.ts";

const SETTINGS: KnowledgeSettings = { expired: "mark", warnDays: 30, hasRatings: true };

export function createKnowledgeBase(database: OpenDatabase): KnowledgeBase {
  return {
    saveDraft: (shopId, draft) => database.withShop(shopId, (trx) => saveDraft(trx, shopId, draft)),
    move: (shopId, move) => database.withShop(shopId, (trx) => moveVersions(trx, shopId, move)),
    async get(shopId, versionId) {
      const rows = await database.inShop(
        shopId,
        sql<VersionRow>`select * from article_version where shop_id = ${shopId} and version_id = ${versionId}`,
      );
      return rows.flatMap(readVersion)[0] ?? null;
    },
    async versions(shopId, articleKey, language) {
      const rows = await database.inShop(
        shopId,
        sql<VersionRow>`select * from article_version where shop_id = ${shopId} and article_key = ${articleKey}
          and (${language ?? null}::text is null or language = ${language ?? null})
          order by created_at desc, number desc`,
      );
      return rows.flatMap(readVersion);
    },
    async live(shopId, articleKey) {
      return (await database.inShop(shopId, selectLive(shopId, articleKey))).flatMap(readArticle);
    },
    list: (shopId) => database.withShop(shopId, (trx) => listArticles(trx, shopId)),
    async ofImport(shopId, sourceKey) {
      const rows = await database.inShop(
        shopId,
        sql<VersionRow>`select * from article_version where shop_id = ${shopId} and state <> 'archived'
          and source ->> 'kind' = 'import' and source ->> 'sourceKey' = ${sourceKey}
          order by article_key, language, number`,
      );
      return rows.flatMap(readVersion);
    },
    rules: (shopId) => readRules(database, shopId),
    settings: (shopId) => readSettings(database, shopId),
    saveSettings: (shopId, settings, by) => database.withShop(shopId, (trx) => saveSettings(trx, shopId, settings, by)),
  };
}

async function readSettings(database: OpenDatabase, shopId: ShopId): Promise<KnowledgeSettings> {
  const rows = await database.inShop(
    shopId,
    sql<{ expired: string; warn_days: number; has_ratings: boolean }>`
      select expired, warn_days, has_ratings from knowledge_setting where shop_id = ${shopId}`,
  );
  const row = rows[0];
  if (!row) return SETTINGS;
  const expired = row.expired === "withhold" ? "withhold" : "mark";
  return { expired, warnDays: row.warn_days, hasRatings: row.has_ratings };
}

/** An article is named when what is live of it has run out, the version before the file. */
async function readRules(database: OpenDatabase, shopId: ShopId): Promise<AnswerRules> {
  const { hasRatings } = await readSettings(database, shopId);
  const rows = await database.inShop(
    shopId,
    sql<{ key: string }>`
      select article_key || '/' || language as key from article_version
        where shop_id = ${shopId} and state = 'published' and reviewed_until < current_date
      union all
      select a.article_key || '/' || a.language from article a
        where a.shop_id = ${shopId} and a.reviewed_until < current_date and not exists (
          select 1 from article_version v where v.shop_id = a.shop_id and v.article_key = a.article_key
            and v.language = a.language and v.state = 'published')`,
  );
  return { hasRatings, expired: new Set(rows.map(({ key }) => key)) };
}

async function saveSettings(
  trx: ShopTransaction,
  shopId: ShopId,
  settings: KnowledgeSettings,
  by: AgentId,
): Promise<void> {
  const { expired, warnDays, hasRatings } = settings;
  await trx.run(sql`
    insert into knowledge_setting (shop_id, expired, warn_days, has_ratings)
    values (${shopId}, ${expired}, ${warnDays}::int, ${hasRatings})
    on conflict (shop_id) do update set expired = excluded.expired, warn_days = excluded.warn_days,
      has_ratings = excluded.has_ratings`);
  await writeAudit(trx, shopId, by, { action: "knowledge-settings-saved", detail: { ...settings } });
}
