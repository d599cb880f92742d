/** Proposals: what the assistant asked people to do. Deciding one is a single transaction under the conversation's lock. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ContactId, ConversationId, CouponId, Instant, OrderId, ShopId } from "../../contracts/ids.ts";
import type { DecisionResult, ProposalDecision, ToolStore } from "../../contracts/tool-store.ts";
import type { Proposal, ProposalId, ProposalKind } from "../../contracts/proposal.ts";
import { applyChange, lockConversation } from "../apply-change.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readLanguage } from "../read-rows.ts";
import type { ToolTables } from "./tool-tables.ts";

type ProposalRow = Selectable<ToolTables["proposal"]> & { readonly is_expired: boolean };

export function createProposals(
  database: OpenDatabase,
): Pick<ToolStore, "proposals" | "getProposal" | "findProposal" | "decide"> {
  return {
    async proposals(shopId, { states, conversationId, limit }) {
      const rows = await database.inShop<ProposalRow>(
        shopId,
        sql`select *, expires_at <= now() as is_expired from proposal where shop_id = ${shopId}
          and (${states ? [...states] : null}::text[] is null or
            case when state = 'open' and expires_at <= now() then 'expired' else state end
              = any(${states ? [...states] : []}::text[]))
          and (${conversationId ?? null}::uuid is null or conversation_id = ${conversationId ?? null}::uuid)
          order by created_at desc limit ${limit}`,
      );
      return rows.map(readProposal);
    },
    async getProposal(shopId, proposalId) {
      const [row] = await database.inShop<ProposalRow>(
        shopId,
        sql`select *, expires_at <= now() as is_expired from proposal
          where shop_id = ${shopId} and proposal_id = ${proposalId}::uuid`,
      );
      return row ? readProposal(row) : null;
    },
    async findProposal(shopId, onceKey) {
      const [row] = await database.inShop<ProposalRow>(
        shopId,
        sql`select *, false as is_expired from proposal where shop_id = ${shopId} and once_key = ${onceKey}
          and (state = 'approved' or (state = 'open' and expires_at > now()))
          order by state = 'approved' desc, created_at desc limit 1`,
      );
      return row ? readProposal(row) : null;
    },
    decide: (shopId, proposalId, decision) =>
      database.withShop(shopId, (trx) => decide(trx, shopId, proposalId, decision)),
  };
}

async function decide(
  trx: ShopTransaction,
  shopId: ShopId,
  proposalId: ProposalId,
  decision: ProposalDecision,
): Promise<DecisionResult> {
  const [known] = await trx.run<{ conversation_id: string }>(
    sql`select conversation_id from proposal where shop_id = ${shopId} and proposal_id = ${proposalId}::uuid`,
  );
  const locked = known ? await lockConversation(trx, shopId, known.conversation_id as ConversationId) : null;
  if (!locked) return { kind: "unknown" };
  const [row] = await trx.run<ProposalRow>(sql`
    select *, expires_at <= now() as is_expired from proposal
    where shop_id = ${shopId} and proposal_id = ${proposalId}::uuid for update`);
  if (!row) return { kind: "unknown" };
  if (row.state === decision.state) return { kind: "repeated", proposal: readProposal(row) };
  if (row.state !== "open") return { kind: "refused", because: "decided-otherwise" };
  if (row.is_expired && decision.state === "approved") return { kind: "refused", because: "expired" };
  // Two proposals for one order, approved at the same moment: the key's lock lets one of them see the other.
  await trx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`proposal:${shopId}:${row.once_key}`}, 0))`);
  const [changed] = await trx.run<ProposalRow>(sql`
    update proposal p set state = ${decision.state}, decided_at = now(), decided_by = ${decision.agentId}::uuid,
      reason = ${decision.reason}
    where shop_id = ${shopId} and proposal_id = ${proposalId}::uuid and (${decision.state} = 'rejected' or not exists (
      select 1 from proposal o where o.shop_id = p.shop_id and o.once_key = p.once_key and o.state = 'approved'))
    returning *, false as is_expired`);
  if (!changed) return { kind: "refused", because: "approved-elsewhere" };
  await applyChange(trx, locked, { queue: decision.queue, audit: [decision.audit] });
  return { kind: "decided", proposal: readProposal(changed) };
}

function readProposal(row: ProposalRow): Proposal {
  const isExpired = row.state === "open" && row.is_expired;
  return {
    shopId: row.shop_id as ShopId,
    proposalId: row.proposal_id as ProposalId,
    conversationId: row.conversation_id as ConversationId,
    contactId: row.contact_id as ContactId,
    kind: row.kind as ProposalKind,
    orderId: row.order_id as OrderId | null,
    orderNumber: row.order_number,
    amount:
      row.amount_minor === null || row.currency === null ? null : { minor: row.amount_minor, currency: row.currency },
    couponId: row.coupon_id as CouponId | null,
    couponCode: row.coupon_code,
    detail: row.detail,
    language: readLanguage(row.language) ?? "en",
    onceKey: row.once_key,
    state: isExpired ? "expired" : (row.state as Proposal["state"]),
    rule: row.rule,
    createdAt: row.created_at.getTime() as Instant,
    expiresAt: row.expires_at.getTime() as Instant,
    decidedAt: (row.decided_at?.getTime() ?? null) as Instant | null,
    decidedBy: row.decided_by as AgentId | null,
    reason: row.reason,
  };
}
