/** Reads what is new in conversations into the index, with their contacts and the notes of their tickets: one transaction. */
import { setImmediate } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { ConversationId, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { ListTerms } from "../../contracts/search.ts";
import type { ShopTransaction } from "../open-database.ts";
import { CODE_OF } from "./document-kinds.ts";
import { endTurn, erasePostings, gatherPostings, type Place, takeTurn, waitForTurn } from "./write-postings.ts";

/** A conversation that is longer is read in several goes. */
const MAX_MESSAGES = 4_000;
/** Words of so many messages are read at a stretch: a few milliseconds, then others have their turn. */
const AT_A_STRETCH = 64;

export interface Reading {
  readonly trx: ShopTransaction;
  readonly shopId: ShopId;
  readonly ids: readonly ConversationId[];
  readonly listTerms: ListTerms;
}

export async function readConversations(reading: Reading): Promise<boolean> {
  const { trx, shopId } = reading;
  const place: Place = { trx, shopId, kind: "conversation" };
  const next = await takeTurn(place);
  if (next === null) return false;
  const fresh = await readFresh(reading);
  const gathered = gatherPostings();
  let nextNumber = next;
  let heard = 0;
  const documents: (Fresh & { number: number })[] = [];
  for (const each of fresh) {
    const number = each.number ?? (nextNumber += 1) - 1;
    for (const { text, language } of each.said) {
      gathered.add(number, reading.listTerms(text, language ?? each.language));
      if ((heard += 1) % AT_A_STRETCH === 0) await setImmediate();
    }
    // Who searches for a buyer and a word means the words of that buyer.
    if (each.name !== null && !each.isForgotten) gathered.add(number, reading.listTerms(each.name, null));
    documents.push({ ...each, number });
  }
  await gathered.write(place);
  await saveDocuments(reading, documents);
  await endTurn(place, nextNumber);
  await readContacts(reading);
  await readNotes(reading);
  return true;
}

interface Fresh {
  readonly conversationId: string;
  readonly number: number | null;
  readonly isForgotten: boolean;
  readonly name: string | null;
  readonly language: Language | null;
  readonly readUntil: number;
  readonly lastAt: Date;
  readonly said: readonly { readonly text: string; readonly language: Language | null }[];
}

interface FreshRow {
  readonly conversation_id: string;
  readonly number: number | null;
  readonly is_forgotten: boolean;
  readonly name: string | null;
  readonly talk_language: Language | null;
  readonly seq: number;
  readonly text: string;
  readonly language: Language | null;
  readonly is_heard: boolean;
  readonly at: Date;
}

/** Within a conversation the order of seq is the order of commits: what is below one that is seen is seen. */
async function readFresh({ trx, shopId, ids }: Reading): Promise<readonly Fresh[]> {
  const rows = await trx.run(sql<FreshRow>`
    select c.conversation_id, d.number, f.until_seq is not null as is_forgotten, p.display_name as name, c.language as talk_language, m.seq, m.text,
      m.language, m.speaker <> 'notice' and not m.is_proof as is_heard, m.at
    from conversation c
    join contact p on p.shop_id = c.shop_id and p.contact_id = c.contact_id
    left join search_document d on d.shop_id = c.shop_id and d.kind = ${CODE_OF.conversation}
      and d.subject_id = c.conversation_id
    left join search_forgotten f on f.shop_id = c.shop_id and f.conversation_id = c.conversation_id
    join message m on m.shop_id = c.shop_id and m.conversation_id = c.conversation_id
      and m.seq > greatest(d.read_until, f.until_seq, 0)
    where c.shop_id = ${shopId} and c.conversation_id = any(${[...ids]}::uuid[])
    order by c.conversation_id, m.seq limit ${MAX_MESSAGES}`);
  return Array.from(Map.groupBy(rows, (row) => row.conversation_id).values()).flatMap((said) => {
    const [first] = said;
    const last = said.at(-1);
    if (!first || !last) return [];
    return [
      {
        conversationId: first.conversation_id,
        number: first.number,
        isForgotten: first.is_forgotten,
        name: first.name,
        language: first.talk_language,
        readUntil: last.seq,
        lastAt: last.at,
        said: said.filter((row) => row.is_heard && row.text !== ""),
      },
    ];
  });
}

async function saveDocuments(
  { trx, shopId }: Reading,
  documents: readonly (Fresh & { number: number })[],
): Promise<void> {
  if (documents.length === 0) return;
  const column = <Value>(read: (each: Fresh & { number: number }) => Value) => documents.map(read);
  await trx.run(sql`
    insert into search_document as known (shop_id, kind, subject_id, number, read_until, last_at)
    select ${shopId}, ${CODE_OF.conversation}, fresh.* from unnest(${column((each) => each.conversationId)}::uuid[],
      ${column((each) => each.number)}::int[], ${column((each) => each.readUntil)}::bigint[],
      ${column((each) => each.lastAt.toISOString())}::timestamptz[]) fresh
    on conflict (shop_id, kind, subject_id) do update set number = excluded.number, read_until = excluded.read_until,
      last_at = greatest(known.last_at, excluded.last_at)`);
}

interface SubjectRow {
  readonly subject_id: string;
  readonly number: number | null;
  readonly mark: string;
  readonly text: string;
  readonly at: Date;
}

/** Names, names on channels and vouched addresses; read again whole when any of it changes. A web thread's key is a secret. */
function readContacts(reading: Reading): Promise<void> {
  const { shopId, ids } = reading;
  return readWhole(
    reading,
    "contact",
    sql<SubjectRow>`
      select p.contact_id as subject_id, d.number, md5(known.text) as mark, known.text, known.at
      from contact p
      left join search_document d on d.shop_id = p.shop_id and d.kind = ${CODE_OF.contact} and d.subject_id = p.contact_id
      cross join lateral (
        select concat_ws(' ', p.display_name, string_agg(concat_ws(' ', case when a.channel <> 'web' then c.thread_key end,
          b.email, b.phone), ' ' order by c.conversation_id)) as text, max(c.created_at) as at
        from conversation c
        join channel_account a on a.shop_id = c.shop_id and a.account_id = c.account_id
        left join buyer_identity b on b.shop_id = c.shop_id and b.account_id = c.account_id and b.thread_key = c.thread_key
        where c.shop_id = p.shop_id and c.contact_id = p.contact_id
          and not exists (select 1 from search_forgotten f
            where f.shop_id = c.shop_id and f.conversation_id = c.conversation_id)) known
      where p.shop_id = ${shopId} and p.contact_id in (
          select contact_id from conversation where shop_id = ${shopId} and conversation_id = any(${[...ids]}::uuid[]))
        and known.at is not null and d.mark is distinct from md5(known.text)`,
  );
}

function readNotes(reading: Reading): Promise<void> {
  const { shopId, ids } = reading;
  return readWhole(
    reading,
    "note",
    sql<SubjectRow>`
      select n.note_id as subject_id, d.number, 'read' as mark, n.text, n.at
      from ticket t join ticket_note n on n.shop_id = t.shop_id and n.ticket_id = t.ticket_id
      left join search_document d on d.shop_id = n.shop_id and d.kind = ${CODE_OF.note} and d.subject_id = n.note_id
      left join search_forgotten f on f.shop_id = t.shop_id and f.conversation_id = t.conversation_id
      where t.shop_id = ${shopId} and t.conversation_id = any(${[...ids]}::uuid[]) and d.mark is null
        and (f.at is null or n.at > f.at)`,
  );
}

/** Subjects that are read as a whole: one that was there before gets a new number, and its old words are gone. */
async function readWhole(
  { trx, shopId, listTerms }: Reading,
  kind: "contact" | "note",
  select: RawBuilder<SubjectRow>,
): Promise<void> {
  const rows = await trx.run(select);
  if (rows.length === 0) return;
  const place: Place = { trx, shopId, kind };
  const next = await waitForTurn(place);
  await erasePostings(
    place,
    rows.flatMap(({ number }) => number ?? []),
  );
  const gathered = gatherPostings();
  rows.forEach((row, at) => gathered.add(next + at, listTerms(row.text, null)));
  await gathered.write(place);
  await trx.run(sql`
    insert into search_document as known (shop_id, kind, subject_id, number, mark, last_at)
    select ${shopId}, ${CODE_OF[kind]}, fresh.* from unnest(${rows.map((row) => row.subject_id)}::uuid[],
      ${rows.map((_, at) => next + at)}::int[], ${rows.map((row) => row.mark)}::text[],
      ${rows.map((row) => row.at.toISOString())}::timestamptz[]) fresh
    on conflict (shop_id, kind, subject_id) do update set number = excluded.number, mark = excluded.mark,
      last_at = greatest(known.last_at, excluded.last_at)`);
  await endTurn(place, next + rows.length);
}
