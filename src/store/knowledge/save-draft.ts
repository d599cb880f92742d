/** Writes one draft as a new version; the first edit of an article from a file keeps a copy of the file beside it. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type {
  ArticleText,
  ArticleVersion,
  NewDraft,
  SavedDraft,
  VersionSource,
  VersionState,
} from "../../contracts/knowledge-base.ts";
import type { ShopTransaction } from "../open-database.ts";
import { type ArticleRow, readText, readVersion, type VersionRow } from "./read-version.ts";
import { writeAudit } from "./write-audit.ts";

interface Standing {
  readonly newest: ArticleVersion | null;
  readonly open: ArticleVersion | null;
  readonly published: ArticleVersion | null;
  readonly file: ArticleRow | null;
}

export async function saveDraft(trx: ShopTransaction, shopId: ShopId, draft: NewDraft): Promise<SavedDraft> {
  const standing = await readStanding(trx, shopId, draft);
  const { open, newest } = standing;
  if (draft.basedOn !== undefined && draft.basedOn !== (open?.versionId ?? null) && newest) {
    return { kind: "overtaken", by: open ?? newest };
  }
  const same = findSame(standing, draft);
  if (same !== undefined) return { kind: "unchanged", versionId: same };
  const isFirst = newest === null;
  if (isFirst && standing.file) await keepFile(trx, shopId, draft, standing.file);
  if (open) await archive(trx, shopId, open, draft);
  const number = (newest?.number ?? (standing.file ? 1 : 0)) + 1;
  const version = await insertVersion(trx, shopId, { ...draft, number, state: "draft" });
  await writeAudit(trx, shopId, draft.authorId, {
    action: "article-draft-saved",
    detail: { article: draft.articleKey, language: draft.language, number, reason: draft.reason },
  });
  return { kind: "saved", version };
}

async function readStanding(
  trx: ShopTransaction,
  shopId: ShopId,
  { articleKey, language }: NewDraft,
): Promise<Standing> {
  // Two who save the first draft of an article at once would both find nothing.
  await trx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${shopId}/${articleKey}/${language}`}, 4))`);
  const rows = await trx.run(sql<VersionRow>`
    select * from article_version where shop_id = ${shopId} and article_key = ${articleKey} and language = ${language}
    order by number desc`);
  const files = await trx.run(sql<ArticleRow>`
    select * from article where shop_id = ${shopId} and article_key = ${articleKey} and language = ${language}`);
  const versions = rows.flatMap(readVersion);
  return {
    newest: versions[0] ?? null,
    open: versions.find(({ state }) => state === "draft" || state === "in-review") ?? null,
    published: versions.find(({ state }) => state === "published") ?? null,
    file: files[0] ?? null,
  };
}

/** The version that says the same already; null for the file; undefined when nothing does. */
function findSame(
  { open, published, file }: Standing,
  draft: NewDraft,
): ArticleVersion["versionId"] | null | undefined {
  const isWithdrawal = draft.isWithdrawal ?? false;
  const current = open ?? published;
  if (current) {
    return current.isWithdrawal === isWithdrawal && isSameText(current, draft.text) ? current.versionId : undefined;
  }
  return file && !isWithdrawal && isSameText(readText(file), draft.text) ? null : undefined;
}

function isSameText(one: ArticleText, other: ArticleText): boolean {
  return JSON.stringify(listText(one)) === JSON.stringify(listText(other));
}

function listText({ title, url, questions, tags, body, reviewedUntil }: ArticleText): readonly unknown[] {
  return [title, url, questions, tags, body, reviewedUntil];
}

function keepFile(trx: ShopTransaction, shopId: ShopId, draft: NewDraft, file: ArticleRow): Promise<ArticleVersion> {
  const source: VersionSource = { kind: "file", path: file.origin };
  const { articleKey, language } = draft;
  const text = readText(file);
  return insertVersion(trx, shopId, {
    articleKey,
    language,
    text,
    source,
    authorId: null,
    reason: "",
    number: 1,
    state: "archived",
  });
}

async function archive(trx: ShopTransaction, shopId: ShopId, open: ArticleVersion, draft: NewDraft): Promise<void> {
  await trx.run(sql`
    update article_version set state = 'archived', moved_at = now(), moved_by = ${draft.authorId}::uuid, move_reason = ''
    where shop_id = ${shopId} and version_id = ${open.versionId}`);
}

interface NewVersion extends NewDraft {
  readonly number: number;
  readonly state: VersionState;
}

async function insertVersion(trx: ShopTransaction, shopId: ShopId, version: NewVersion): Promise<ArticleVersion> {
  const { articleKey, language, text, authorId } = version;
  const rows = await trx.run(sql<VersionRow>`
    insert into article_version (shop_id, version_id, article_key, language, number, state, is_withdrawal, title, url,
      questions, tags, body, reviewed_until, source, author_id, reason, moved_by)
    values (${shopId}, gen_random_uuid(), ${articleKey}, ${language}, ${version.number}::int, ${version.state},
      ${version.isWithdrawal ?? false}, ${text.title}, ${text.url}, ${JSON.stringify(text.questions)},
      ${JSON.stringify(text.tags)}, ${text.body}, ${text.reviewedUntil}::date, ${JSON.stringify(version.source)},
      ${authorId}::uuid, ${version.reason}, ${authorId}::uuid)
    returning *`);
  const [written] = rows.flatMap(readVersion);
  if (!written) throw new Error("The version was not written.");
  return written;
}
