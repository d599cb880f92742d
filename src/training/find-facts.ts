/** Which facts an answer holds: by number and word, so that the same answer is always judged alike. */
import type { TrainingFact, TrainingLines } from "../contracts/training.ts";
import { foldText } from "../shared/fold-text.ts";
import { collectNumbers } from "../shared/numbers/read-numbers.ts";

export function findFacts(
  text: string,
  facts: readonly TrainingFact[],
  lines: Pick<TrainingLines, "facts">,
): ReadonlySet<string> {
  const folded = ` ${foldText(text)} `;
  const numbers = collectNumbers(text);
  const isSaid = (fact: TrainingFact): boolean => {
    const stems = lines.facts[fact.factKey] ?? [];
    const hasNumber = fact.numbers.length === 0 || fact.numbers.some((number) => numbers.has(number));
    return (
      holdsAny(
        folded,
        stems.filter(isWhole).map((stem) => stem.slice(1)),
      ) ||
      (hasNumber &&
        holdsAny(
          folded,
          stems.filter((stem) => !isWhole(stem)),
        ))
    );
  };
  return new Set(facts.filter(isSaid).map(({ factKey }) => factKey));
}

/** Says the number in letters, "=two years", and so all of the fact. */
function isWhole(stem: string): boolean {
  return stem.startsWith("=");
}

/** Where the first of these stems stands in a folded text; null for none. */
export function findStem(folded: string, stems: readonly string[]): number | null {
  const places = stems.map((stem) => folded.indexOf(foldText(stem))).filter((place) => place >= 0);
  return places.length === 0 ? null : Math.min(...places);
}

function holdsAny(folded: string, stems: readonly string[]): boolean {
  return findStem(folded, stems) !== null;
}
