/** One criterion of the card as it is edited: what it is called, how much it counts, what it means. */
import { useId } from "react";
import { Button } from "react-aria-components";
import { type Criterion, MAX_WEIGHT, SHIPPED_CRITERIA } from "../../../contracts/review.ts";
import { CloseIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { explainCriterion, nameCriterion } from "./name-criterion.ts";

interface CriterionRowProps {
  readonly criterion: Criterion;
  readonly canRemove: boolean;
  readonly onChange: (criterion: Criterion) => void;
  readonly onRemove: () => void;
}

export function CriterionRow({ criterion, canRemove, onChange, onRemove }: CriterionRowProps) {
  const { text } = useTexts();
  const fieldId = useId();
  const isShipped = SHIPPED_CRITERIA.some((each) => each === criterion.key);
  const name = nameCriterion(criterion, text);
  const hint = explainCriterion(criterion, text);
  const rename = (written: string) => {
    // Emptied, one that ships is called as it ships again.
    const own = isShipped && written === "" ? null : written;
    onChange({ ...criterion, name: own });
  };
  return (
    <div className="criterion-row">
      <div className="field">
        <label htmlFor={`${fieldId}-name`}>{text("quality.card.name")}</label>
        <input
          id={`${fieldId}-name`}
          dir="auto"
          maxLength={80}
          value={name}
          onChange={(event) => rename(event.currentTarget.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${fieldId}-weight`}>{text("quality.card.weight")}</label>
        <input
          id={`${fieldId}-weight`}
          type="number"
          inputMode="numeric"
          min={1}
          max={MAX_WEIGHT}
          value={criterion.weight}
          onChange={(event) => onChange({ ...criterion, weight: readWeight(event.currentTarget.value) })}
        />
      </div>
      <Button
        className="button-icon"
        isDisabled={!canRemove}
        aria-label={text("quality.card.remove", { criterion: name })}
        onPress={onRemove}
      >
        <CloseIcon />
      </Button>
      <div className="field field-wide">
        <label htmlFor={`${fieldId}-hint`}>{text("quality.card.hint")}</label>
        <input
          id={`${fieldId}-hint`}
          dir={hint === "" ? undefined : "auto"}
          maxLength={300}
          value={hint}
          onChange={(event) =>
            onChange({ ...criterion, hint: event.currentTarget.value === "" ? null : event.currentTarget.value })
          }
        />
      </div>
    </div>
  );
}

function readWeight(written: string): number {
  const weight = Number.parseInt(written, 10);
  return Number.isNaN(weight) ? 1 : Math.min(MAX_WEIGHT, Math.max(1, weight));
}
