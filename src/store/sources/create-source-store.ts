/** Sources of imported articles: saved, claimed when due, settled after a run. */
import { sql } from "kysely";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import { isLanguage } from "../../contracts/language.ts";
import type { KnowledgeSource, SourceId, SourcePage, SourceStore } from "../../contracts/sources.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";

interface SourceRow {
  source_id: string;
  kind: "page" | "sitemap";
  url: string;
  language: string | null;
  every_ms: number | null;
  publishes: boolean;
  next_due_at: Date | null;
  last_run_at: Date | null;
  last_outcome: string | null;
}

const COLUMNS = sql.raw("source_id, kind, url, language, every_ms, publishes, next_due_at, last_run_at, last_outcome");

export function createSourceStore(database: OpenDatabase): SourceStore {
  return {
    async save(shopId, source) {
      const { sourceId, kind, url, language, everyMs, publishes } = source;
      const rows = await database.inShop(
        shopId,
        sql<{ source_id: string }>`
          insert into knowledge_source (shop_id, source_id, kind, url, language, every_ms, publishes, next_due_at)
          values (${shopId}, ${sourceId}, ${kind}, ${url}, ${language}, ${everyMs}, ${publishes},
            now() + make_interval(secs => ${everyMs === null ? null : everyMs / 1000}::float8))
          on conflict (shop_id, kind, url) do update set language = excluded.language, every_ms = excluded.every_ms,
            publishes = excluded.publishes, next_due_at = excluded.next_due_at
          returning source_id`,
      );
      return (rows[0]?.source_id ?? sourceId) as SourceId;
    },
    async list(shopId) {
      const rows = await database.inShop(
        shopId,
        sql<SourceRow>`select ${COLUMNS} from knowledge_source where shop_id = ${shopId} order by created_at`,
      );
      return rows.map(readSource);
    },
    async remove(shopId, sourceId) {
      const rows = await database.inShop(
        shopId,
        sql`delete from knowledge_source where shop_id = ${shopId} and source_id = ${sourceId} returning 1`,
      );
      return rows.length > 0;
    },
    async claimDue(shopId, leaseMs) {
      const rows = await database.inShop(
        shopId,
        sql<SourceRow>`
          update knowledge_source set next_due_at = now() + make_interval(secs => ${leaseMs / 1000})
          where shop_id = ${shopId} and source_id = (
            select source_id from knowledge_source where shop_id = ${shopId} and next_due_at <= now()
            order by next_due_at limit 1 for update skip locked)
          returning ${COLUMNS}`,
      );
      return rows[0] ? readSource(rows[0]) : null;
    },
    pages: (shopId, sourceId) =>
      database.inShop(
        shopId,
        sql<SourcePage>`select url, etag, last_modified as "lastModified" from source_page
          where shop_id = ${shopId} and source_id = ${sourceId}`,
      ),
    settle: (shopId, sourceId, run) => database.withShop(shopId, (trx) => settleRun(trx, shopId, sourceId, run)),
  };
}

async function settleRun(
  trx: ShopTransaction,
  shopId: ShopId,
  sourceId: SourceId,
  { pages, outcome }: { readonly pages: readonly SourcePage[]; readonly outcome: string },
): Promise<void> {
  const [still] = await trx.run(sql`
    update knowledge_source set last_run_at = now(), last_outcome = ${outcome.slice(0, 500)},
      next_due_at = now() + make_interval(secs => every_ms / 1000.0)
    where shop_id = ${shopId} and source_id = ${sourceId} returning 1`);
  // Removed while it ran: what it brought stays, there is nothing to remember.
  if (!still) return;
  await trx.run(sql`delete from source_page where shop_id = ${shopId} and source_id = ${sourceId}`);
  if (pages.length > 0) {
    await trx.run(sql`
      insert into source_page (shop_id, source_id, url, etag, last_modified)
      select ${shopId}, ${sourceId}, * from unnest(${pages.map(({ url }) => url)}::text[],
        ${pages.map(({ etag }) => etag)}::text[], ${pages.map(({ lastModified }) => lastModified)}::text[])
      on conflict do nothing`);
  }
}

function readSource(row: SourceRow): KnowledgeSource {
  const moment = (value: Date | null): Instant | null => (value === null ? null : (value.getTime() as Instant));
  return {
    sourceId: row.source_id as SourceId,
    kind: row.kind,
    url: row.url,
    language: row.language !== null && isLanguage(row.language) ? row.language : null,
    everyMs: row.every_ms,
    publishes: row.publishes,
    nextDueAt: moment(row.next_due_at),
    lastRunAt: moment(row.last_run_at),
    lastOutcome: row.last_outcome,
  };
}
