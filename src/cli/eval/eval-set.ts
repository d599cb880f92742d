/** TODO */
import type { EvalReport } from "../../eval/figure.ts";
import type { EvalOptions } from "./eval-options.ts";
export async function evalSet(_options: EvalOptions): Promise<EvalReport> {
  throw new Error();
}
