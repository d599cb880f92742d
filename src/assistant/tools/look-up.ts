/** When articles leave a doubt, the model may look things up for this buyer; what it finds stands before the passages. */
import type { Answer, Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Found } from "../find-passages.ts";
import { citePassage } from "../reply/cite-passages.ts";
import type { PersonalVault } from "../guard/create-personal-vault.ts";
import { gatherRecords, type RecordTask, revealRecord } from "./gather-records.ts";

export interface LookedUp {
  /** With the steps and prompts of the tools. */
  readonly found: Found;
  /** Empty when no tool found anything. */
  readonly records: readonly Passage[];
}

export async function lookUp(
  task: RecordTask,
  found: Found,
  ports: Pick<Ports, "model" | "texts" | "clock" | "metrics">,
): Promise<LookedUp> {
  const { passages, steps, promptVersion } = await gatherRecords(task, ports);
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
export function quoteRecords(hidden: readonly Passage[], language: Language, vault: PersonalVault): Answer | null {
  const records = hidden.map((passage) => revealRecord(passage, vault));
  const [first, ...others] = records.map((passage) => citePassage(passage, passage.text));
  if (!first) return null;
  const text = records.map((passage) => passage.text).join("\n\n");
  return { kind: "answered", text, language, citations: [first, ...others], confidence: 1, writtenBy: "extract" };
}
