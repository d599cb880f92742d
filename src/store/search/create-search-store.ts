/** The index of what can be searched: kept up behind the messages, and asked. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { ConversationId } from "../../contracts/ids.ts";
import type { SearchArticle, SearchStore } from "../../contracts/search.ts";
import type { OpenDatabase } from "../open-database.ts";
import { CODE_OF } from "./document-kinds.ts";
import { createFinders } from "./find-hits.ts";
import { createNumberFinders } from "./find-by-number.ts";
import { readConversations } from "./read-conversations.ts";
import { endTurn, erasePostings, gatherPostings, type Place, takeTurn } from "./write-postings.ts";

export function createSearchStore(database: OpenDatabase): SearchStore {
  return {
    ...createFinders(database),
    ...createNumberFinders(database),
    ...createArticleWriters(database),
    async listUnread(shopId, after, limit) {
      // The page first and its documents then: what is read is seldom behind, and a search for it would go on and on.
      const rows = await database.inShop<{ conversation_id: ConversationId; is_unread: boolean }>(
        shopId,
        sql`select c.conversation_id, c.next_seq - 1 > greatest(d.read_until, f.until_seq, 0) as is_unread
          from (select shop_id, conversation_id, next_seq from conversation
            where shop_id = ${shopId} and conversation_id > ${after ?? FIRST}::uuid
            order by conversation_id limit ${limit}) c
          left join search_document d on d.shop_id = c.shop_id and d.kind = ${CODE_OF.conversation}
            and d.subject_id = c.conversation_id
          left join search_forgotten f on f.shop_id = c.shop_id and f.conversation_id = c.conversation_id
          order by c.conversation_id`,
      );
      const unread = rows.filter((row) => row.is_unread).map((row) => row.conversation_id);
      return { unread, next: rows.length < limit ? null : (rows.at(-1)?.conversation_id ?? null) };
    },
    async listUnreadNotes(shopId, after, limit) {
      const rows = await database.inShop<{ note_id: string; conversation_id: ConversationId; is_unread: boolean }>(
        shopId,
        sql`select n.note_id, t.conversation_id, d.subject_id is null and (f.at is null or n.at > f.at) as is_unread
          from (select shop_id, note_id, ticket_id, at from ticket_note
            where shop_id = ${shopId} and note_id > ${after ?? FIRST}::uuid order by note_id limit ${limit}) n
          join ticket t on t.shop_id = n.shop_id and t.ticket_id = n.ticket_id
          left join search_document d on d.shop_id = n.shop_id and d.kind = ${CODE_OF.note} and d.subject_id = n.note_id
          left join search_forgotten f on f.shop_id = t.shop_id and f.conversation_id = t.conversation_id
          order by n.note_id`,
      );
      const unread = rows.filter((row) => row.is_unread).map((row) => row.conversation_id);
      return { unread: [...new Set(unread)], next: rows.length < limit ? null : (rows.at(-1)?.note_id ?? null) };
    },
    readConversations: (shopId, ids, listTerms) =>
      database.withShop(shopId, (trx) => readConversations({ trx, shopId, ids, listTerms })),
  };
}

const FIRST = "00000000-0000-0000-0000-000000000000";

type ArticleWriters = Pick<SearchStore, "articleMarks" | "putArticles" | "removeArticles">;

function createArticleWriters(database: OpenDatabase): ArticleWriters {
  return {
    async articleMarks(shopId) {
      const rows = await database.inShop<{ subject_key: string; mark: string }>(
        shopId,
        sql`select subject_key, mark from search_document where shop_id = ${shopId} and kind = ${CODE_OF.article}`,
      );
      return new Map(rows.map((row) => [row.subject_key, row.mark]));
    },
    putArticles: (shopId, articles, listTerms) =>
      database.withShop(shopId, async (trx) => {
        const place: Place = { trx, shopId, kind: "article" };
        const next = await takeTurn(place);
        if (next === null) return false;
        await dropArticles(place, articles.map(nameOf));
        const gathered = gatherPostings();
        articles.forEach(({ text, language }, at) => gathered.add(next + at, listTerms(text, language)));
        await gathered.write(place);
        await trx.run(sql`
          insert into search_document (shop_id, kind, subject_id, number, subject_key, mark)
          select ${shopId}, ${CODE_OF.article}, fresh.* from unnest(${articles.map(nameOf).map(idOf)}::uuid[],
            ${articles.map((_, at) => next + at)}::int[], ${articles.map(nameOf)}::text[],
            ${articles.map(({ mark }) => mark)}::text[]) fresh`);
        await endTurn(place, next + articles.length);
        return true;
      }),
    removeArticles: (shopId, keys) =>
      database.withShop(shopId, async (trx) => {
        const place: Place = { trx, shopId, kind: "article" };
        if ((await takeTurn(place)) === null) return false;
        await dropArticles(place, keys);
        return true;
      }),
  };
}

async function dropArticles(place: Place, keys: readonly string[]): Promise<void> {
  const { trx, shopId } = place;
  const gone = await trx.run(sql<{ number: number }>`
    delete from search_document where shop_id = ${shopId} and kind = ${CODE_OF.article}
      and subject_id = any(${keys.map(idOf)}::uuid[]) returning number`);
  await erasePostings(
    place,
    gone.map(({ number }) => number),
  );
}

function nameOf({ articleKey, language }: SearchArticle): string {
  return `${articleKey}/${language}`;
}

function idOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}
