/** Draft, review, publish, withdraw, restore: one transaction for all the versions of one decision. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { ArticleVersion, Move, Moved, VersionState } from "../../contracts/knowledge-base.ts";
import type { ShopTransaction } from "../open-database.ts";
import { readVersion, type VersionRow } from "./read-version.ts";
import { writeAudit } from "./write-audit.ts";

const ALLOWED: Readonly<Record<VersionState, readonly VersionState[]>> = {
  draft: ["in-review", "published", "archived"],
  "in-review": ["draft", "published", "archived"],
  published: ["archived"],
  archived: ["published"],
};

export async function moveVersions(trx: ShopTransaction, shopId: ShopId, move: Move): Promise<Moved> {
  const wanted = [...new Set(move.versionIds)];
  // The article's languages are locked in one order, so that two who publish at once do not wait for each other.
  const rows = await trx.run(sql<VersionRow>`
    select * from article_version where shop_id = ${shopId} and version_id = any(${wanted}::uuid[])
    order by article_key, language, version_id for update`);
  const held = rows.flatMap(readVersion);
  for (const versionId of wanted) {
    const version = held.find((each) => each.versionId === versionId);
    if (!version || !ALLOWED[version.state].includes(move.to)) return { kind: "overtaken", versionId };
  }
  const moved: ArticleVersion[] = [];
  for (const version of held) moved.push(...(await moveOne(trx, version, shopId, move)));
  return { kind: "moved", versions: moved };
}

async function moveOne(
  trx: ShopTransaction,
  version: ArticleVersion,
  shopId: ShopId,
  { to, by, reason }: Move,
): Promise<readonly ArticleVersion[]> {
  const { articleKey, language, versionId, number } = version;
  if (to === "published") {
    await trx.run(sql`
      update article_version set state = 'archived', moved_at = now(), moved_by = ${by}::uuid, move_reason = ${reason}
      where shop_id = ${shopId} and article_key = ${articleKey} and language = ${language} and state = 'published'`);
  }
  const rows = await trx.run(sql<VersionRow>`
    update article_version set state = ${to}, moved_at = now(), moved_by = ${by}::uuid, move_reason = ${reason},
      published_at = case when ${to} = 'published' then now() else published_at end
    where shop_id = ${shopId} and version_id = ${versionId} returning *`);
  await writeAudit(trx, shopId, by, {
    action: `article-${to}`,
    detail: { article: articleKey, language, number, from: version.state, reason },
  });
  return rows.flatMap(readVersion);
}
