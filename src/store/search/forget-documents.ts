/** Takes a forgotten buyer out of the search, words and all, in the transaction that forgets the buyer. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { DocumentKind } from "../../contracts/search.ts";
import type { ShopTransaction } from "../open-database.ts";
import { CODE_OF } from "./document-kinds.ts";
import { erasePostings, waitForTurn } from "./write-postings.ts";

/**
 * What was said so far in these conversations is not found again, however often the index is built; what is said from
 * now on is. Returns how many documents are gone.
 */
export async function forgetDocuments(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationIds: readonly string[],
): Promise<number> {
  if (conversationIds.length === 0) return 0;
  const ids = [...conversationIds];
  // Whoever reads these conversations into the index just now is done first.
  await waitForTurn({ trx, shopId, kind: "conversation" });
  const gone = await trx.run(sql<{ kind: DocumentKind; number: number }>`
    select 'conversation' as kind, d.number from search_document d
      where d.shop_id = ${shopId} and d.kind = ${CODE_OF.conversation} and d.subject_id = any(${ids}::uuid[])

    union all select 'contact', d.number from conversation c
      join search_document d on d.shop_id = c.shop_id and d.kind = ${CODE_OF.contact} and d.subject_id = c.contact_id
      where c.shop_id = ${shopId} and c.conversation_id = any(${ids}::uuid[])
    union all select 'note', d.number from ticket t
      join ticket_note n on n.shop_id = t.shop_id and n.ticket_id = t.ticket_id
      join search_document d on d.shop_id = t.shop_id and d.kind = ${CODE_OF.note} and d.subject_id = n.note_id
      where t.shop_id = ${shopId} and t.conversation_id = any(${ids}::uuid[])`);
  for (const kind of ["conversation", "contact", "note"] as const) {
    const numbers = gone.filter((each) => each.kind === kind).map(({ number }) => number);
    if (numbers.length === 0) continue;
    if (kind !== "conversation") await waitForTurn({ trx, shopId, kind });
    await erasePostings({ trx, shopId, kind }, numbers);
    await trx.run(sql`
      delete from search_document
      where shop_id = ${shopId} and kind = ${CODE_OF[kind]} and number = any(${numbers}::int[])`);
  }
  // Also what was not read yet: the worker begins behind it.
  await trx.run(sql`
    insert into search_forgotten as known (shop_id, conversation_id, until_seq)
    select shop_id, conversation_id, next_seq - 1 from conversation
    where shop_id = ${shopId} and conversation_id = any(${ids}::uuid[])
    on conflict (shop_id, conversation_id) do update set until_seq = excluded.until_seq, at = excluded.at`);
  return gone.length;
}
