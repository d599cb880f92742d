/** The tables of staff desks as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface StaffTables {
  staff_desk: {
    shop_id: string;
    desk_id: string;
    account_id: string;
    place_key: string;
    place_name: string;
    language: string;
    fault: string | null;
    paced_at: DefaultAt;
    held_until: At | null;
    linked_by: string;
    linked_at: DefaultAt;
    unlinked_at: At | null;
  };
  staff_account: {
    shop_id: string;
    account_id: string;
    sender_key: string;
    sender_name: string;
    agent_id: string;
    linked_at: DefaultAt;
  };
  staff_code: {
    shop_id: string;
    code_hash: string;
    kind: string;
    agent_id: string;
    language: string;
    expires_at: At;
    used_at: At | null;
  };
  staff_thread: {
    shop_id: string;
    thread_id: string;
    desk_id: string;
    ticket_id: string;
    conversation_id: string;
    thread_key: string | null;
    card_key: string | null;
    mirrored_seq: number;
    shown: Json;
    next_place: Generated<number>;
    lost_count: Generated<number>;
    is_live: Generated<boolean>;
    lease_token: string | null;
    lease_until: At | null;
    created_at: DefaultAt;
  };
  staff_post: {
    shop_id: string;
    post_id: string;
    thread_id: string;
    place: number;
    kind: string;
    body: Json;
    state: Generated<string>;
    batch_id: string | null;
    attempts: Generated<number>;
    is_maybe_duplicate: Generated<boolean>;
    external_key: string | null;
    outbound_id: string | null;
    receipt: string | null;
    fault: string | null;
    created_at: DefaultAt;
    settled_at: At | null;
  };
  staff_event: {
    shop_id: string;
    account_id: string;
    external_id: string;
    sender_key: string;
    event: Json;
    received_at: DefaultAt;
    lease_until: At;
    attempts: Generated<number>;
    settled_at: At | null;
    outcome: string | null;
  };
}
