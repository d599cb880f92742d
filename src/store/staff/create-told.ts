/** What a thread tells of: messages, notes, and what the assistant had looked at. */
import { type Selectable, sql } from "kysely";
import type { AgentId } from "../../contracts/ids.ts";
import type { Speaker } from "../../contracts/message.ts";
import type { MirroredMessage, StaffStore } from "../../contracts/staff-store.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readLanguage, readNote } from "../read-rows.ts";
import type { Database } from "../schema.ts";

type Sources = Pick<StaffStore, "messagesAfter" | "unpostedNotes" | "triedArticles">;
type WrittenRow = Pick<
  Selectable<Database["message"]>,
  "message_id" | "seq" | "speaker" | "agent_id" | "text" | "parts" | "is_proof" | "language"
> & {
  readonly state: string | null;
  readonly draft_key: string | null;
  readonly own_text: string | null;
  readonly own_language: string | null;
};

export function createTold(database: OpenDatabase): Sources {
  return {
    async messagesAfter(shopId, conversationId, { seq, limit }) {
      const rows = await database.inShop<WrittenRow>(
        shopId,
        sql`select m.message_id, m.seq, m.speaker, m.agent_id, m.text, m.parts, m.is_proof, m.language, o.state,
            o.cause ->> 'draftKey' as draft_key, w.text as own_text, w.language as own_language
          from message m left join outbox o on o.shop_id = m.shop_id and o.message_id = m.message_id
          left join own_words w on w.shop_id = m.shop_id and w.message_id = m.message_id
          where m.shop_id = ${shopId} and m.conversation_id = ${conversationId} and m.seq > ${seq}
          order by m.seq limit ${limit}`,
      );
      return rows.map(readWritten);
    },
    async unpostedNotes(shopId, { threadId, ticketId }) {
      const rows = await database.inShop<Selectable<Database["ticket_note"]>>(
        shopId,
        sql`select n.* from ticket_note n where n.shop_id = ${shopId} and n.ticket_id = ${ticketId}
            and not exists (select 1 from staff_post p where p.shop_id = n.shop_id
              and p.post_id = md5(${threadId}::text || ':note:' || n.note_id::text)::uuid)
          order by n.at, n.note_id limit 50`,
      );
      return rows.map(readNote);
    },
    async triedArticles(shopId, ticketId, language) {
      const rows = await database.inShop<{ title: string }>(
        shopId,
        sql`with used as (
            select key, max(u.last_seq) as last_seq from ticket t
            join turn u on u.shop_id = t.shop_id and u.conversation_id = t.conversation_id
              and u.started_at <= t.opened_at + interval '1 minute' and u.started_at > t.opened_at - interval '1 day'
            cross join unnest(u.article_keys) as key
            where t.shop_id = ${shopId} and t.ticket_id = ${ticketId} group by key
          )
          select coalesce(mine.title, english.title, used.key) as title from used
          left join article mine on mine.shop_id = ${shopId} and mine.article_key = used.key and mine.language = ${language}
          left join article english on english.shop_id = ${shopId} and english.article_key = used.key
            and english.language = 'en'
          order by used.last_seq desc limit 3`,
      );
      return rows.map(({ title }) => title);
    },
  };
}

function readWritten(row: WrittenRow): MirroredMessage {
  return {
    messageId: row.message_id as MirroredMessage["messageId"],
    seq: row.seq,
    speaker: row.speaker as Speaker,
    agentId: row.agent_id as AgentId | null,
    text: row.text,
    parts: row.parts as MirroredMessage["parts"],
    delivery: row.state as MirroredMessage["delivery"],
    draftKey: row.draft_key,
    isProof: row.is_proof,
    language: readLanguage(row.language),
    ownWords: row.own_text === null ? null : { text: row.own_text, language: readLanguage(row.own_language) ?? "en" },
  };
}
