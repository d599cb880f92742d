/** Endpoints of webhooks and what was sent to them. No secret is stored: it is derived from what the installation knows. */
import { type RawBuilder, sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { type EndpointId, TEST_EVENT, type WebhookStore } from "../../contracts/webhook.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { createWebhookSending, type DeriveSecret } from "./send-webhooks.ts";
import { type DeliveryRow, type EndpointRow, readDelivery, readEndpoint } from "./webhook-rows.ts";

export interface WebhookStoreOptions {
  readonly deriveSecret: DeriveSecret;
}

interface Target {
  readonly shopId: ShopId;
  readonly endpointId: EndpointId;
  readonly by: AgentId;
}

export function createWebhookStore(database: OpenDatabase, { deriveSecret }: WebhookStoreOptions): WebhookStore {
  const read = async (shopId: ShopId, wanted: RawBuilder<unknown>) =>
    (await database.inShop<EndpointRow>(shopId, selectEndpoints(shopId, wanted))).map(readEndpoint);
  const writeSecret = (shopId: ShopId, endpointId: EndpointId, version: number) =>
    `whsec_${Buffer.from(deriveSecret(shopId, endpointId, version)).toString("base64")}`;
  return {
    ...createWebhookSending(database, deriveSecret),
    ...createDeliveries(database),
    list: (shopId) => read(shopId, sql`true`),
    get: async (shopId, endpointId) => (await read(shopId, sql`e.endpoint_id = ${endpointId}`))[0] ?? null,
    insert: (shopId, endpointId, { url, description, events }, by) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .insertInto("webhook_endpoint")
          .values({
            shop_id: shopId,
            endpoint_id: endpointId,
            url,
            description,
            events: [...events],
            created_by: by,
          })
          .execute();
        await note(trx, { shopId, endpointId, by }, "webhook-added");
        return writeSecret(shopId, endpointId, 1);
      }),
    change: (shopId, endpointId, { url, description, events, state }, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`update webhook_endpoint set url = coalesce(${url ?? null}::text, url),
            description = coalesce(${description ?? null}::text, description),
            events = coalesce(${events ? [...events] : null}::text[], events)
          where shop_id = ${shopId} and endpoint_id = ${endpointId} returning 1`);
        if (rows.length === 0) return false;
        if (state !== undefined) await trx.run(moveEndpoint(shopId, endpointId, state));
        await note(trx, { shopId, endpointId, by }, "webhook-changed", state === undefined ? {} : { state });
        return true;
      }),
    remove: (shopId, endpointId, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(
          sql`delete from webhook_endpoint where shop_id = ${shopId} and endpoint_id = ${endpointId} returning 1`,
        );
        if (rows.length === 0) return false;
        await note(trx, { shopId, endpointId, by }, "webhook-removed");
        return true;
      }),
    rotate: (shopId, endpointId, overlapMs, by) =>
      database.withShop(shopId, async (trx) => {
        const [row] = await trx.run<{ secret_version: number }>(sql`update webhook_endpoint
          set secret_version = secret_version + 1, overlap_until = now() + make_interval(secs => ${overlapMs / 1000})
          where shop_id = ${shopId} and endpoint_id = ${endpointId} returning secret_version`);
        if (!row) return null;
        await note(trx, { shopId, endpointId, by }, "webhook-secret-renewed", { version: row.secret_version });
        return writeSecret(shopId, endpointId, row.secret_version);
      }),
  };
}

type Deliveries = Pick<WebhookStore, "deliveries" | "resend" | "resendFailed" | "test">;

function createDeliveries(database: OpenDatabase): Deliveries {
  const again = (target: Target, wanted: RawBuilder<unknown>) =>
    database.withShop(target.shopId, async (trx) => {
      const { shopId, endpointId } = target;
      const rows = await trx.run(sql`update webhook_delivery set state = 'queued', attempts = 0, first_tried_at = null,
          due_at = now(), settled_at = null
        where shop_id = ${shopId} and endpoint_id = ${endpointId} and ${wanted} returning 1`);
      if (rows.length > 0) await note(trx, target, "webhook-resent", { events: rows.length });
      return rows.length;
    });
  return {
    async deliveries(shopId, endpointId, { limit, beforePosition }) {
      const rows = await database.inShop<DeliveryRow>(
        shopId,
        sql`select * from webhook_delivery where shop_id = ${shopId} and endpoint_id = ${endpointId}
          and position < ${beforePosition ?? Number.MAX_SAFE_INTEGER} order by position desc limit ${limit}`,
      );
      return rows.map(readDelivery);
    },
    resend: async (shopId, endpointId, eventKey, by) =>
      (await again({ shopId, endpointId, by }, sql`event_key = ${eventKey}`)) > 0,
    resendFailed: (shopId, endpointId, by) => again({ shopId, endpointId, by }, sql`state = 'failed'`),
    async test(shopId, endpointId, eventKey) {
      const rows = await database.inShop(
        shopId,
        sql`insert into webhook_delivery (shop_id, endpoint_id, event_key, event, payload, occurred_at)
          select shop_id, endpoint_id, ${eventKey}, ${TEST_EVENT}, '{}', now() from webhook_endpoint
          where shop_id = ${shopId} and endpoint_id = ${endpointId} returning 1`,
      );
      return rows.length === 1;
    },
  };
}

function selectEndpoints(shopId: ShopId, wanted: RawBuilder<unknown>): RawBuilder<EndpointRow> {
  return sql<EndpointRow>`
    select e.*, (select count(*)::int from webhook_delivery d where d.shop_id = e.shop_id
      and d.endpoint_id = e.endpoint_id and d.state = 'queued') as queued
    from webhook_endpoint e where e.shop_id = ${shopId} and ${wanted} order by e.created_at desc, e.endpoint_id`;
}

/** Who is switched on starts as if nothing had ever failed; what still waits is sent, however old it is. */
function moveEndpoint(shopId: ShopId, endpointId: EndpointId, state: "active" | "paused"): RawBuilder<unknown> {
  if (state === "paused") {
    return sql`update webhook_endpoint set state = 'paused' where shop_id = ${shopId} and endpoint_id = ${endpointId}`;
  }
  return sql`with waiting as (
      update webhook_delivery set first_tried_at = null, due_at = now()
      where shop_id = ${shopId} and endpoint_id = ${endpointId} and state = 'queued'
    )
    update webhook_endpoint set state = 'active', active_since = now(), failures = 0, failing_since = null,
      disabled_at = null, resume_at = now()
    where shop_id = ${shopId} and endpoint_id = ${endpointId} and state <> 'active'`;
}

function note(
  trx: ShopTransaction,
  { shopId, endpointId, by }: Target,
  action: string,
  detail: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  return writeAudit(trx, shopId, by, { action, detail: { endpointId, ...detail } });
}
