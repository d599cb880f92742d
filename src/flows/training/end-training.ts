/** Ends a practice with its score card. What was done is read where it was done; the card is kept in the real shop. */
import { writeComment } from "../../assistant/copilot/write-comment.ts";
import { AppError } from "../../contracts/errors.ts";
import { TRAINER_ID } from "../../contracts/training-place.ts";
import type {
  TrainingCard,
  TrainingCaseCard,
  TrainingDeeds,
  TrainingEndedBy,
  TrainingProgress,
  TrainingRun,
  TrainingRunId,
} from "../../contracts/training.ts";
import type { Agent } from "../../contracts/agent.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { scoreCase } from "../../training/score-case.ts";
import { findManner } from "../translation/manners.ts";
import { PACES, type TrainingPorts } from "./training-ports.ts";

const MAX_MESSAGES = 200;
const COMMENT_MS = 30_000;

/** The open practice of this agent, by their own wish. */
export async function endTraining(agent: Agent, ports: TrainingPorts): Promise<TrainingRunId> {
  assertMay(agent, "training:own");
  const run = await ports.training.openOf(agent.shopId, agent.agentId);
  if (!run) throw new AppError("NOT_FOUND", "No practice is open; your results are on the training page.");
  await finishTraining(run, "agent", ports);
  return run.runId;
}

/** Twice, by an agent and by the time: the first one counts. */
export async function finishTraining(run: TrainingRun, endedBy: TrainingEndedBy, ports: TrainingPorts): Promise<void> {
  const progress = run.progress.map((each) =>
    each.end === null && each.said > 0 ? { ...each, end: "ended" as const } : each,
  );
  const cases: TrainingCaseCard[] = [];
  for (const each of progress) {
    const card = each.said === 0 ? null : await judgeCase(run, each, ports);
    if (card) cases.push(card);
  }
  const total = cases.reduce((sum, { score }) => sum + score, 0);
  const card: TrainingCard = { score: cases.length === 0 ? 0 : Math.round(total / cases.length), cases };
  if (!(await ports.training.end(run, { endedBy, card, progress }))) return;
  // Pages that still show the practice learn that it is over.
  ports.live.publish(`access:${run.practiceShopId}`, {});
  ports.metrics.count("training_runs_total", { endedBy });
  // The card is there at once; what a model adds comes when it comes.
  if (ports.model && cases.length > 0) {
    commentRun(run, card, ports).catch((error: unknown) => ports.log.error("training-comment-failed", error));
  }
}

async function commentRun(run: TrainingRun, card: TrainingCard, ports: TrainingPorts): Promise<void> {
  const said: { readonly speaker: string; readonly text: string }[] = [];
  for (const { conversationId } of run.progress) {
    const lines = await ports.conversations.timeline(run.practiceShopId, conversationId, { limit: MAX_MESSAGES });
    said.push(...lines.filter(({ speaker }) => speaker === "buyer" || speaker === "agent"));
  }
  const marks = card.cases.flatMap((one) =>
    one.marks.map(
      ({ criterion, points, outOf, reason }) => `${one.caseKey}: ${criterion} ${points}/${outOf} ${reason}`,
    ),
  );
  const task = { shopId: run.shopId, language: run.reads, said, marks, signal: AbortSignal.timeout(COMMENT_MS) };
  const comment = await writeComment(task, ports);
  if (comment !== null) await ports.training.comment(run.shopId, run.runId, comment);
}

async function judgeCase(
  run: TrainingRun,
  progress: TrainingProgress,
  ports: TrainingPorts,
): Promise<TrainingCaseCard | null> {
  const one = ports.texts.training.cases.find(({ caseKey }) => caseKey === progress.caseKey);
  const deeds = await readDeeds(run, progress, ports);
  if (!one || !deeds) return null;
  const { language: began, reads, speed } = run;
  return scoreCase(one, { progress, deeds, began, reads, book: ports.texts.training, patience: PACES[speed].patience });
}

async function readDeeds(
  { practiceShopId: shopId, language }: TrainingRun,
  { ticketId, conversationId }: TrainingProgress,
  ports: TrainingPorts,
): Promise<TrainingDeeds | null> {
  const [ticket, notes, timeline, wasTakenFirst, manner] = await Promise.all([
    ports.tickets.get(shopId, ticketId),
    ports.desk.notesOf(shopId, ticketId),
    ports.conversations.timeline(shopId, conversationId, { limit: MAX_MESSAGES }),
    ports.training.wasTakenFirst(shopId, conversationId),
    findManner(shopId, { language, localeHint: language }, ports),
  ]);
  if (!ticket) return null;
  const { category, priority, tags } = ticket;
  return {
    category,
    priority,
    tags,
    wasTakenFirst,
    notes: notes.filter(({ agentId }) => agentId !== TRAINER_ID).length,
    replies: timeline.flatMap(({ speaker, text, seq, delivery }) =>
      speaker === "agent" && delivery !== "cancelled" ? [{ text, seq }] : [],
    ),
    opening: manner?.opening ?? null,
    avoid: manner?.avoid ?? [],
  };
}
