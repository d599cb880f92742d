/** Lets the model say which tools it wants, in at most three steps; what they find becomes passages it may cite. */
import type { AnswerStep, Passage } from "../../contracts/answer.ts";
import type { ArticleKey, Instant, PassageId, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { RequestedCall } from "../../contracts/language-model.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { PersonalVault } from "../guard/create-personal-vault.ts";
import { fenceText } from "../prompt/fence-text.ts";
import { fillPrompt, languageForModel, versionMark } from "../prompt/fill-prompt.ts";
import type { HistoryLine } from "../prompt/trim-history.ts";
import { writeConversation, writeMessage } from "../prompt/write-material.ts";
import { workWithin } from "../work-within.ts";
import { OFFERED_TOOLS, readCall, type WantedCall } from "./offered-tools.ts";

/** Null: denied, or nothing found; which of both is not said. */
export type RunCall = (call: WantedCall) => Promise<{ readonly title: string; readonly text: string } | null>;

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
  readonly passages: readonly Passage[];
  readonly steps: readonly AnswerStep[];
  readonly promptVersion: string;
}

export const MAX_TOOL_STEPS = 3;
const MAX_CALLS_A_STEP = 2;
const STEP_MS = 3_000;
/** What is left for writing the answer when the last step has ended. */
const WRITING_MS = 3_500;

/** Never throws. Each call is made once, however often it is asked for. */
export async function gatherRecords(
  task: RecordTask,
  ports: Pick<Ports, "model" | "texts" | "clock" | "metrics">,
): Promise<Records> {
  const prompt = ports.texts.prompt("tools");
  const found = new Map<string, Passage | null>();
  let outcome = "none-wanted";
  for (let step = 1; step <= MAX_TOOL_STEPS; step += 1) {
    const calls = await askForCalls(fillPrompt(prompt.text, valuesOf(task, found)), task, ports);
    const wanted = readCalls(calls, task.vault).filter((call) => !found.has(JSON.stringify(call)));
    if (wanted.length === 0) break;
    for (const call of wanted) found.set(JSON.stringify(call), await run(call, task, found.size + 1));
    outcome = [...found.values()].some((passage) => passage !== null) ? "found" : "denied";
  }
  ports.metrics.count("tool_rounds_total", { outcome });
  return {
    passages: [...found.values()].filter((passage) => passage !== null),
    steps: [{ step: "tools", outcome }],
    promptVersion: versionMark(prompt.name, prompt.version),
  };
}

async function askForCalls(
  text: string,
  { shopId, signal: outer, deadlineAt }: RecordTask,
  { model, clock }: Pick<Ports, "model" | "clock">,
): Promise<readonly RequestedCall[]> {
  const ms = Math.min(STEP_MS, deadlineAt - clock.now() - WRITING_MS);
  if (!model || ms <= 0) return [];
  const reply = await workWithin({ clock, ms, signal: outer }, (signal) =>
    model.complete([{ role: "user", text }], { signal, shopId, task: "tools", tools: OFFERED_TOOLS }),
  );
  return reply?.kind === "text" ? (reply.calls ?? []) : [];
}

/** A placeholder in an argument stands for the buyer's own words. */
function readCalls(calls: readonly RequestedCall[], vault: PersonalVault): readonly WantedCall[] {
  return calls
    .slice(0, MAX_CALLS_A_STEP)
    .map((call) => readCall({ ...call, arguments: vault.reveal(call.arguments) }))
    .filter((call) => call !== null);
}

async function run(call: WantedCall, { runCall, language }: RecordTask, number: number): Promise<Passage | null> {
  const record = await runCall(call);
  if (!record) return null;
  return {
    kind: "record",
    passageId: `record:${call.tool}#${number}` as PassageId,
    articleKey: `record-${call.tool}` as ArticleKey,
    language,
    title: record.title,
    headings: [],
    text: record.text,
    url: null,
  };
}

function valuesOf(task: RecordTask, found: ReadonlyMap<string, Passage | null>): Readonly<Record<string, string>> {
  const results = [...found.values()].map((passage, at) =>
    // What a shop's data hold was written by strangers, too.
    fenceText(`result ${at + 1}`, passage ? task.vault.hide(passage.text) : "not available to this buyer"),
  );
  return {
    language: languageForModel(task.language),
    conversation: writeConversation(task.history),
    message: writeMessage(task.question),
    results: results.join("\n\n"),
  };
}
