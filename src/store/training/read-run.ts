/** Rows of training to the types the inside knows; only the store beside it writes what is read here. */
import type { Selectable } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { TrainingRun, TrainingRunId, TrainingRunSummary } from "../../contracts/training.ts";
import { readInstant } from "../read-rows.ts";
import type { Database } from "../schema.ts";

export type RunRow = Selectable<Database["training_run"]>;
export type SummaryRow = RunRow & { readonly agent_name: string };

export function readRun(row: RunRow): TrainingRun {
  return {
    shopId: row.shop_id as ShopId,
    runId: row.run_id as TrainingRunId,
    agentId: row.agent_id as AgentId,
    practiceShopId: row.practice_shop_id as ShopId,
    language: row.language as Language,
    reads: row.reads as Language,
    speed: row.speed as TrainingRun["speed"],
    isMix: row.is_mix,
    startedAt: readInstant(row.started_at),
    tickedAt: readInstant(row.ticked_at),
    clockMs: Number(row.clock_ms),
    progress: row.progress as TrainingRun["progress"],
    endedAt: row.ended_at === null ? null : readInstant(row.ended_at),
    endedBy: row.ended_by as TrainingRun["endedBy"],
    card: row.card as TrainingRun["card"],
    comment: row.comment,
  };
}

export function readSummary(row: SummaryRow): TrainingRunSummary {
  const { runId, agentId, language, speed, isMix, startedAt, endedAt, progress } = readRun(row);
  const caseKeys = progress.map(({ caseKey }) => caseKey);
  return {
    runId,
    agentId,
    language,
    speed,
    isMix,
    startedAt,
    endedAt,
    caseKeys,
    agentName: row.agent_name,
    score: row.score,
  };
}
