/** Several of a few, as boxes to tick. */
interface ChoicesProps<Value extends string> {
  readonly title: string;
  readonly hint: string;
  readonly all: readonly Value[];
  readonly chosen: readonly Value[];
  readonly nameOf: (value: Value) => string;
  readonly onChange: (chosen: readonly Value[]) => void;
}

export function Choices<Value extends string>({ title, hint, all, chosen, nameOf, onChange }: ChoicesProps<Value>) {
  return (
    <fieldset className="choices-field">
      <legend>{title}</legend>
      {hint === "" ? null : <p className="muted small">{hint}</p>}
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
    </fieldset>
  );
}
