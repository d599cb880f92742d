/** What a criterion is called: as the shop wrote it, else as the console says for those that ship. */
import { type Criterion, SHIPPED_CRITERIA } from "../../../contracts/review.ts";
import type { Texts } from "../texts/use-texts.tsx";

type Named = Pick<Criterion, "key" | "name" | "hint">;

export function nameCriterion({ key, name }: Pick<Named, "key" | "name">, text: Texts["text"]): string {
  const shipped = SHIPPED_CRITERIA.find((each) => each === key);
  return name ?? (shipped ? text(`quality.criterion.${shipped}`) : key);
}

/** Empty when nobody wrote one. A criterion that the shop calls otherwise is not explained by ours. */
export function explainCriterion({ key, name, hint }: Named, text: Texts["text"]): string {
  const shipped = SHIPPED_CRITERIA.find((each) => each === key);
  return hint ?? (shipped && name === null ? text(`quality.criterion.${shipped}.long`) : "");
}
