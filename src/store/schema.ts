/** The tables as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { AccessTables } from "./access/access-tables.ts";
import type { CommerceTables } from "./commerce/commerce-tables.ts";
import type { DeskTables } from "./desk/desk-tables.ts";
import type { FileTables } from "./files/file-tables.ts";
import type { IntegrationTables } from "./integrations/integration-tables.ts";
import type { KnowledgeTables } from "./knowledge/knowledge-tables.ts";
import type { ModelTables } from "./model/model-tables.ts";
import type { ReviewTables } from "./review/review-tables.ts";
import type { At, DefaultAt, Json } from "./rows/columns.ts";
import type { SearchTables } from "./search/search-tables.ts";
import type { StaffTables } from "./staff/staff-tables.ts";
import type { ToolTables } from "./tools/tool-tables.ts";
import type { TrainingTables } from "./training/training-tables.ts";
import type { TranslationTables } from "./translation/translation-tables.ts";

export interface Database
  extends AccessTables,
    CommerceTables,
    DeskTables,
    FileTables,
    IntegrationTables,
    KnowledgeTables,
    ModelTables,
    ReviewTables,
    SearchTables,
    StaffTables,
    ToolTables,
    TrainingTables,
    TranslationTables {
  shop: {
    id: Generated<string>;
    key: string;
    name: string;
    default_language: string;
    languages: string[];
    widget_origins: Generated<string[]>;
    next_ticket_number: Generated<number>;
    created_at: DefaultAt;
    voice: string | null;
    model_daily_tokens: number | null;
    model_daily_cost_micros: number | null;
    training_of: string | null;
    training_until: At | null;
  };
  channel_account: {
    shop_id: string;
    account_id: Generated<string>;
    channel: string;
    account_key: string;
    created_at: DefaultAt;
  };
  channel_state: { shop_id: string; account_id: string; state_key: string; value: Json; updated_at: DefaultAt };
  contact: {
    shop_id: string;
    contact_id: Generated<string>;
    display_name: string | null;
    created_at: DefaultAt;
    tags: Generated<string[]>;
  };
  contact_identity: {
    shop_id: string;
    account_id: string;
    sender_key: string;
    contact_id: string;
    created_at: DefaultAt;
  };
  conversation: {
    shop_id: string;
    conversation_id: Generated<string>;
    contact_id: string;
    account_id: string;
    thread_key: string;
    language: string | null;
    is_language_chosen: Generated<boolean>;
    locale_hint: string | null;
    holder_kind: Generated<string>;
    holder_ticket_id: string | null;
    holder_agent_id: string | null;
    epoch: Generated<number>;
    next_seq: Generated<number>;
    memory_from_seq: Generated<number>;
    clarify_count: Generated<number>;
    form: Json | null;
    pending_count: Generated<number>;
    pending_due_at: At | null;
    lease_token: string | null;
    lease_until: At | null;
    created_at: DefaultAt;
  };
  message: {
    shop_id: string;
    message_id: Generated<string>;
    conversation_id: string;
    seq: number;
    speaker: string;
    agent_id: string | null;
    text: string;
    parts: Json;
    language: string | null;
    choices: Json;
    sources: Json;
    turn_id: string | null;
    at: DefaultAt;
    is_proof: Generated<boolean>;
  };
  inbox: {
    shop_id: string;
    account_id: string;
    external_id: string;
    conversation_id: string;
    message_id: string;
    seq: number;
    sender_key: string;
    sender_name: string | null;
    locale: string | null;
    sent_at: At;
    attempts: Generated<number>;
    received_at: DefaultAt;
    settled_at: At | null;
    fault: string | null;
  };
  turn: {
    shop_id: string;
    turn_id: string;
    conversation_id: string;
    first_seq: number;
    last_seq: number;
    attempt: number;
    outcome: string;
    confidence: number | null;
    article_keys: Generated<string[]>;
    written_by: string | null;
    prompt_version: string | null;
    model: string | null;
    fault: string | null;
    reason: string | null;
    steps: Json;
    started_at: At;
    finished_at: DefaultAt;
  };
  outbox: {
    shop_id: string;
    outbound_id: string;
    conversation_id: string;
    account_id: string;
    message_id: string;
    seq: number;
    speaker: string;
    epoch: number;
    cause: Json;
    state: Generated<string>;
    attempts: Generated<number>;
    due_at: DefaultAt;
    lease_token: string | null;
    is_maybe_duplicate: Generated<boolean>;
    extra_ms: Generated<number>;
    external_id: string | null;
    fault: string | null;
    created_at: DefaultAt;
    settled_at: At | null;
  };
  feed_thread: { shop_id: string; account_id: string; thread_key: string; last_cursor: number };
  feed_entry: {
    shop_id: string;
    account_id: string;
    thread_key: string;
    cursor: number;
    entry_key: string;
    payload: Json;
    at: DefaultAt;
  };
  article: {
    shop_id: string;
    article_key: string;
    language: string;
    title: string;
    url: string | null;
    questions: Json;
    tags: Json;
    body: string;
    reviewed_until: ColumnType<string, string | null, string | null> | null;
    origin: string;
    fingerprint: string;
    updated_at: DefaultAt;
  };
  passage_vector: { shop_id: string; model: string; text_hash: string; vector: number[] };
  audit: {
    shop_id: string;
    audit_id: GeneratedAlways<number>;
    at: DefaultAt;
    actor_kind: string;
    agent_id: string | null;
    conversation_id: string | null;
    action: string;
    detail: Json;
  };
}
