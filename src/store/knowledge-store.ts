/** Knowledge articles, and the vectors of their passages keyed by the passage's own text. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Article, Passage } from "../contracts/answer.ts";
import type { ArticleKey, PassageId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { KnowledgeStore } from "../contracts/stores.ts";
import { type ArticleRow, readArticle } from "./knowledge/read-version.ts";
import { selectSearched } from "./model/select-searched.ts";
import type { OpenDatabase } from "./open-database.ts";

export function createKnowledgeStore(database: OpenDatabase): KnowledgeStore {
  return {
    fingerprints: (shopId) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx
          .selectFrom("article")
          .select(["article_key", "language", "fingerprint"])
          .where("shop_id", "=", shopId)
          .execute();
        return new Map(rows.map((row) => [`${row.article_key}/${row.language}`, row.fingerprint]));
      }),
    put: (shopId, article, fingerprint) =>
      database.withShop(shopId, async (trx) => {
        const written = { ...writeArticle(article), fingerprint, updated_at: new Date().toISOString() };
        await trx
          .insertInto("article")
          .values({ shop_id: shopId, article_key: article.articleKey, language: article.language, ...written })
          .onConflict((conflict) => conflict.columns(["shop_id", "article_key", "language"]).doUpdateSet(written))
          .execute();
      }),
    remove: (shopId, articleKey, language) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .deleteFrom("article")
          .where("shop_id", "=", shopId)
          .where("article_key", "=", articleKey)
          .where("language", "=", language)
          .execute();
      }),
    ...createLists(database),
    ...createVectors(database),
  };
}

function createLists(database: OpenDatabase): Pick<KnowledgeStore, "load" | "listLive" | "loadSome" | "listFiles"> {
  return {
    load: async (shopId) => (await database.inShop(shopId, selectSearched(shopId))).flatMap(readArticle),
    listLive: async (shopId) => {
      const rows = await database.inShop<{ key: string; mark: string }>(
        shopId,
        sql`select live.article_key || '/' || live.language as key, live.mark from (${selectSearched(shopId)}) live`,
      );
      return new Map(rows.map(({ key, mark }) => [key, mark]));
    },
    loadSome: async (shopId, language, articleKeys) => {
      // Plain comparisons, which reach the tables below the union; a join would read every article each time.
      const rows = await database.inShop<ArticleRow>(
        shopId,
        sql`select live.* from (${selectSearched(shopId)}) live
          where live.language = ${language} and live.article_key = any(${[...articleKeys]}::text[])`,
      );
      return rows.flatMap((row) => readArticle(row).map((article) => ({ article, mark: row.mark })));
    },
    listFiles: async (shopId) => {
      const rows = await database.inShop<{
        article_key: string;
        language: string;
        origin: string;
        fingerprint: string;
      }>(shopId, sql`select article_key, language, origin, fingerprint from article where shop_id = ${shopId}`);
      return rows.map(({ article_key, language, origin, fingerprint }) => ({
        articleKey: article_key as ArticleKey,
        language: language as Language,
        origin,
        fingerprint,
      }));
    },
  };
}

function createVectors(database: OpenDatabase): Pick<KnowledgeStore, "loadVectors" | "saveVectors"> {
  return {
    loadVectors: (shopId, model, passages) =>
      database.withShop(shopId, async (trx) => {
        const byHash = Map.groupBy(passages, hashOf);
        const rows = await trx
          .selectFrom("passage_vector")
          .select(["text_hash", "vector"])
          .where("shop_id", "=", shopId)
          .where("model", "=", model)
          .where("text_hash", "in", [...byHash.keys(), ""])
          .execute();
        const vectors = new Map<PassageId, readonly number[]>();
        for (const row of rows) {
          for (const passage of byHash.get(row.text_hash) ?? []) vectors.set(passage.passageId, row.vector);
        }
        return vectors;
      }),
    saveVectors: (shopId, model, vectors) =>
      database.withShop(shopId, async (trx) => {
        for (const [passage, vector] of vectors) {
          await sql`insert into passage_vector (shop_id, model, text_hash, vector)
            values (${shopId}, ${model}, ${hashOf(passage)}, ${[...vector]}::real[]) on conflict do nothing`.execute(
            trx,
          );
        }
      }),
  };
}

/** What is embedded is title, headings and text together. */
function hashOf(passage: Passage): string {
  return createHash("sha256")
    .update(JSON.stringify([passage.title, passage.headings, passage.text]))
    .digest("hex");
}

function writeArticle(article: Article) {
  return {
    title: article.title,
    url: article.url,
    questions: JSON.stringify(article.questions),
    tags: JSON.stringify(article.tags),
    body: article.body,
    reviewed_until: article.reviewedUntil,
    origin: article.origin,
  };
}
