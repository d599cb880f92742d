/** Reads prompts/training/cases.yaml: how the cases of the training go, without their words. */
import { parse } from "yaml";
import { z } from "zod";
import type { TrainingCase, TrainingFact } from "../contracts/training.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../contracts/ticket.ts";

export type ParsedCases =
  | { readonly kind: "parsed"; readonly cases: readonly TrainingCase[] }
  | { readonly kind: "faulty"; readonly faults: readonly string[] };

/** Within which a first answer is expected in a chat, when the case says nothing else. */
const USUAL_WITHIN_S = 120;

const NAME = /^[a-z][a-z0-9-]{1,39}$/u;
const FACTS = z.record(z.string().regex(NAME), z.array(z.string().regex(/^\d+$/u)));
const CASES = z.record(
  z.string().regex(NAME),
  z.strictObject({
    category: z.enum(TICKET_CATEGORIES),
    priority: z.enum(TICKET_PRIORITIES),
    tags: z.array(z.string().regex(NAME)).default([]),
    note: z.boolean().default(false),
    upset: z.boolean().default(false),
    within: z.int().min(30).max(600).default(USUAL_WITHIN_S),
    switches: z.boolean().default(false),
    first: FACTS,
    second: FACTS,
  }),
);

export function parseCases(text: string): ParsedCases {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { kind: "faulty", faults: [String(error)] };
  }
  const read = CASES.safeParse(value);
  if (!read.success) {
    return { kind: "faulty", faults: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const cases = Object.entries(read.data).map(
    ([caseKey, { category, priority, tags, note, upset, within, switches, first, second }]): TrainingCase => ({
      caseKey,
      category,
      priority,
      tags,
      wantsNote: note,
      isUpset: upset,
      answerWithinS: within,
      switchesLanguage: switches,
      steps: [
        { line: "first", facts: readFacts(first) },
        { line: "second", facts: readFacts(second) },
      ],
    }),
  );
  return { kind: "parsed", cases };
}

function readFacts(facts: Readonly<Record<string, readonly string[]>>): readonly TrainingFact[] {
  return Object.entries(facts).map(([factKey, numbers]) => ({ factKey, numbers }));
}
