/** `dragoman eval`: the shop's golden questions, or a public set, through the real search and assistant; then a report. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../config.ts";
import type { EvalOptions } from "./eval/eval-options.ts";
import { finishReport } from "./eval/finish-report.ts";

export async function evalCommand(options: EvalOptions): Promise<void> {
  if (await isGolden(options)) {
    const { evalGolden } = await import("./eval/eval-golden.ts");
    const { report, judged } = await evalGolden(options, readConfig());
    return finishReport(report, judged, options);
  }
  const { evalSet } = await import("./eval/eval-set.ts");
  return finishReport(await evalSet(options), [], options);
}

/** A folder of lines without documents of its own asks the shop's knowledge: its lines are golden questions. */
async function isGolden({ set, path }: EvalOptions): Promise<boolean> {
  if (set !== "jsonl" || path === undefined) return set === "golden";
  return access(join(path, "docs.jsonl")).then(
    () => false,
    () => true,
  );
}
