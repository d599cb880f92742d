/** What is written and read in a practice shop beside the stores that every shop has. */
import { sql } from "kysely";
import type { ConversationId, ShopId } from "../../contracts/ids.ts";
import type { TrainingStore } from "../../contracts/training.ts";
import { TRAINING_ACCOUNT_ID } from "../../contracts/training-place.ts";
import type { OpenDatabase } from "../open-database.ts";

/** Before a simulated buyer's first word: the assistant would answer it, were the case not somebody's already. */
export async function openThread(
  database: OpenDatabase,
  practiceShopId: ShopId,
  { threadKey, name, locale }: Parameters<TrainingStore["openThread"]>[1],
): Promise<ConversationId> {
  const [row] = await database.inShopAll<{ readonly conversation_id: string }>(practiceShopId, [
    sql`with known as (
        select 1 from contact_identity
        where shop_id = ${practiceShopId} and account_id = ${TRAINING_ACCOUNT_ID} and sender_key = ${threadKey}
      ), made as (
        insert into contact (shop_id, display_name) select ${practiceShopId}, ${name} where not exists (select 1 from known)
        returning contact_id
      )
      insert into contact_identity (shop_id, account_id, sender_key, contact_id)
      select ${practiceShopId}, ${TRAINING_ACCOUNT_ID}, ${threadKey}, contact_id from made on conflict do nothing`,
    sql`insert into conversation (shop_id, contact_id, account_id, thread_key, locale_hint, language)
      select ${practiceShopId}, contact_id, ${TRAINING_ACCOUNT_ID}, ${threadKey}, ${locale}, ${locale} from contact_identity
      where shop_id = ${practiceShopId} and account_id = ${TRAINING_ACCOUNT_ID} and sender_key = ${threadKey}
      on conflict do nothing`,
    sql`select conversation_id from conversation
      where shop_id = ${practiceShopId} and account_id = ${TRAINING_ACCOUNT_ID} and thread_key = ${threadKey}`,
  ]);
  if (!row) throw new Error("A thread that was just opened is not there.");
  return row.conversation_id as ConversationId;
}

export async function wasTakenFirst(
  database: OpenDatabase,
  practiceShopId: ShopId,
  conversationId: ConversationId,
): Promise<boolean> {
  const rows = await database.inShop(
    practiceShopId,
    sql`select 1 from audit t
      where t.shop_id = ${practiceShopId} and t.conversation_id = ${conversationId}
        and t.action in ('ticket-take', 'ticket-assign')
        and not exists (select 1 from audit r where r.shop_id = t.shop_id and r.conversation_id = t.conversation_id
          and r.action = 'ticket-reply' and r.audit_id < t.audit_id)
      limit 1`,
  );
  return rows.length > 0;
}

/** Nothing of an earlier run stands in the queue, is due or waits to be sent. */
export async function tidyPractice(database: OpenDatabase, practiceShopId: ShopId): Promise<void> {
  await database.inShopAll(practiceShopId, [
    sql`update ticket set status = 'closed', resolved_at = coalesce(resolved_at, now())
      where shop_id = ${practiceShopId} and status <> 'closed'`,
    sql`update conversation set holder_kind = 'assistant', holder_ticket_id = null, holder_agent_id = null,
        epoch = epoch + 1, pending_count = 0, pending_due_at = null, lease_token = null, lease_until = null
      where shop_id = ${practiceShopId} and (holder_kind <> 'assistant' or pending_due_at is not null)`,
    sql`update inbox set settled_at = now() where shop_id = ${practiceShopId} and settled_at is null`,
    sql`update outbox set state = 'cancelled', settled_at = now()
      where shop_id = ${practiceShopId} and state in ('queued', 'sending')`,
    sql`delete from ticket_timer where shop_id = ${practiceShopId}`,
    sql`update agent_desk set availability = 'away' where shop_id = ${practiceShopId}`,
  ]);
}
