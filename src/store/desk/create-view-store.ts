/** Saved views of the queue; what they hold is found elsewhere. */
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { SavedView, TicketView, ViewStore } from "../../contracts/saved-view.ts";
import type { TicketConditions } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import type { Database } from "../schema.ts";

export function createViewStore(database: OpenDatabase): ViewStore {
  return {
    async list(shopId, agentId) {
      const rows = await database.inShop<Selectable<Database["saved_view"]>>(
        shopId,
        sql`select * from saved_view where shop_id = ${shopId} and (is_shared or agent_id = ${agentId})
          order by is_shared desc, place, created_at, view_id`,
      );
      return rows.map(readView);
    },
    async put(shopId, by, view) {
      const { viewId, agentId, name, base, isShared } = view;
      const conditions = JSON.stringify(view.conditions);
      const rows = await database.inShop(
        shopId,
        sql`with kept as (
            insert into saved_view (shop_id, view_id, agent_id, name, base, conditions, is_shared, place)
            select ${shopId}::uuid, ${viewId}::uuid, ${agentId}::uuid, ${name}, ${base}, ${conditions}::jsonb, ${isShared},
              coalesce(max(place) + 1, 0)
            from saved_view where shop_id = ${shopId} and is_shared = ${isShared} and (is_shared or agent_id = ${agentId})
            on conflict (shop_id, view_id) do update set name = excluded.name, base = excluded.base,
              conditions = excluded.conditions, is_shared = excluded.is_shared,
              place = case when saved_view.is_shared = excluded.is_shared then saved_view.place else excluded.place end
            where saved_view.agent_id = excluded.agent_id
            returning view_id
          )
          ${noting(shopId, by, { action: "view-saved", from: sql`kept`, detail: { name, isShared } })} returning audit_id`,
      );
      return rows.length === 1;
    },
    async remove(shopId, by, viewId) {
      await database.inShop(
        shopId,
        sql`with gone as (
            delete from saved_view where shop_id = ${shopId} and view_id = ${viewId} returning view_id
          )
          ${noting(shopId, by, { action: "view-removed", from: sql`gone`, detail: {} })}`,
      );
    },
    async arrange(shopId, by, viewIds) {
      await database.inShop(
        shopId,
        sql`with moved as (
            update saved_view v set place = wanted.place
            from unnest(${[...viewIds]}::uuid[]) with ordinality as wanted (view_id, place)
            where v.shop_id = ${shopId} and v.view_id = wanted.view_id and v.place <> wanted.place
            returning v.view_id
          )
          ${noting(shopId, by, { action: "view-moved", from: sql`moved`, detail: {} })}`,
      );
    },
  };
}

interface Noted {
  readonly action: string;
  readonly from: RawBuilder<unknown>;
  readonly detail: Readonly<Record<string, unknown>>;
}

function noting(shopId: ShopId, by: AgentId, { action, from, detail }: Noted): RawBuilder<unknown> {
  return sql`insert into audit (shop_id, actor_kind, agent_id, action, detail)
    select ${shopId}::uuid, 'agent', ${by}::uuid, ${action}::text,
      ${JSON.stringify(detail)}::jsonb || jsonb_build_object('viewId', view_id) from ${from}`;
}

/** Only `put` writes what is read here. */
function readView(row: Selectable<Database["saved_view"]>): SavedView {
  return {
    viewId: row.view_id,
    agentId: row.agent_id as AgentId,
    name: row.name,
    base: row.base as TicketView,
    conditions: row.conditions as TicketConditions,
    isShared: row.is_shared,
  };
}
