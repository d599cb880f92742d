/** The tables of edited knowledge as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { ColumnType, Generated } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface KnowledgeTables {
  article_version: {
    shop_id: string;
    version_id: string;
    article_key: string;
    language: string;
    number: number;
    state: string;
    is_withdrawal: Generated<boolean>;
    title: string;
    url: string | null;
    questions: Json;
    tags: Json;
    body: string;
    reviewed_until: ColumnType<string, string | null, string | null> | null;
    source: Json;
    author_id: string | null;
    reason: string;
    created_at: DefaultAt;
    published_at: At | null;
    moved_at: DefaultAt;
    moved_by: string | null;
    move_reason: Generated<string>;
  };
  knowledge_setting: {
    shop_id: string;
    expired: Generated<string>;
    warn_days: Generated<number>;
    has_ratings: Generated<boolean>;
  };
  knowledge_source: {
    shop_id: string;
    source_id: string;
    kind: string;
    url: string;
    language: string | null;
    every_ms: number | null;
    publishes: Generated<boolean>;
    next_due_at: At | null;
    last_run_at: At | null;
    last_outcome: string | null;
    created_at: DefaultAt;
  };
  source_page: {
    shop_id: string;
    source_id: string;
    url: string;
    etag: string | null;
    last_modified: string | null;
  };
  question_group: {
    shop_id: string;
    group_id: string;
    state: Generated<string>;
    article_key: string | null;
    nearest_key: string | null;
    language: string;
    sample: string;
    created_at: DefaultAt;
    done_at: At | null;
    done_by: string | null;
  };
  unanswered_question: {
    shop_id: string;
    turn_id: string;
    group_id: string;
    conversation_id: string;
    language: string;
    text: string;
    outcome: string;
    asked_at: At;
  };
  answer_rating: {
    shop_id: string;
    outbound_id: string;
    conversation_id: string;
    rating: string;
    rated_at: DefaultAt;
  };
}
