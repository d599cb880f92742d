/** The tables of access as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { At, DefaultAt } from "../rows/columns.ts";

export interface AccessTables {
  agent: {
    shop_id: string;
    agent_id: string;
    email: string;
    name: string;
    role: string;
    password_hash: string;
    created_at: DefaultAt;
    disabled_at: At | null;
  };
  agent_session: {
    shop_id: string;
    session_hash: string;
    agent_id: string;
    created_at: DefaultAt;
    expires_at: At;
    session_id: Generated<string>;
    device: Generated<string>;
    seen_at: DefaultAt;
    training_run_id: string | null;
  };
  access_link: {
    shop_id: string;
    link_id: string;
    kind: string;
    token_hash: string;
    email: string;
    role: string;
    agent_id: string | null;
    made_by: string | null;
    made_at: DefaultAt;
    expires_at: At;
    used_at: At | null;
    revoked_at: At | null;
  };
  agent_factor: {
    shop_id: string;
    agent_id: string;
    sealed_key: string;
    last_step: Generated<number>;
    confirmed_at: At | null;
  };
  recovery_code: { shop_id: string; agent_id: string; code_hash: string };
  access_setting: { shop_id: string; is_factor_required: Generated<boolean> };
}
