/** Several of a few, as boxes to tick. */
export interface ChoiceBoxesProps<Value extends string> {
  readonly all: readonly Value[];
  readonly chosen: readonly Value[];
  readonly nameOf: (value: Value) => string;
  readonly onChange: (chosen: readonly Value[]) => void;
}

interface ChoicesProps<Value extends string> extends ChoiceBoxesProps<Value> {
  readonly title: string;
  readonly hint?: string;
}

export function Choices<Value extends string>({ title, hint, ...boxes }: ChoicesProps<Value>) {
  return (
    <fieldset className="choices-field">
      <legend>{title}</legend>
      {hint === undefined ? null : <p className="muted small">{hint}</p>}
      <ChoiceBoxes {...boxes} />
    </fieldset>
  );
}

export function ChoiceBoxes<Value extends string>({ all, chosen, nameOf, onChange }: ChoiceBoxesProps<Value>) {
  return (
    <div className="choices-boxes">
      {all.map((value) => (
        <label key={value} className="choice-box">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(all.filter((each) => (each === value ? checked : chosen.includes(each))))
            }
          />
          <span>{nameOf(value)}</span>
        </label>
      ))}
    </div>
  );
}
