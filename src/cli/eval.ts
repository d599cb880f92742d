/** `dragoman eval`: the shop's golden questions, or a public set, through the real search and assistant; then a report. */
import { AppError } from "../contracts/errors.ts";
import { type EvalOptions, SETS } from "./eval/eval-options.ts";
import { finishReport } from "./eval/finish-report.ts";

export async function evalCommand(options: EvalOptions): Promise<void> {
  if (!SETS.includes(options.set)) throw new AppError("REQUEST_INVALID", `--set must be one of ${SETS.join(", ")}.`);
  if (options.set === "golden") {
    const { report, judged } = await (await import("./eval/eval-golden.ts")).evalGolden(options);
    return finishReport(report, judged, options);
  }
  const report = await (await import("./eval/eval-set.ts")).evalSet(options);
  return finishReport(report, [], options);
}
