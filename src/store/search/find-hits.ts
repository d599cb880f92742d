/** What was found, read from where it is kept: the index knows only words, and what is gone is not found any more. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Speaker } from "../../contracts/message.ts";
import type {
  DocumentKind,
  FindOptions,
  FoundArticle,
  FoundContact,
  FoundConversation,
  FoundNote,
  SearchStore,
} from "../../contracts/search.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import { CODE_OF } from "./document-kinds.ts";
import { findSubjects } from "./find-numbers.ts";

type Finders = Pick<SearchStore, "findConversations" | "findContacts" | "findNotes" | "findArticles">;

/** Of one conversation: enough to find the line in all but the longest, whose last words are shown instead. */
const MAX_SAID = 200;

export function createFinders(database: OpenDatabase): Finders {
  const find = <Found>(
    kind: DocumentKind,
    read: (trx: ShopTransaction, shopId: ShopId, ids: readonly string[]) => Promise<readonly Found[]>,
  ) => {
    return (shopId: ShopId, options: FindOptions) =>
      database.withShop(shopId, async (trx) => {
        const found = await findSubjects({ trx, shopId, kind, ...options });
        return found.length === 0
          ? []
          : read(
              trx,
              shopId,
              found.map(({ subjectId }) => subjectId),
            );
      });
  };
  return {
    findConversations: find("conversation", readConversations),
    findContacts: find("contact", readContacts),
    findNotes: find("note", readNotes),
    findArticles: (shopId, options) =>
      database.withShop(shopId, async (trx) => {
        const found = await findSubjects({ trx, shopId, kind: "article", ...options });
        return found.flatMap(({ subjectKey }) => {
          const [articleKey, language] = (subjectKey ?? "").split("/");
          return articleKey && language ? [{ articleKey, language } as FoundArticle] : [];
        });
      }),
  };
}

interface ConversationRow {
  readonly conversation_id: string;
  readonly ticket_id: string | null;
  readonly number: number | null;
  readonly contact_name: string | null;
  readonly language: Language | null;
  readonly channel: string;
  readonly last_at: Date;
  readonly said: readonly { readonly speaker: Speaker; readonly text: string; readonly at: number }[];
}

/** What a forgotten buyer said stands before `until_seq` and is not shown. */
async function readConversations(
  trx: ShopTransaction,
  shopId: ShopId,
  ids: readonly string[],
): Promise<readonly FoundConversation[]> {
  const rows = await trx.run(sql<ConversationRow>`
    select c.conversation_id, t.ticket_id, t.number, p.display_name as contact_name, c.language, a.channel, d.last_at,
      coalesce(said.lines, '[]'::jsonb) as said
    from unnest(${[...ids]}::uuid[]) with ordinality wanted (conversation_id, place)
    join conversation c on c.shop_id = ${shopId} and c.conversation_id = wanted.conversation_id
    join search_document d on d.shop_id = ${shopId} and d.kind = ${CODE_OF.conversation} and d.subject_id = c.conversation_id
    left join search_forgotten f on f.shop_id = c.shop_id and f.conversation_id = c.conversation_id
    join contact p on p.shop_id = c.shop_id and p.contact_id = c.contact_id
    join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
    left join lateral (
      select ticket_id, number from ticket where shop_id = ${shopId} and conversation_id = c.conversation_id
      order by number desc limit 1) t on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('speaker', speaker, 'text', text, 'at', floor(extract(epoch from at) * 1000))
        order by seq desc) as lines
      from (select speaker, text, at, seq from message
        where shop_id = ${shopId} and conversation_id = c.conversation_id and seq > coalesce(f.until_seq, 0)
          and speaker <> 'notice' and not is_proof
        order by seq desc limit ${MAX_SAID}) newest) said on true
    order by wanted.place`);
  return rows.map(
    (row) =>
      ({
        conversationId: row.conversation_id,
        ticketId: row.ticket_id,
        ticketNumber: row.number,
        contactName: row.contact_name,
        language: row.language,
        channel: row.channel,
        at: readInstant(row.last_at),
        said: row.said,
      }) as FoundConversation,
  );
}

interface ContactRow {
  readonly contact_id: string;
  readonly name: string | null;
  readonly handles: readonly string[] | null;
  readonly channel: string;
  readonly conversation_id: string;
  readonly ticket_id: string | null;
  readonly at: Date;
}

async function readContacts(
  trx: ShopTransaction,
  shopId: ShopId,
  ids: readonly string[],
): Promise<readonly FoundContact[]> {
  const rows = await trx.run(sql<ContactRow>`
    select p.contact_id, p.display_name as name, handles.all as handles, newest.channel, newest.conversation_id,
      t.ticket_id, newest.created_at as at
    from unnest(${[...ids]}::uuid[]) with ordinality wanted (contact_id, place)
    join contact p on p.shop_id = ${shopId} and p.contact_id = wanted.contact_id
    join lateral (
      select c.conversation_id, c.created_at, a.channel from conversation c
      join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
      where c.shop_id = ${shopId} and c.contact_id = p.contact_id order by c.created_at desc limit 1) newest on true
    left join lateral (
      select ticket_id from ticket where shop_id = ${shopId} and conversation_id = newest.conversation_id
      order by number desc limit 1) t on true
    left join lateral (
      select array_agg(handle) as all from (
        select b.email as handle from conversation c
          join buyer_identity b on b.shop_id = c.shop_id and b.account_id = c.account_id and b.thread_key = c.thread_key
          where c.shop_id = ${shopId} and c.contact_id = p.contact_id and b.email is not null
        union select b.phone from conversation c
          join buyer_identity b on b.shop_id = c.shop_id and b.account_id = c.account_id and b.thread_key = c.thread_key
          where c.shop_id = ${shopId} and c.contact_id = p.contact_id and b.phone is not null
        union select c.thread_key from conversation c
          join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
          where c.shop_id = ${shopId} and c.contact_id = p.contact_id and a.channel <> 'web') known) handles on true
    order by wanted.place`);
  return rows.map(
    (row) =>
      ({
        contactId: row.contact_id,
        name: row.name,
        handles: row.handles ?? [],
        channel: row.channel,
        conversationId: row.conversation_id,
        ticketId: row.ticket_id,
        at: readInstant(row.at),
      }) as FoundContact,
  );
}

interface NoteRow {
  readonly note_id: string;
  readonly ticket_id: string;
  readonly number: number;
  readonly agent_name: string | null;
  readonly contact_name: string | null;
  readonly text: string;
  readonly at: Date;
}

async function readNotes(trx: ShopTransaction, shopId: ShopId, ids: readonly string[]): Promise<readonly FoundNote[]> {
  const rows = await trx.run(sql<NoteRow>`
    select n.note_id, n.ticket_id, t.number, g.name as agent_name, p.display_name as contact_name, n.text, n.at
    from unnest(${[...ids]}::uuid[]) with ordinality wanted (note_id, place)
    join ticket_note n on n.shop_id = ${shopId} and n.note_id = wanted.note_id
    join ticket t on t.shop_id = n.shop_id and t.ticket_id = n.ticket_id
    join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
    join contact p on p.shop_id = c.shop_id and p.contact_id = c.contact_id
    left join agent g on g.shop_id = n.shop_id and g.agent_id = n.agent_id
    order by wanted.place`);
  return rows.map(
    (row) =>
      ({
        noteId: row.note_id,
        ticketId: row.ticket_id,
        ticketNumber: row.number,
        agentName: row.agent_name,
        contactName: row.contact_name,
        text: row.text,
        at: readInstant(row.at),
      }) as FoundNote,
  );
}
