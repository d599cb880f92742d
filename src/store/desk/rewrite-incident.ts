/** Other words for an incident that goes on: its texts, what the assistant says, and who changed it, in one transaction. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { IncidentRewrite, IncidentStore } from "../../contracts/incident.ts";
import { moveVersions } from "../knowledge/move-versions.ts";
import { saveDraft } from "../knowledge/save-draft.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { ShopTransaction } from "../open-database.ts";
import { withdrawArticles } from "./declare-incident.ts";

export async function rewriteIncident(
  trx: ShopTransaction,
  shopId: ShopId,
  rewrite: IncidentRewrite,
): ReturnType<IncidentStore["rewrite"]> {
  const { incidentId, texts, basedOn, by, withdrawn } = rewrite;
  const [written] = await trx.run(sql<{ article_key: string }>`
    update incident set texts = ${JSON.stringify(texts)}, texts_version = texts_version + 1, texts_by = ${by},
      texts_at = now()
    where shop_id = ${shopId} and incident_id = ${incidentId} and status = 'open' and texts_version = ${basedOn}
    returning article_key`);
  if (!written) {
    const open = await trx.run(sql`
      select 1 from incident where shop_id = ${shopId} and incident_id = ${incidentId} and status = 'open'`);
    return open.length === 0 ? "over" : "overtaken";
  }
  await publish(trx, shopId, rewrite);
  if (withdrawn.length > 0) {
    const reason = "incident: said no more in this language";
    await withdrawArticles(trx, shopId, { articleKey: written.article_key, languages: withdrawn, by, reason });
  }
  await writeAudit(trx, shopId, by, {
    action: "incident-texts-changed",
    detail: {
      incident: incidentId,
      version: basedOn + 1,
      languages: Object.keys(texts).join(),
      withdrawn: withdrawn.join(),
    },
  });
  return "saved";
}

async function publish(trx: ShopTransaction, shopId: ShopId, { articles, by }: IncidentRewrite): Promise<void> {
  for (const draft of articles) {
    const saved = await saveDraft(trx, shopId, draft);
    if (saved.kind === "overtaken") throw new Error("A draft without a base was overtaken.");
    const versionId = saved.kind === "saved" ? saved.version.versionId : saved.versionId;
    if (versionId === null) continue;
    // Somebody wrote the same into the knowledge base and published it: then nothing moves, and nothing has to.
    await moveVersions(trx, shopId, { versionIds: [versionId], to: "published", by, reason: draft.reason });
  }
}
