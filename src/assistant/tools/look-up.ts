/** When articles leave a doubt, the model may look things up for this buyer; what it finds stands before the passages. */
import type { Answer, Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Found } from "../find-passages.ts";
import { citePassage } from "../reply/cite-passages.ts";
import { gatherRecords, type RecordTask, type RunCall } from "./gather-records.ts";

export interface LookUpTask extends Omit<RecordTask, "runCall"> {
  /** Left out where no tools are offered; null when this conversation has none. */
  readonly openTools?: () => Promise<RunCall | null>;
}

export interface LookedUp {
  /** With the steps and prompts of the tools. */
  readonly found: Found;
  /** Empty when no tool found anything. */
  readonly records: readonly Passage[];
}

/** An article that plainly answers goes first, and costs no further call. */
export async function lookUp(
  task: LookUpTask,
  found: Found,
  ports: Pick<Ports, "model" | "texts" | "clock" | "metrics">,
): Promise<LookedUp> {
  const nothing = { found, records: [] };
  if (!ports.model || !task.openTools || found.verdict === "answer") return nothing;
  const runCall = await task.openTools();
  if (!runCall) return nothing;
  const { passages, steps, promptVersion } = await gatherRecords({ ...task, runCall }, ports);
  return {
    found: {
      ...found,
      isHopeless: found.isHopeless && passages.length === 0,
      steps: [...found.steps, ...steps],
      promptVersions: [...found.promptVersions, promptVersion],
    },
    records: passages,
  };
}

/** The records in their own words: what is sent when the model fails to write from them. */
export function quoteRecords(records: readonly Passage[], language: Language): Answer | null {
  const [first, ...others] = records.map((passage) => citePassage(passage, passage.text));
  if (!first) return null;
  const text = records.map((passage) => passage.text).join("\n\n");
  return { kind: "answered", text, language, citations: [first, ...others], confidence: 1, writtenBy: "extract" };
}
