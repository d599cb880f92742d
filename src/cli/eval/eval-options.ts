/** What `dragoman eval` was asked for, as commander reads it. */
import type { Withheld } from "../../eval/questions/withhold-articles.ts";

export type SetName = "golden" | "xquad" | "banking77" | "clinc" | "jsonl";

export interface EvalOptions {
  readonly set: SetName;
  readonly path?: string;
  readonly split: "dev" | "test" | "all";
  readonly language?: string;
  /** True is "question". */
  readonly withheld?: Withheld | true;
  readonly withoutModel?: boolean;
  /** Its errors in percent; true is what is usual. */
  readonly scriptedModel?: string | true;
  readonly stored?: boolean;
  readonly typos?: boolean;
  readonly unaccented?: boolean;
  readonly merged?: boolean;
  readonly examples: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly baseline?: string;
  /** True without a file's name: the project's own baseline. */
  readonly writeBaseline?: string | true;
}
