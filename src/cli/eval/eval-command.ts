/** `dragoman eval`: the shop's golden questions, or a public set, through the real search and assistant; then a report. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../config.ts";
import type { EvalOptions } from "./eval-options.ts";
import { finishReport, openBaseline } from "./finish-report.ts";

export async function evalCommand(options: EvalOptions): Promise<void> {
  const baseline = await openBaseline(options);
  if (await isGolden(options)) {
    const { evalGolden } = await import("./eval-golden.ts");
    return finishReport(await evalGolden(options, readConfig()), baseline, options);
  }
  const { evalSet } = await import("./eval-set.ts");
  return finishReport({ report: await evalSet(options), judged: [] }, baseline, options);
}

/** A folder of lines without documents of its own asks the shop's knowledge: its lines are golden questions. */
async function isGolden({ set, path }: EvalOptions): Promise<boolean> {
  if (set !== "jsonl" || path === undefined) return set === "golden";
  return access(join(path, "docs.jsonl")).then(
    () => false,
    () => true,
  );
}
