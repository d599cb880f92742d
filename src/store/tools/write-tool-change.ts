/** What a turn with a tool writes beside its reply: a proof, a proposal, and which messages no model may read. */
import { type RawBuilder, sql } from "kysely";
import type { ConversationChange } from "../../contracts/stores.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import type { NewProposal } from "../../contracts/proposal.ts";

type HeldConversation = Pick<Conversation, "shopId" | "conversationId">;

export function writeToolChange(held: HeldConversation, change: ConversationChange): readonly RawBuilder<unknown>[] {
  const { prove, propose, proofMessages = [] } = change;
  return [
    ...(prove ? [insertProof(held, prove), forgiveTry(held)] : []),
    ...(propose ? [insertProposal(held, propose)] : []),
    ...(proofMessages.length > 0 ? [markProofs(held, proofMessages)] : []),
  ];
}

function insertProof(held: HeldConversation, proof: NonNullable<ConversationChange["prove"]>): RawBuilder<unknown> {
  return sql`
    insert into order_proof (shop_id, conversation_id, order_id, kind, expires_at)
    values (${held.shopId}, ${held.conversationId}, ${proof.orderId}::uuid, ${proof.kind}, ${new Date(proof.expiresAt)})
    on conflict (shop_id, conversation_id, order_id) do update set kind = excluded.kind, proven_at = now(),
      expires_at = excluded.expires_at`;
}

/** The try that was right counts for nobody; those before it stay. */
function forgiveTry(held: HeldConversation): RawBuilder<unknown> {
  return sql`
    delete from proof_try where shop_id = ${held.shopId} and try_id = (select max(try_id) from proof_try
      where shop_id = ${held.shopId} and conversation_id = ${held.conversationId} and kind = 'proof')`;
}

function markProofs(held: HeldConversation, messageIds: readonly string[]): RawBuilder<unknown> {
  return sql`
    update message set is_proof = true where shop_id = ${held.shopId} and conversation_id = ${held.conversationId}
      and message_id = any(${[...messageIds]}::uuid[])`;
}

/** A wish that lives already is not written again. */
function insertProposal(held: HeldConversation, proposal: NewProposal): RawBuilder<unknown> {
  const { amount, rule } = proposal;
  return sql`
    insert into proposal (shop_id, proposal_id, conversation_id, contact_id, kind, order_id, order_number, amount_minor,
      currency, coupon_id, coupon_code, detail, language, once_key, state, rule, expires_at, decided_at)
    select c.shop_id, ${proposal.proposalId}::uuid, c.conversation_id, c.contact_id, ${proposal.kind},
      ${proposal.orderId}::uuid, ${proposal.orderNumber}, ${amount?.minor ?? null}::bigint, ${amount?.currency ?? null},
      ${proposal.couponId}::uuid, ${proposal.couponCode}, ${proposal.detail}, ${proposal.language},
      ${proposal.onceKey}::text, ${rule === null ? "open" : "approved"}, ${rule}, ${new Date(proposal.expiresAt)},
      ${rule === null ? null : new Date()}::timestamptz
    from conversation c where c.shop_id = ${held.shopId} and c.conversation_id = ${held.conversationId}
      and not exists (select 1 from proposal p where p.shop_id = c.shop_id and p.once_key = ${proposal.onceKey}::text
        and (p.state = 'approved' or (p.state = 'open' and p.expires_at > now())))
    on conflict do nothing`;
}
