/** Puts a ticket's values into the braces of a macro, and says which of them there are not. */
import { MACRO_VALUES, type MacroValue } from "../contracts/macro.ts";

export type MacroFacts = Readonly<Record<MacroValue, string | null>>;

export interface FilledMacro {
  readonly text: string;
  /** They still stand in braces: the agent fills them in, and nothing is sent before. */
  readonly missing: readonly MacroValue[];
}

const BRACES = /\{([^{}\n]{1,40})\}/gu;

export function fillMacro(text: string, facts: MacroFacts): FilledMacro {
  const missing = new Set<MacroValue>();
  const filled = text.replace(BRACES, (whole, name: string) => {
    const value = MACRO_VALUES.find((each) => each === name);
    if (value === undefined) return whole;
    const fact = facts[value];
    if (fact === null) missing.add(value);
    return fact ?? whole;
  });
  return { text: filled, missing: [...missing] };
}

/** What stands in braces and is no value: a slip of whoever wrote the macro. */
export function findUnknownValues(text: string): readonly string[] {
  const names = Array.from(text.matchAll(BRACES), ([, name = ""]) => name);
  return [...new Set(names.filter((name) => !MACRO_VALUES.some((value) => value === name)))];
}

/** Values that were never filled in: no buyer shall read them. */
export function findOpenValues(text: string): readonly MacroValue[] {
  return MACRO_VALUES.filter((value) => text.includes(`{${value}}`));
}
