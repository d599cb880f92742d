/** Lets the model say which tools it wants, in at most three steps; what they find becomes passages it may cite. */
import type { AnswerStep, Passage } from "../../contracts/answer.ts";
import type { ArticleKey, Instant, PassageId, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { RequestedCall } from "../../contracts/language-model.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { PersonalVault } from "../guard/create-personal-vault.ts";
import type { KnownValue } from "../guard/find-personal.ts";
import { fenceText } from "../prompt/fence-text.ts";
import { fillPrompt, languageForModel, versionMark } from "../prompt/fill-prompt.ts";
import type { HistoryLine } from "../prompt/trim-history.ts";
import { writeConversation, writeMessage } from "../prompt/write-material.ts";
import { workWithin } from "../work-within.ts";
import { OFFERED_TOOLS, readCall, type WantedCall } from "./offered-tools.ts";

/** Null: denied, or nothing found; which of both is not said. */
export type RunCall = (call: WantedCall) => Promise<{ readonly title: string; readonly text: string } | null>;

export interface OpenedTools {
  readonly runCall: RunCall;
  /** Who this buyer is by the orders that it may see: none of it is shown to a model. */
  readonly known: readonly KnownValue[];
}

export interface RecordTask {
  readonly shopId: ShopId;
  /** Without personal data; `vault` has them. */
  readonly question: string;
  readonly vault: PersonalVault;
  readonly history: readonly HistoryLine[];
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly deadlineAt: Instant;
  readonly runCall: RunCall;
}

export interface Records {
  /** Without personal data, as a model may see them. `revealRecord` gives the buyer its own. */
  readonly passages: readonly Passage[];
  readonly steps: readonly AnswerStep[];
  readonly promptVersion: string;
}

export const MAX_TOOL_STEPS = 3;
const MAX_CALLS_A_STEP = 2;
const STEP_MS = 3_000;
/** What is left for writing the answer when the last step has ended. */
const WRITING_MS = 3_500;

/** Three, within the time of the whole answer (9.5 s). Each call is made once, however often it is asked for. */
export async function gatherRecords(
  task: RecordTask,
  ports: Pick<Ports, "model" | "texts" | "clock" | "metrics">,
): Promise<Records> {
  const prompt = ports.texts.prompt("tools");
  const found = new Map<string, Passage | null>();
  let outcome = "none-wanted";
  for (let step = 1; mayStep(step); step += 1) {
    const calls = await askForCalls(fillPrompt(prompt.text, valuesOf(task, found)), task, ports);
    const wanted = readCalls(calls, task.vault).filter((call) => !found.has(JSON.stringify(call)));
    if (wanted.length === 0) break;
    for (const call of wanted) found.set(JSON.stringify(call), await run(call, task, ports.clock, found.size + 1));
    outcome = [...found.values()].some((passage) => passage !== null) ? "found" : "denied";
  }
  ports.metrics.count("tool_rounds_total", { outcome });
  return {
    passages: distinctOf([...found.values()]),
    steps: [{ step: "tools", outcome }],
    promptVersion: versionMark(prompt.name, prompt.version),
  };
}

/** Asked in other words, the shop's data say the same. */
function distinctOf(found: readonly (Passage | null)[]): readonly Passage[] {
  const byText = new Map<string, Passage>();
  for (const passage of found) if (passage && !byText.has(passage.text)) byText.set(passage.text, passage);
  return [...byText.values()];
}

function mayStep(step: number): boolean {
  return step <= MAX_TOOL_STEPS;
}

async function askForCalls(
  text: string,
  { shopId, signal: outer, deadlineAt }: RecordTask,
  { model, clock }: Pick<Ports, "model" | "clock">,
): Promise<readonly RequestedCall[]> {
  const ms = timeFor(deadlineAt, clock);
  if (!model || ms <= 0) return [];
  const reply = await workWithin({ clock, ms, signal: outer }, (signal) =>
    model.complete([{ role: "user", text }], { signal, shopId, task: "tools", tools: OFFERED_TOOLS }),
  );
  return reply?.kind === "text" ? (reply.calls ?? []) : [];
}

function timeFor(deadlineAt: Instant, clock: Ports["clock"]): number {
  return Math.min(STEP_MS, deadlineAt - clock.now() - WRITING_MS);
}

/** A placeholder in an argument stands for the buyer's own words. */
function readCalls(calls: readonly RequestedCall[], vault: PersonalVault): readonly WantedCall[] {
  return calls
    .slice(0, MAX_CALLS_A_STEP)
    .map((call) => readCall({ ...call, arguments: vault.reveal(call.arguments) }))
    .filter((call) => call !== null);
}

/** What comes too late was not found. */
async function run(call: WantedCall, task: RecordTask, clock: Ports["clock"], number: number): Promise<Passage | null> {
  const { runCall, language, vault, deadlineAt, signal } = task;
  const record = await workWithin({ clock, ms: timeFor(deadlineAt, clock), signal }, () => runCall(call));
  if (!record) return null;
  return {
    kind: "record",
    passageId: `record:${call.tool}#${number}` as PassageId,
    articleKey: `record-${call.tool}` as ArticleKey,
    language,
    title: record.title,
    headings: [],
    text: vault.hide(record.text),
    url: null,
  };
}

/** Only for this buyer: in its own words again. Articles stay as they are. */
export function revealRecord(passage: Passage, vault: PersonalVault): Passage {
  return passage.kind === "record" ? { ...passage, text: vault.reveal(passage.text) } : passage;
}

function valuesOf(task: RecordTask, found: ReadonlyMap<string, Passage | null>): Readonly<Record<string, string>> {
  const results = [...found.values()].map((passage, at) =>
    // What a shop's data hold was written by strangers, too.
    fenceText(`result ${at + 1}`, passage?.text ?? "not available to this buyer"),
  );
  return {
    language: languageForModel(task.language),
    conversation: writeConversation(task.history),
    message: writeMessage(task.question),
    results: results.join("\n\n"),
  };
}
