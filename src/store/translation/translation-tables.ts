/** The tables of translations and manners as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { DefaultAt, Json } from "../rows/columns.ts";

export interface TranslationTables {
  message_translation: {
    shop_id: string;
    message_id: string;
    language: string;
    state: Generated<string>;
    text: string | null;
    doubts: Json;
    reason: string | null;
    attempts: Generated<number>;
    due_at: DefaultAt;
    model: string | null;
    prompt_version: string | null;
    changed_at: DefaultAt;
  };
  translation_look: { shop_id: string; ticket_id: string; agent_id: string | null; next_seq: number };
  own_words: { shop_id: string; message_id: string; language: string; text: string };
  agent_language: {
    shop_id: string;
    agent_id: string;
    console_language: string | null;
    reads: string[] | null;
    is_off: Generated<boolean>;
  };
  manner: {
    shop_id: string;
    market: string;
    opening: string;
    formality: string;
    avoid: Generated<string[]>;
    note: Generated<string>;
    changed_at: DefaultAt;
  };
}
