/** What a language lacks: a case, a fact's words, or words that the rule itself does not hold. One line a fault. */
import { LANGUAGES } from "../contracts/language.ts";
import type { TrainingBook, TrainingCase, TrainingLines } from "../contracts/training.ts";
import { findFacts } from "./find-facts.ts";

export function findTrainingFaults({ cases, scripts }: TrainingBook): readonly string[] {
  const known = new Set(cases.map(({ caseKey }) => caseKey));
  return LANGUAGES.flatMap((language) => {
    const script = scripts.get(language);
    if (!script) return [`${language}: the file is missing`];
    const unknown = Object.keys(script.cases).filter((caseKey) => !known.has(caseKey));
    return [
      ...unknown.map((caseKey) => `${language}: there is no case ${caseKey} in cases.yaml`),
      ...cases.flatMap((one) => {
        const lines = script.cases[one.caseKey];
        const found = lines ? findLineFaults(one, lines) : ["is missing"];
        return found.map((fault) => `${language}: ${one.caseKey} ${fault}`);
      }),
    ];
  });
}

/** An agent who repeats the rule must have said every fact: otherwise nobody could be right. */
function findLineFaults({ steps }: TrainingCase, lines: TrainingLines): readonly string[] {
  const facts = steps.flatMap((step) => step.facts);
  const keys = facts.map(({ factKey }) => factKey);
  const said = findFacts(lines.rule, facts, lines);
  return [
    ...keys.filter((key) => !lines.facts[key]).map((key) => `has no words for ${key}`),
    ...Object.keys(lines.facts).flatMap((key) =>
      keys.includes(key) ? [] : [`has words for ${key}, which is no fact`],
    ),
    ...keys.filter((key) => lines.facts[key] && !said.has(key)).map((key) => `does not say ${key} in its rule`),
  ];
}
