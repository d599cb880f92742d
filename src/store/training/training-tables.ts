/** The tables of training as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { ColumnType, Generated } from "kysely";

/** Read as a Date; written as a Date or an ISO text. */
type At = ColumnType<Date, Date | string, Date | string>;
type Json = ColumnType<unknown, string, string>;

export interface TrainingTables {
  training_run: {
    shop_id: string;
    run_id: string;
    agent_id: string;
    practice_shop_id: string;
    language: string;
    reads: string;
    speed: string;
    is_mix: boolean;
    started_at: At;
    clock_ms: Generated<number>;
    ticked_at: At;
    progress: Json;
    ended_at: At | null;
    ended_by: string | null;
    score: number | null;
    card: Json | null;
    comment: string | null;
  };
}
