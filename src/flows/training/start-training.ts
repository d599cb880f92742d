/** Begins a practice: buyers are chosen, the practice shop gets what the agent works with, and the session goes there. */
import type { Agent } from "../../contracts/agent.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import {
  MIX_SIZE,
  type TrainingCase,
  type TrainingProgress,
  type TrainingRun,
  type TrainingRunId,
  type TrainingSpeed,
} from "../../contracts/training.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { PACES, type TrainingPorts } from "./training-ports.ts";

export interface TrainingChoice {
  readonly language: Language;
  /** Null: some are drawn. */
  readonly caseKey: string | null;
  readonly speed: TrainingSpeed;
  readonly reads: Language;
}

/** Who practises, as the real shop knows them, and by which session. */
export interface Trainee {
  readonly agent: Agent;
  readonly sessionHash: string;
}

export type StartedTraining =
  | { readonly kind: "started"; readonly runId: TrainingRunId }
  /** Another practice of the same agent is open: it is gone on with, or ended. */
  | { readonly kind: "refused"; readonly reason: "already-open" }
  /** Buyers wait for this agent; nobody would answer them meanwhile. */
  | { readonly kind: "refused"; readonly reason: "holds-cases"; readonly cases: number };

/** The next buyer of a mix writes so long after the one before. */
const APART_MS = 20_000;

export async function startTraining(
  { agent, sessionHash }: Trainee,
  choice: TrainingChoice,
  ports: TrainingPorts,
): Promise<StartedTraining> {
  assertMay(agent, "training:own");
  const { shopId, agentId } = agent;
  const runId = ports.ids.next<TrainingRunId>();
  const chosen = chooseCases(choice.caseKey, runId, ports);
  const held = await ports.training.heldCases(shopId, agentId);
  if (held > 0) return { kind: "refused", reason: "holds-cases", cases: held };
  if (await ports.training.openOf(shopId, agentId)) return { kind: "refused", reason: "already-open" };
  const practiceShopId = await ports.training.ensurePractice(shopId, agent);
  const progress: TrainingProgress[] = [];
  for (const [place, one] of chosen.entries()) {
    progress.push(await placeBuyer({ practiceShopId, runId, one, place, choice }, ports));
  }
  const run: Parameters<TrainingPorts["training"]["start"]>[0] = {
    shopId,
    runId,
    agentId,
    practiceShopId,
    progress,
    language: choice.language,
    reads: choice.reads,
    speed: choice.speed,
    isMix: choice.caseKey === null,
    startedAt: ports.clock.now(),
  };
  if (!(await ports.training.start(run))) return { kind: "refused", reason: "already-open" };
  await bringAlong(shopId, practiceShopId, agentId, ports);
  await leaveDesk(agent, ports);
  await ports.training.attach(shopId, run, sessionHash);
  return { kind: "started", runId };
}

/** Another session of the same agent goes on with the open practice. False when there is none. */
export async function resumeTraining({ agent, sessionHash }: Trainee, ports: TrainingPorts): Promise<boolean> {
  assertMay(agent, "training:own");
  const run = await ports.training.openOf(agent.shopId, agent.agentId);
  if (!run || !(await ports.training.attach(agent.shopId, run, sessionHash))) return false;
  await leaveDesk(agent, ports);
  return true;
}

/** Drawn by the run's name, which nobody can guess. */
function chooseCases(
  caseKey: string | null,
  runId: TrainingRunId,
  { texts, ids }: Pick<TrainingPorts, "texts" | "ids">,
): readonly TrainingCase[] {
  const { cases } = texts.training;
  if (caseKey === null) {
    const drawn = cases.map((one) => ({ one, by: ids.derive<string>(`${runId}:${one.caseKey}`) }));
    return drawn
      .toSorted((one, other) => (one.by < other.by ? -1 : 1))
      .slice(0, MIX_SIZE)
      .map(({ one }) => one);
  }
  const one = cases.find((each) => each.caseKey === caseKey);
  if (!one) throw new AppError("REQUEST_INVALID", "There is no such case; choose one of the list.");
  return [one];
}

interface Placed {
  readonly practiceShopId: ShopId;
  readonly runId: TrainingRun["runId"];
  readonly one: TrainingCase;
  readonly place: number;
  readonly choice: TrainingChoice;
}

async function placeBuyer(
  { practiceShopId, runId, one, place, choice }: Placed,
  { training, texts, ids }: TrainingPorts,
): Promise<TrainingProgress> {
  const { language } = choice;
  const name = texts.training.scripts.get(language)?.cases[one.caseKey]?.name ?? one.caseKey;
  const threadKey = threadOf(runId, one.caseKey);
  const conversationId: ConversationId = await training.openThread(practiceShopId, {
    threadKey,
    name,
    locale: language,
  });
  const arrivesAtMs = place * APART_MS * PACES[choice.speed].patience;
  return {
    caseKey: one.caseKey,
    conversationId,
    ticketId: ids.next<TicketId>(),
    arrivesAtMs,
    lines: [{ line: "first", language, atMs: arrivesAtMs }],
    said: 0,
    step: 0,
    found: [],
    readSeq: 0,
    misses: 0,
    nudges: 0,
    kept: 0,
    late: 0,
    foreign: 0,
    language,
    waitingSinceMs: null,
    firstReplyMs: null,
    end: null,
  };
}

export function threadOf(runId: TrainingRunId, caseKey: string): string {
  return `${runId}:${caseKey}`;
}

/** The shop's own macros and manners, so that one practises with what one works with. */
async function bringAlong(
  home: ShopId,
  practiceShopId: ShopId,
  agentId: AgentId,
  { macros, manners }: TrainingPorts,
): Promise<void> {
  for (const macro of await macros.list(home)) await macros.put(practiceShopId, macro);
  for (const manner of await manners.list(home)) await manners.put(practiceShopId, manner, agentId);
}

/** Nobody is given real cases who does not see them. */
async function leaveDesk({ shopId, agentId }: Agent, { desk }: TrainingPorts): Promise<void> {
  const own = await desk.deskOf(shopId, agentId);
  if (own?.availability !== "available") return;
  const { languages, skills, capacity } = own;
  await desk.saveDesk(shopId, { agentId, availability: "away", languages, skills, capacity });
}
