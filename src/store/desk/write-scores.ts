/** What a decision notes about scores: only for tickets of the conversation whose row the caller holds. */
import { type RawBuilder, sql } from "kysely";
import type { ScoreChange } from "../../contracts/satisfaction.ts";
import type { HeldConversation } from "../held-conversation.ts";

const MAX_COMMENT = 8_000;

export function writeScore(held: HeldConversation, change: ScoreChange): readonly RawBuilder<unknown>[] {
  switch (change.kind) {
    case "asked":
      return [
        sql`insert into ticket_score (shop_id, ticket_id, agent_id)
          select shop_id, ticket_id, agent_id from ticket where ${isOwn(held, change)}
          on conflict (shop_id, ticket_id) do update set asked_at = now(), agent_id = excluded.agent_id`,
      ];
    case "scored":
      return [
        sql`update ticket_score set score = ${change.score}::int, scored_at = now() where ${isOwn(held, change)}
          and exists (select 1 from ticket where ${isOwn(held, change)}
            and conversation_id = ${held.conversationId}::uuid)`,
        ...(change.tag === null
          ? []
          : [
              sql`update ticket set tags = array_append(tags, ${change.tag}::text) where ${isOwn(held, change)}
                and conversation_id = ${held.conversationId}::uuid and not ${change.tag}::text = any(tags)`,
            ]),
      ];
    case "commented":
      return [
        sql`update ticket_score set comment = left(concat_ws(E'\n', comment, ${change.comment}::text), ${MAX_COMMENT}::int),
            reason_id = null
          where ${isOwn(held, change)} and exists (select 1 from ticket where ${isOwn(held, change)}
            and conversation_id = ${held.conversationId}::uuid)`,
      ];
  }
}

function isOwn({ shopId }: HeldConversation, { ticketId }: ScoreChange): RawBuilder<unknown> {
  return sql`shop_id = ${shopId}::uuid and ticket_id = ${ticketId}::uuid`;
}
