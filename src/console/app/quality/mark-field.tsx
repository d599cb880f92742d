/** One criterion: what it asks, the marks to choose from, and room for a word once one is chosen. */
import { useId } from "react";
import type { Criterion, Mark } from "../../../contracts/review.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { explainCriterion, nameCriterion } from "./name-criterion.ts";

interface MarkFieldProps {
  readonly criterion: Criterion;
  readonly marks: readonly Mark[];
  readonly mark: Mark | null;
  readonly comment: string;
  readonly onChange: (given: { readonly mark: Mark | null; readonly comment: string }) => void;
}

export function MarkField({ criterion, marks, mark, comment, onChange }: MarkFieldProps) {
  const { text } = useTexts();
  const fieldId = useId();
  const name = nameCriterion(criterion, text);
  const hint = explainCriterion(criterion, text);
  return (
    <fieldset className="mark-field" aria-describedby={hint === "" ? undefined : `${fieldId}-hint`}>
      <legend>
        <bdi>{name}</bdi>
        <span className="muted small">{text("quality.weight", { weight: criterion.weight })}</span>
      </legend>
      {hint === "" ? null : (
        <p id={`${fieldId}-hint`} className="muted small" dir="auto">
          {hint}
        </p>
      )}
      <div className="mark-choices">
        {marks.map((each) => (
          <label key={each} className="mark-choice">
            <input
              type="radio"
              name={fieldId}
              checked={each === mark}
              onChange={() => onChange({ mark: each, comment })}
            />
            <span>{text(`quality.mark.${each}`)}</span>
          </label>
        ))}
      </div>
      {mark === null ? null : (
        <textarea
          className="textarea"
          rows={2}
          maxLength={2_000}
          dir={comment === "" ? undefined : "auto"}
          aria-label={text("quality.commentOn", { criterion: name })}
          placeholder={text("quality.commentHint")}
          value={comment}
          onChange={(event) => onChange({ mark, comment: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
