/** The worker's side of webhooks: who sends to which endpoint, what is due there, and what became of it. */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { Attempt, EndpointClaim, EndpointId, EndpointVerdict, WebhookStore } from "../../contracts/webhook.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { collectEvents } from "./collect-events.ts";
import { type DeliveryRow, readDue, readMoment } from "./webhook-rows.ts";

type Sending = Pick<WebhookStore, "collect" | "claimEndpoints" | "dueOf" | "settle" | "free" | "forgetOld">;

interface ClaimRow {
  readonly endpoint_id: string;
  readonly url: string;
  readonly lease_token: string;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly secret_version: number;
  readonly overlaps: boolean;
}

export type DeriveSecret = (shopId: ShopId, endpointId: EndpointId, version: number) => Uint8Array;

/** So many failures in a row say something about the endpoint, not about one event. */
export const FAILING_FROM = 3;

export function createWebhookSending(database: OpenDatabase, deriveSecret: DeriveSecret): Sending {
  return {
    collect: (shopId) => collectEvents(database, shopId),
    async claimEndpoints(shopId, limit, leaseMs) {
      const rows = await database.inShop<ClaimRow>(shopId, claimEndpoints(shopId, limit, leaseMs));
      return rows.map((row) => readClaim(shopId, row, deriveSecret));
    },
    async dueOf(shopId, { endpointId, leaseToken }, limit) {
      const rows = await database.inShop<DeliveryRow>(
        shopId,
        sql`select d.* from webhook_delivery d
          join webhook_endpoint e on e.shop_id = d.shop_id and e.endpoint_id = d.endpoint_id
          where d.shop_id = ${shopId} and d.endpoint_id = ${endpointId} and d.state = 'queued' and d.due_at <= now()
            and e.lease_token = ${leaseToken} and e.lease_until > now()
          order by d.position limit ${limit}`,
      );
      return rows.map(readDue);
    },
    settle: (shopId, claim, attempt, verdict) =>
      database.withShop(shopId, async (trx) => {
        if (!(await judgeEndpoint(trx, shopId, claim, verdict))) return false;
        await noteAttempt(trx, shopId, claim.endpointId, attempt);
        return true;
      }),
    async free(shopId, { endpointId, leaseToken }) {
      await database.inShop(
        shopId,
        sql`update webhook_endpoint set lease_token = null, lease_until = null
          where shop_id = ${shopId} and endpoint_id = ${endpointId} and lease_token = ${leaseToken}`,
      );
    },
    async forgetOld(shopId, keptMs) {
      await database.inShop(
        shopId,
        sql`delete from webhook_delivery where shop_id = ${shopId} and state <> 'queued'
          and settled_at < now() - make_interval(secs => ${keptMs / 1000})`,
      );
    },
  };
}

function claimEndpoints(shopId: ShopId, limit: number, leaseMs: number): RawBuilder<ClaimRow> {
  return sql<ClaimRow>`update webhook_endpoint set lease_token = gen_random_uuid(),
      lease_until = now() + make_interval(secs => ${leaseMs / 1000})
    where shop_id = ${shopId} and endpoint_id in (
      select e.endpoint_id from webhook_endpoint e
      where e.shop_id = ${shopId} and e.state = 'active' and e.resume_at <= now()
        and (e.lease_until is null or e.lease_until < now())
        and exists (select 1 from webhook_delivery d where d.shop_id = e.shop_id
          and d.endpoint_id = e.endpoint_id and d.state = 'queued' and d.due_at <= now())
      order by e.resume_at limit ${limit} for update skip locked)
    returning endpoint_id, url, lease_token, failures, failing_since, secret_version,
      coalesce(overlap_until > now(), false) as overlaps`;
}

function readClaim(shopId: ShopId, row: ClaimRow, deriveSecret: DeriveSecret): EndpointClaim {
  const endpointId = row.endpoint_id as EndpointId;
  const newest = deriveSecret(shopId, endpointId, row.secret_version);
  return {
    endpointId,
    url: row.url,
    leaseToken: row.lease_token,
    failures: row.failures,
    failingSince: readMoment(row.failing_since),
    secrets: row.overlaps ? [newest, deriveSecret(shopId, endpointId, row.secret_version - 1)] : [newest],
  };
}

/** False when the lease is somebody else's by now. */
async function judgeEndpoint(
  trx: ShopTransaction,
  shopId: ShopId,
  { endpointId, leaseToken }: EndpointClaim,
  verdict: EndpointVerdict,
): Promise<boolean> {
  const mine = sql`shop_id = ${shopId} and endpoint_id = ${endpointId} and lease_token = ${leaseToken}`;
  switch (verdict.kind) {
    case "well": {
      const [was] = await trx.run<{ failures: number }>(
        sql`select failures from webhook_endpoint where ${mine} for update`,
      );
      if (!was) return false;
      if (was.failures === 0) return true;
      await trx.run(
        sql`update webhook_endpoint set failures = 0, failing_since = null, resume_at = now() where ${mine}`,
      );
      // It is back: what waited for its own next try need not wait any longer.
      if (was.failures >= FAILING_FROM) {
        await trx.run(sql`update webhook_delivery set due_at = now()
          where shop_id = ${shopId} and endpoint_id = ${endpointId} and state = 'queued' and due_at > now()`);
      }
      return true;
    }
    case "failing": {
      const rows = await trx.run(sql`update webhook_endpoint set failures = failures + 1,
          failing_since = coalesce(failing_since, now()),
          resume_at = now() + make_interval(secs => ${verdict.resumeAfterMs / 1000})
        where ${mine} returning 1`);
      return rows.length === 1;
    }
    case "disable": {
      const rows = await trx.run(sql`update webhook_endpoint set failures = failures + 1, state = 'disabled',
          failing_since = coalesce(failing_since, now()), disabled_at = now()
        where ${mine} and state = 'active' returning 1`);
      if (rows.length === 0) return false;
      await writeAudit(trx, shopId, null, { action: "webhook-disabled", detail: { endpointId } });
      return true;
    }
    default:
      return assertNever(verdict);
  }
}

async function noteAttempt(
  trx: ShopTransaction,
  shopId: ShopId,
  endpointId: EndpointId,
  { eventKey, status, fault, tookMs, outcome }: Attempt,
): Promise<void> {
  const state = outcome.kind === "delivered" ? "delivered" : outcome.kind === "given-up" ? "failed" : "queued";
  const afterS = outcome.kind === "again" ? outcome.afterMs / 1000 : 0;
  await trx.run(sql`update webhook_delivery set attempts = attempts + 1,
      first_tried_at = coalesce(first_tried_at, now()), state = ${state},
      due_at = now() + make_interval(secs => ${afterS}), last_status = ${status}::int, last_fault = ${fault}::text,
      last_ms = ${Math.round(tookMs)}::int, settled_at = case when ${state}::text = 'queued' then null else now() end
    where shop_id = ${shopId} and endpoint_id = ${endpointId} and event_key = ${eventKey}`);
}
