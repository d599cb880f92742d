/** The tables of reviews as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface ReviewTables {
  score_reason: {
    shop_id: string;
    reason_id: string;
    subject: string;
    nearest_key: string | null;
    found_at: DefaultAt;
  };
  review_card: { shop_id: string; version: number; criteria: Json; saved_by: string | null; saved_at: DefaultAt };
  review_draw: {
    shop_id: string;
    draw_id: string;
    seed: string;
    resolved_from: At;
    resolved_until: At;
    per_agent: number;
    drawn_by: string;
    drawn_at: DefaultAt;
  };
  ticket_review: {
    shop_id: string;
    review_id: Generated<string>;
    ticket_id: string;
    agent_id: string;
    draw_id: string;
    why: string;
    state: Generated<string>;
    reviewer_id: string | null;
    reviewed_at: At | null;
    card_version: number | null;
    points: number | null;
    comment: Generated<string>;
    answer: string | null;
    answered_at: At | null;
  };
  review_mark: { shop_id: string; review_id: string; criterion_key: string; mark: string; comment: Generated<string> };
}
