/** An incident and what the assistant says of it begin together and end together, in one transaction. */
import { sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { IncidentId, IncidentStore } from "../../contracts/incident.ts";
import type { NewDraft } from "../../contracts/knowledge-base.ts";
import type { Language } from "../../contracts/language.ts";
import { moveVersions } from "../knowledge/move-versions.ts";
import { readVersion, type VersionRow } from "../knowledge/read-version.ts";
import { saveDraft } from "../knowledge/save-draft.ts";
import type { ShopTransaction } from "../open-database.ts";

type NewIncident = Parameters<IncidentStore["insert"]>[1];

export async function declareIncident(
  trx: ShopTransaction,
  shopId: ShopId,
  { incidentId, texts, categories, places, words, articleKey, declaredBy }: NewIncident,
  articles: readonly NewDraft[],
): Promise<void> {
  await trx.run(sql`
    insert into incident (shop_id, incident_id, texts, categories, places, words, article_key, declared_by)
    values (${shopId}, ${incidentId}, ${JSON.stringify(texts)}, ${[...categories]}, ${[...places]}, ${[...words]},
      ${articleKey}, ${declaredBy})`);
  for (const draft of articles) {
    const saved = await saveDraft(trx, shopId, draft);
    if (saved.kind !== "saved") throw new Error(`The article ${draft.articleKey} is there already.`);
    const versionIds = [saved.version.versionId] as const;
    await moveVersions(trx, shopId, { versionIds, to: "published", by: declaredBy, reason: draft.reason });
  }
}

interface Withdrawal {
  readonly articleKey: string;
  /** Null: in all. */
  readonly languages: readonly Language[] | null;
  readonly by: AgentId;
  readonly reason: string;
}

/** Throws when somebody moved one of them at the same moment: nothing of the transaction is written, and it may be tried again. */
export async function withdrawArticles(
  trx: ShopTransaction,
  shopId: ShopId,
  { articleKey, languages, by, reason }: Withdrawal,
): Promise<void> {
  const rows = await trx.run(sql<VersionRow>`
    select * from article_version where shop_id = ${shopId} and article_key = ${articleKey} and state = 'published'
      and (${languages === null} or language = any(${[...(languages ?? [])]}::text[]))`);
  const [first, ...rest] = rows.flatMap(readVersion).map(({ versionId }) => versionId);
  if (!first) return;
  const moved = await moveVersions(trx, shopId, { versionIds: [first, ...rest], to: "archived", by, reason });
  if (moved.kind !== "moved") throw new Error("An article of the incident was moved at the same moment.");
}

/** False when it was closed before. */
export async function closeIncident(
  trx: ShopTransaction,
  shopId: ShopId,
  incidentId: IncidentId,
  by: AgentId,
): Promise<boolean> {
  const [closed] = await trx.run(sql<{ article_key: string }>`
    update incident set status = 'closed', closed_at = now(), closed_by = ${by} where shop_id = ${shopId}
      and incident_id = ${incidentId} and status = 'open' returning article_key`);
  if (!closed) return false;
  const reason = "incident closed";
  await withdrawArticles(trx, shopId, { articleKey: closed.article_key, languages: null, by, reason });
  return true;
}
