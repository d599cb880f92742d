/** Lets the model write an answer from numbered passages, checks it, and lets it try once more while time remains. */
import type { AnswerStep, Citation, Passage, Voice } from "../contracts/answer.ts";
import type { Instant, ShopId } from "../contracts/ids.ts";
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
  readonly shopId: ShopId;
  /** Without personal data, as the memory is; `vault` has them. */
  readonly question: string;
  readonly vault: PersonalVault;
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly history: readonly HistoryLine[];
  readonly voice?: Voice | null;
  readonly manner?: Voice | null;
  readonly signal: AbortSignal;
  readonly deadlineAt: Instant;
  readonly onDraft: ((text: string) => void) | null;
}

interface Attempted {
  readonly promptVersion: string;
  /** Null when no reply came. */
  readonly model: string | null;
  /** Each server that was asked, in order, and what came of it. */
  readonly steps: readonly AnswerStep[];
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
  const second = await attempt(task, model, ports, first.fault);
  return { ...second, steps: [...first.steps, ...second.steps] };
}

async function attempt(
  task: WritingTask,
  model: LanguageModel,
  ports: WritingPorts,
  fault: ReplyFault | null,
): Promise<WrittenAnswer> {
  const prompt = buildPrompt({ ...task, voice: task.voice ?? null, manner: task.manner ?? null, fault }, ports.texts);
  const { onDraft } = task;
  const proofs = task.passages.map((passage) => markRecord(passage, task.vault));
  const limit = { clock: ports.clock, ms: remainingMs(task, ports), signal: task.signal };
  const replying = workWithin(limit, (signal) =>
    model.complete(prompt.messages, {
      signal,
      shopId: task.shopId,
      task: "answer",
      ...(onDraft
        ? {
            onText: showDraft({
              ...task,
              passages: proofs,
              canary: prompt.canary,
              instructions: prompt.instructions,
              onDraft,
            }),
          }
        : {}),
    }),
  );
  // While the server thinks: what its words will be compared with.
  for (const passage of proofs) readPassage(passage);
  const written = judgeReply(await replying, prompt, { ...task, passages: proofs });
  if (written.kind === "refused") ports.metrics.count("model_replies_refused_total", { fault: written.fault });
  return written;
}

function judgeReply(reply: ModelReply | null, prompt: BuiltPrompt, task: WritingTask): WrittenAnswer {
  const promptVersion = prompt.version;
  if (reply?.kind !== "text") {
    const reason = reply?.reason ?? "timeout";
    return { kind: "unavailable", reason, promptVersion, model: null, steps: stepsOf(reply, reason) };
  }
  const attempted = { promptVersion, model: reply.model };
  const marked = task.vault.mark(reply.text.slice(0, MAX_READ_LENGTH));
  if (marked === null) {
    const fault = "unknown-placeholder";
    return { kind: "refused", fault, ...attempted, steps: stepsOf(reply, fault) };
  }
  const verdict = readModelReply(marked, task.language);
  if (verdict.kind === "cannot") return { kind: "cannot", ...attempted, steps: stepsOf(reply, "cannot") };
  const { language, passages } = task;
  const fault = checkReply({
    raw: reply.text,
    sentences: verdict.sentences,
    language,
    passages,
    canary: prompt.canary,
    instructions: prompt.instructions,
  });
  const [citation, ...others] = fault ? [] : citePassages(verdict.sentences, passages);
  if (!citation) {
    return { kind: "refused", fault: fault ?? "uncited", ...attempted, steps: stepsOf(reply, fault ?? "uncited") };
  }
  const { vault } = task;
  const restore = (cited: Citation): Citation => ({ ...cited, quote: vault.restore(cited.quote) });
  const text = vault.restore(writeAnswerText(verdict.sentences));
  const steps = stepsOf(reply, "written");
  return { kind: "written", text, citations: [restore(citation), ...others.map(restore)], ...attempted, steps };
}

/** A reply is compared when its placeholders have become signs; so must be what a tool found. */
function markRecord(passage: Passage, vault: PersonalVault): Passage {
  return passage.kind === "record" ? { ...passage, text: vault.mark(passage.text) ?? passage.text } : passage;
}

/** The servers that gave nothing, and the one that did; with a single server there is no list. */
function stepsOf(reply: ModelReply | null, outcome: string): readonly AnswerStep[] {
  const failed = (reply?.failed ?? []).map(({ rung, reason }): AnswerStep => ({ step: rung, outcome: reason }));
  if (reply?.kind !== "text") return failed.length > 0 ? failed : [{ step: "model", outcome }];
  return [...failed, { step: failed.length > 0 ? "second-model" : "model", outcome }];
}

function remainingMs(task: WritingTask, ports: Pick<Ports, "clock">): number {
  return task.deadlineAt - ports.clock.now();
}
