/** What `dragoman eval` was asked for, as commander reads it. */
export const SETS = ["golden", "xquad", "banking77", "clinc", "jsonl"] as const;
export type SetName = (typeof SETS)[number];

export interface EvalOptions {
  readonly set: SetName;
  readonly path?: string;
  readonly split: "dev" | "test" | "all";
  readonly language?: string;
  readonly withheld?: boolean;
  readonly withoutModel?: boolean;
  readonly scriptedModel?: boolean;
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
