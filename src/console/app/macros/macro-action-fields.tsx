/** What a macro does to the case once its reply is out: tags, what it is about, how urgent, and whether it goes on. */
import type { MacroActions } from "../../../contracts/macro.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../../contracts/ticket.ts";
import { TagsInput } from "../parts/fields/tags-input.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface MacroActionFieldsProps {
  readonly actions: MacroActions;
  readonly isReadOnly: boolean;
  readonly onChange: (actions: MacroActions) => void;
}

/** As the server takes. */
const MAX_TAGS = 10;
const NEXT = ["await", "resolve"] as const;

export function MacroActionFields({ actions, isReadOnly, onChange }: MacroActionFieldsProps) {
  const { text } = useTexts();
  return (
    <fieldset className="fieldset macro-actions" disabled={isReadOnly}>
      <legend>{text("macros.actions")}</legend>
      <Choice
        id="macro-category"
        label={text("macros.category")}
        values={TICKET_CATEGORIES}
        value={actions.category}
        nameOf={(each) => text(`category.${each}`)}
        onChange={(category) => onChange({ ...actions, category })}
      />
      <Choice
        id="macro-priority"
        label={text("macros.priority")}
        values={TICKET_PRIORITIES}
        value={actions.priority}
        nameOf={(each) => text(`priority.${each}`)}
        onChange={(priority) => onChange({ ...actions, priority })}
      />
      <Choice
        id="macro-then"
        label={text("macros.then")}
        values={NEXT}
        value={actions.then}
        nameOf={(each) => text(`macros.then.${each}`)}
        // oxlint-disable-next-line unicorn/no-thenable -- a word of the API, on a plain object
        onChange={(then) => onChange({ ...actions, then })}
      />
      <div className="field">
        <label htmlFor="macro-tags">{text("macros.tags")}</label>
        <TagsInput
          id="macro-tags"
          max={MAX_TAGS}
          tags={actions.tags ?? []}
          onChange={(tags) => onChange({ ...actions, tags })}
        />
      </div>
    </fieldset>
  );
}

interface ChoiceProps<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value | undefined;
  readonly nameOf: (value: Value) => string;
  readonly onChange: (value: Value | undefined) => void;
}

function Choice<Value extends string>({ id, label, values, value, nameOf, onChange }: ChoiceProps<Value>) {
  const { text } = useTexts();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value ?? ""}
        onChange={(event) => onChange(values.find((each) => each === event.currentTarget.value))}
      >
        <option value="">{text("macros.asItIs")}</option>
        {values.map((each) => (
          <option key={each} value={each}>
            {nameOf(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
