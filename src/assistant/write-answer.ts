/** Lets the model write an answer from numbered passages, checks it, and lets it try once more while time remains. */
import type { Citation, Passage } from "../contracts/answer.ts";
import type { Instant } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { LanguageModel, ModelReply } from "../contracts/language-model.ts";
import type { Ports } from "../contracts/ports.ts";
import type { PersonalVault } from "./guard/create-personal-vault.ts";
import { type BuiltPrompt, buildPrompt } from "./prompt/build-prompt.ts";
import { checkReply, type ReplyFault } from "./checks/check-reply.ts";
import { readPassage } from "./checks/read-passage.ts";
import { citePassages, writeAnswerText } from "./reply/cite-passages.ts";
import { MAX_READ_LENGTH, readModelReply } from "./reply/read-model-reply.ts";
import { showDraft } from "./reply/show-draft.ts";
import type { HistoryLine } from "./prompt/trim-history.ts";
import { workWithin } from "./work-within.ts";

export interface WritingTask {
  /** Without personal data, as the memory is; `vault` has them. */
  readonly question: string;
  readonly vault: PersonalVault;
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly history: readonly HistoryLine[];
  readonly signal: AbortSignal;
  readonly deadlineAt: Instant;
  readonly onDraft: ((text: string) => void) | null;
}

interface Attempted {
  readonly promptVersion: string;
  /** Null when no reply came. */
  readonly model: string | null;
}

export type WrittenAnswer = Attempted &
  (
    | { readonly kind: "written"; readonly text: string; readonly citations: readonly [Citation, ...Citation[]] }
    /** The model has read the passages and says that they do not answer. */
    | { readonly kind: "cannot" }
    | { readonly kind: "unavailable"; readonly reason: string }
    | { readonly kind: "refused"; readonly fault: ReplyFault }
  );

type WritingPorts = Pick<Ports, "texts" | "clock" | "metrics">;

/** Less is not enough for a model to read eight passages and write. */
const MIN_RETRY_MS = 2_500;

/** Never throws; ends by the deadline. */
export async function writeAnswer(
  task: WritingTask,
  model: LanguageModel,
  ports: WritingPorts,
): Promise<WrittenAnswer> {
  const first = await attempt(task, model, ports, null);
  if (first.kind !== "refused" || remainingMs(task, ports) < MIN_RETRY_MS) return first;
  return attempt(task, model, ports, first.fault);
}

async function attempt(
  task: WritingTask,
  model: LanguageModel,
  ports: WritingPorts,
  fault: ReplyFault | null,
): Promise<WrittenAnswer> {
  const prompt = buildPrompt({ ...task, fault }, ports.texts);
  const { onDraft } = task;
  const limit = { clock: ports.clock, ms: remainingMs(task, ports), signal: task.signal };
  const replying = workWithin(limit, (signal) =>
    model.complete(prompt.messages, {
      signal,
      ...(onDraft ? { onText: showDraft({ ...task, canary: prompt.canary, onDraft }) } : {}),
    }),
  );
  // While the server thinks: what its words will be compared with.
  for (const passage of task.passages) readPassage(passage);
  const written = judgeReply(await replying, prompt, task);
  if (written.kind === "refused") ports.metrics.count("model_replies_refused_total", { fault: written.fault });
  return written;
}

function judgeReply(reply: ModelReply | null, prompt: BuiltPrompt, task: WritingTask): WrittenAnswer {
  const promptVersion = prompt.version;
  if (!reply) return { kind: "unavailable", reason: "timeout", promptVersion, model: null };
  if (reply.kind === "unavailable") {
    return { kind: "unavailable", reason: reply.reason, promptVersion, model: null };
  }
  const attempted = { promptVersion, model: reply.model };
  const marked = task.vault.mark(reply.text.slice(0, MAX_READ_LENGTH));
  if (marked === null) return { kind: "refused", fault: "unknown-placeholder", ...attempted };
  const verdict = readModelReply(marked, task.language);
  if (verdict.kind === "cannot") return { kind: "cannot", ...attempted };
  const { language, passages } = task;
  const fault = checkReply({
    raw: reply.text,
    sentences: verdict.sentences,
    language,
    passages,
    canary: prompt.canary,
  });
  const [citation, ...others] = fault ? [] : citePassages(verdict.sentences, passages);
  if (!citation) return { kind: "refused", fault: fault ?? "uncited", ...attempted };
  const text = task.vault.restore(writeAnswerText(verdict.sentences));
  return { kind: "written", text, citations: [citation, ...others], ...attempted };
}

function remainingMs(task: WritingTask, ports: Pick<Ports, "clock">): number {
  return task.deadlineAt - ports.clock.now();
}
