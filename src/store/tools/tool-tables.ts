/** The tables of tools as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated, GeneratedAlways } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface ToolTables {
  tool_setting: {
    shop_id: string;
    settings: Json;
    secret_version: Generated<number>;
    key_algorithm: string | null;
    key_pem: string | null;
  };
  buyer_identity: {
    shop_id: string;
    account_id: string;
    thread_key: string;
    subject: string;
    email: string | null;
    phone: string | null;
    token_id: string;
    verified_at: DefaultAt;
    expires_at: At;
  };
  used_token: { shop_id: string; token_id: string; thread_key: string; expires_at: At };
  order_proof: {
    shop_id: string;
    conversation_id: string;
    order_id: string;
    kind: string;
    proven_at: DefaultAt;
    expires_at: At;
  };
  proof_try: {
    shop_id: string;
    try_id: GeneratedAlways<number>;
    kind: string;
    conversation_id: string;
    contact_id: string;
    subject_key: string;
    at: DefaultAt;
  };
  proposal: {
    shop_id: string;
    proposal_id: string;
    conversation_id: string;
    contact_id: string;
    kind: string;
    order_id: string | null;
    order_number: string | null;
    amount_minor: number | null;
    currency: string | null;
    coupon_id: string | null;
    coupon_code: string | null;
    detail: string | null;
    language: string;
    once_key: string;
    state: string;
    rule: string | null;
    created_at: DefaultAt;
    expires_at: At;
    decided_at: At | null;
    decided_by: string | null;
    reason: string | null;
  };
}
