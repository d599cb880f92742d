/** The tables of the search as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { DefaultAt } from "../rows/columns.ts";

export interface SearchTables {
  search_document: {
    shop_id: string;
    kind: number;
    subject_id: string;
    number: number;
    subject_key: string | null;
    read_until: Generated<number>;
    mark: Generated<string>;
    last_at: DefaultAt;
  };
  search_posting: { shop_id: string; kind: number; term: string; block: number; documents: string };
  search_forgotten: { shop_id: string; conversation_id: string; until_seq: number; at: DefaultAt };
  search_counter: { shop_id: string; kind: number; next_number: Generated<number> };
}
