/** The tables of API keys and webhooks as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated, GeneratedAlways } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface IntegrationTables {
  api_key: {
    shop_id: string;
    key_id: string;
    agent_id: string;
    name: string;
    key_hash: string;
    prefix: string;
    scopes: string[];
    created_by: string;
    created_at: DefaultAt;
    expires_at: At | null;
    last_used_at: At | null;
    revoked_at: At | null;
  };
  webhook_endpoint: {
    shop_id: string;
    endpoint_id: string;
    url: string;
    description: Generated<string>;
    events: string[];
    secret_version: Generated<number>;
    overlap_until: At | null;
    state: Generated<string>;
    active_since: DefaultAt;
    disabled_at: At | null;
    failures: Generated<number>;
    failing_since: At | null;
    resume_at: DefaultAt;
    lease_token: string | null;
    lease_until: At | null;
    created_by: string;
    created_at: DefaultAt;
  };
  webhook_delivery: {
    shop_id: string;
    endpoint_id: string;
    event_key: string;
    position: GeneratedAlways<number>;
    event: string;
    payload: Json;
    occurred_at: At;
    state: Generated<string>;
    attempts: Generated<number>;
    first_tried_at: At | null;
    due_at: DefaultAt;
    last_status: number | null;
    last_fault: string | null;
    last_ms: number | null;
    settled_at: At | null;
    created_at: DefaultAt;
  };
  webhook_cursor: { shop_id: string; read_until: DefaultAt };
}
