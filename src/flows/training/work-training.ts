/** One look at a practice: what the agent said is read, and the buyers say what is due. Repeating it changes nothing. */
import type { Instant, ShopId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import { TRAINER_ID, TRAINING_ACCOUNT_ID } from "../../contracts/training-place.ts";
import type { TrainingProgress, TrainingRun } from "../../contracts/training.ts";
import { acceptMessage } from "../../inbox/accept-message.ts";
import { detectLanguage } from "../../languages/detect-language.ts";
import { type Heard, stepCase } from "../../training/step-case.ts";
import { finishTraining } from "./end-training.ts";
import { threadOf } from "./start-training.ts";
import { PACES, type TrainingPorts } from "./training-ports.ts";

/** A server that was away, or a clock that jumped, is not held against the agent: the run's clock moves this far at most. */
const MAX_STEP_MS = 5_000;
/** Tags and notes may still be set when the last buyer has gone. */
const LINGERS_MS = 15 * 60_000;
const LONGEST_MS = 2 * 3_600_000;
/** Replies of one case; nobody sends more to a buyer who leaves after three. */
const MAX_REPLIES = 100;

/** Returns whether anything was said or read. */
export async function workTraining(practiceShopId: ShopId, ports: TrainingPorts): Promise<boolean> {
  const run = await ports.training.openIn(practiceShopId);
  if (!run) return false;
  const now = ports.clock.now();
  const clockMs = run.clockMs + Math.min(Math.max(0, now - run.tickedAt), MAX_STEP_MS);
  const moved: TrainingRun = { ...run, clockMs };
  const progress: TrainingProgress[] = [];
  for (const before of run.progress) progress.push(await goOn(moved, before, ports));
  if (isOver({ ...moved, progress })) {
    await finishTraining({ ...moved, progress }, "time", ports);
    return true;
  }
  // Two workers in the same millisecond are one look; the slower one's is thrown away.
  const at = Math.max(now, run.tickedAt + 1) as Instant;
  await ports.training.tick(run, { clockMs, progress, at });
  return progress.some((after, index) => after !== run.progress[index]);
}

function isOver({ clockMs, progress }: TrainingRun): boolean {
  if (clockMs >= LONGEST_MS) return true;
  const last = Math.max(...progress.flatMap(({ lines }) => lines.map(({ atMs }) => atMs)));
  return progress.every(({ end }) => end !== null) && clockMs >= last + LINGERS_MS;
}

async function goOn(run: TrainingRun, before: TrainingProgress, ports: TrainingPorts): Promise<TrainingProgress> {
  if (before.end !== null || run.clockMs < before.arrivesAtMs) return before;
  if (before.said === 0) await openCase(run, before, ports);
  const heard = await hear(run, before, ports);
  const after = stepCase(before, heard, run.clockMs, { book: ports.texts.training, pace: PACES[run.speed] });
  for (let line = before.said; line < after.said; line += 1) await say(run, after, line, ports);
  return after;
}

/** The case is somebody's before the buyer's first word, so that no assistant answers it. */
async function openCase(
  run: TrainingRun,
  { caseKey, conversationId, ticketId }: TrainingProgress,
  ports: TrainingPorts,
) {
  const { practiceShopId: shopId, language, reads, runId } = run;
  const script = ports.texts.training.scripts.get(language)?.cases[caseKey];
  const one = ports.texts.training.cases.find((each) => each.caseKey === caseKey);
  const conversation = await ports.conversations.get(shopId, conversationId);
  if (!script || !one || conversation?.holder.kind !== "assistant") return;
  const openedAt = ports.clock.now();
  const within = one.answerWithinS * 1_000 * PACES[run.speed].patience;
  await ports.conversations.change(shopId, conversationId, conversation.epoch, {
    holder: { kind: "queue", ticketId },
    openTicket: {
      ticketId,
      language,
      openedAt,
      reason: "buyer-asked",
      priority: "normal",
      note: script.first,
      firstReplyDueAt: (openedAt + within) as Instant,
    },
    language: { language, isChosen: false },
    queue: [],
    audit: [{ actor: { kind: "system" }, action: "ticket-opened", detail: { reason: "buyer-asked" } }],
  });
  const text = ports.texts.training.scripts.get(reads)?.cases[caseKey]?.rule ?? script.rule;
  const noteId = ports.ids.derive<string>(`training-rule:${runId}:${caseKey}`);
  await ports.desk.addNote(shopId, { noteId, ticketId, agentId: TRAINER_ID, text, mentions: [] });
  ports.doorbell.ringDesk(shopId);
  ports.live.publish(`console:${shopId}`, { kind: "ticket-changed", ticketId, conversationId });
}

async function hear(run: TrainingRun, before: TrainingProgress, ports: TrainingPorts): Promise<Heard> {
  const { practiceShopId: shopId } = run;
  const [conversation, timeline] = await Promise.all([
    ports.conversations.get(shopId, before.conversationId),
    ports.conversations.timeline(shopId, before.conversationId, { limit: MAX_REPLIES }),
  ]);
  const replies = timeline.flatMap(({ speaker, seq, text, delivery }) =>
    speaker === "agent" && delivery !== "cancelled" && seq > before.readSeq
      ? [{ seq, text, language: languageOf(text, before) }]
      : [],
  );
  return { replies, isOver: conversation?.holder.kind === "assistant" };
}

/** A word or two says no language: then it is the buyer's. */
function languageOf(text: string, { language }: TrainingProgress) {
  return detectLanguage(text, { allowed: LANGUAGES, conversation: language, localeHint: null }).language;
}

async function say(run: TrainingRun, after: TrainingProgress, index: number, ports: TrainingPorts): Promise<void> {
  const spoken = after.lines[index];
  const script = spoken && ports.texts.training.scripts.get(spoken.language);
  const lines = script?.cases[after.caseKey];
  if (!spoken || !script || !lines) return;
  const { line } = spoken;
  const text = line === "first" || line === "second" ? lines[line] : script.shared[line];
  const began = ports.texts.training.scripts.get(run.language)?.cases[after.caseKey];
  const threadKey = threadOf(run.runId, after.caseKey);
  await acceptMessage(
    { shopId: run.practiceShopId, accountId: TRAINING_ACCOUNT_ID },
    {
      threadKey,
      senderKey: threadKey,
      senderName: began?.name ?? null,
      // The same line is the same message, whoever says it again.
      externalId: `${threadKey}:${index}`,
      parts: [{ kind: "text", text }],
      locale: spoken.language,
      sentAt: ports.clock.now(),
    },
    ports,
  );
}
