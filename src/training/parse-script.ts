/** Reads a file of `prompts/training`: what the simulated buyers of one language say, and the words of a right answer. */
import { parse } from "yaml";
import { z } from "zod";
import type { SharedLine, TrainingScript } from "../contracts/training.ts";

export type ParsedScript =
  | { readonly kind: "parsed"; readonly script: TrainingScript }
  | { readonly kind: "faulty"; readonly faults: readonly string[] };

const LINE = z.string().trim().min(1).max(800);
/** A space at its beginning or end is a part of it: " ann" is a year in Italian, "ann" a girl. */
const STEMS = z.array(z.string().min(1).max(60)).min(1);
const LINES = z.strictObject({
  name: z.string().trim().min(1).max(60),
  first: LINE,
  second: LINE,
  rule: LINE,
  facts: z.record(z.string(), STEMS),
});
const SCRIPT = z.strictObject({
  shared: z.strictObject({
    waiting: LINE,
    leaves: LINE,
    missing: LINE,
    foreign: LINE,
    cold: LINE,
    thanks: LINE,
  } satisfies Record<SharedLine, typeof LINE>),
  apology: STEMS,
  empathy: STEMS,
  cases: z.record(z.string(), LINES),
});

export function parseScript(text: string): ParsedScript {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { kind: "faulty", faults: [String(error)] };
  }
  const read = SCRIPT.safeParse(value);
  if (!read.success) {
    return { kind: "faulty", faults: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  return { kind: "parsed", script: read.data };
}
