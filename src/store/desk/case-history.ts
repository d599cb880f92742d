/** What is known of a contact when a case is opened: its tags, and how many cases there were. */
import { sql } from "kysely";
import type { DeskStore } from "../../contracts/desk.ts";
import type { OpenDatabase } from "../open-database.ts";

interface HistoryRow {
  readonly tags: readonly string[];
  readonly lately: number;
  readonly frequent: number;
}

export function createCaseHistory(database: OpenDatabase): Pick<DeskStore, "caseHistory" | "tagContact"> {
  return {
    async caseHistory(shopId, contactId, since) {
      const lately = new Date(since.lately);
      const frequent = new Date(since.frequent);
      const [row] = await database.inShop<HistoryRow>(
        shopId,
        sql`select c.tags, opened.lately, opened.frequent from contact c
          cross join lateral (
            select count(*) filter (where t.opened_at >= ${lately})::int as lately,
              count(*) filter (where t.opened_at >= ${frequent})::int as frequent
            from conversation v join ticket t on t.shop_id = v.shop_id and t.conversation_id = v.conversation_id
              and t.merged_into is null
            where v.shop_id = c.shop_id and v.contact_id = c.contact_id
          ) opened
          where c.shop_id = ${shopId} and c.contact_id = ${contactId}`,
      );
      return { tags: row?.tags ?? [], openedLately: row?.lately ?? 0, openedFrequent: row?.frequent ?? 0 };
    },
    async tagContact(shopId, contactId, tags, { actor, via }) {
      const agentId = actor.kind === "agent" ? actor.agentId : null;
      const rows = await database.inShop(
        shopId,
        sql`with tagged as (
            update contact set tags = ${[...tags]} where shop_id = ${shopId} and contact_id = ${contactId}
            returning contact_id
          ), noted as (
            insert into audit (shop_id, actor_kind, agent_id, action, detail)
            select ${shopId}, ${actor.kind}, ${agentId}::uuid, 'contact-tagged',
              jsonb_strip_nulls(jsonb_build_object('contactId', contact_id, 'tags', ${tags.join(", ")}::text,
                'apiKey', ${via ?? null}::text))
            from tagged
          )
          select contact_id from tagged`,
      );
      return rows.length === 1;
    },
  };
}
