/** The messages of a conversation as people read them, with what became of those we sent. */
import { sql } from "kysely";
import type { ConversationId, ShopId } from "../contracts/ids.ts";
import type { TimelineMessage } from "../contracts/message.ts";
import type { OpenDatabase } from "./open-database.ts";
import { type MessageRow, readTimelineMessage } from "./read-rows.ts";

export interface TimelineRange {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly limit: number;
  readonly beforeSeq?: number;
}

export async function readTimeline(database: OpenDatabase, range: TimelineRange): Promise<readonly TimelineMessage[]> {
  const rows = await database.inShop(
    range.shopId,
    sql<MessageRow>`
    select m.*, o.state, o.is_maybe_duplicate, o.cause ->> 'notice' as notice, o.cause ? 'again' as is_again
    from message m
    left join outbox o on o.shop_id = m.shop_id and o.message_id = m.message_id
    where m.shop_id = ${range.shopId} and m.conversation_id = ${range.conversationId}
      and m.seq < ${range.beforeSeq ?? Number.MAX_SAFE_INTEGER}
    order by m.seq desc limit ${range.limit}`,
  );
  return rows.toReversed().map(readTimelineMessage);
}
