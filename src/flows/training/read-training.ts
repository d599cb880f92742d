/** What an agent sees of the own practice, and who heads the team of everybody's. */
import type { Agent } from "../../contracts/agent.ts";
import { AppError } from "../../contracts/errors.ts";
import type { TrainingProgress, TrainingRunId, TrainingRunSummary } from "../../contracts/training.ts";
import type { TrainingNow, TrainingOverview, TrainingResult } from "../../contracts/training-views.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import type { TrainingPorts } from "./training-ports.ts";

const NEWEST = 50;
const NEWEST_OF_TEAM = 200;

type ReadPorts = Pick<TrainingPorts, "training" | "texts">;

export async function readTraining(agent: Agent, { training, texts }: ReadPorts): Promise<TrainingOverview> {
  assertMay(agent, "training:own");
  const { shopId, agentId } = agent;
  const [open, runs] = await Promise.all([
    training.openOf(shopId, agentId),
    training.list(shopId, { agentId, limit: NEWEST }),
  ]);
  const cases = texts.training.cases.map(({ caseKey, answerWithinS }) => ({ caseKey, answerWithinS }));
  return { cases, runs, open: open && { runId: open.runId, startedAt: open.startedAt } };
}

/** The banner's figures, while one practises. */
export async function readNow(agent: Agent, { training, texts }: ReadPorts): Promise<TrainingNow> {
  const run = await training.openOf(agent.shopId, agent.agentId);
  if (!run) return { kind: "none" };
  const script = texts.training.scripts.get(run.language);
  const buyers = run.progress.map((progress) => {
    const { caseKey } = progress;
    return { caseKey, buyer: script?.cases[caseKey]?.name ?? caseKey, state: stateOf(progress) };
  });
  return { kind: "running", runId: run.runId, clockMs: run.clockMs, buyers };
}

function stateOf({ end, said, waitingSinceMs }: TrainingProgress): "coming" | "waits" | "writes" | "gone" {
  if (end !== null) return "gone";
  if (said === 0) return "coming";
  return waitingSinceMs === null ? "writes" : "waits";
}

export async function readTeamTraining(agent: Agent, { training }: ReadPorts): Promise<readonly TrainingRunSummary[]> {
  assertMay(agent, "training:results");
  return training.list(agent.shopId, { limit: NEWEST_OF_TEAM });
}

/** Somebody else's is not there for who may not see it. */
export async function readResult(agent: Agent, runId: TrainingRunId, { training }: ReadPorts): Promise<TrainingResult> {
  const run = await training.get(agent.shopId, runId);
  if (!run || (run.agentId !== agent.agentId && !may(agent, "training:results"))) {
    throw new AppError("NOT_FOUND", "There is no such practice.");
  }
  const { agentId, language, reads, speed, startedAt, endedAt, endedBy, card, comment } = run;
  return { runId, agentId, language, reads, speed, startedAt, endedAt, endedBy, card, comment };
}
