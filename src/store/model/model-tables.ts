/** The tables of model use as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { At, DefaultAt } from "../rows/columns.ts";

export interface ModelTables {
  model_usage: {
    shop_id: string;
    day: string;
    tokens: Generated<number>;
    cost_micros: Generated<number>;
    calls: Generated<number>;
    refused_calls: Generated<number>;
    warned_at: At | null;
    exhausted_at: At | null;
  };
  question_proposal: {
    shop_id: string;
    proposal_id: Generated<string>;
    article_key: string;
    language: string;
    text: string;
    state: Generated<string>;
    model: string;
    prompt_version: string;
    proposed_at: DefaultAt;
    decided_at: At | null;
  };
}
