/** What narrows a list, to choose from: within one group any will do, and each group with a choice must hold. */
import { useState } from "react";
import { LANGUAGES } from "../../../contracts/language.ts";
import {
  TICKET_CATEGORIES,
  TICKET_PRIORITIES,
  TICKET_STATUSES,
  type TicketConditions,
} from "../../../contracts/ticket.ts";
import { ChoiceBoxes, type ChoiceBoxesProps } from "../desk/choices.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { TagsInput } from "../parts/fields/tags-input.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { CHANNELS, MAX_CONDITION_TAGS, tidy } from "./read-conditions.ts";

interface ConditionFieldsProps {
  readonly conditions: TicketConditions;
  readonly onChange: (conditions: TicketConditions) => void;
}

export function ConditionFields({ conditions, onChange }: ConditionFieldsProps) {
  const { language, text } = useTexts();
  const change = (changed: TicketConditions) => onChange(tidy({ ...conditions, ...changed }));
  return (
    <div className="condition-fields">
      <label className="choice-box">
        <input
          type="checkbox"
          checked={conditions.isOverdue === true}
          onChange={({ currentTarget: { checked } }) => {
            const { isOverdue: _former, ...others } = conditions;
            onChange(checked ? { ...others, isOverdue: true } : others);
          }}
        />
        <span>{text("filter.overdue")}</span>
      </label>
      <Group
        title={text("context.priority")}
        all={TICKET_PRIORITIES}
        chosen={conditions.priorities}
        nameOf={(each) => text(`priority.${each}`)}
        onChange={(priorities) => change({ priorities })}
      />
      <Group
        title={text("context.status")}
        all={TICKET_STATUSES}
        chosen={conditions.statuses}
        nameOf={(each) => text(`status.${each}`)}
        onChange={(statuses) => change({ statuses })}
      />
      <Group
        title={text("context.language")}
        all={LANGUAGES}
        chosen={conditions.languages}
        nameOf={(each) => nameLanguage(each, language)}
        onChange={(languages) => change({ languages })}
      />
      <Group
        title={text("context.channel")}
        all={CHANNELS}
        chosen={conditions.channels}
        nameOf={(each) => nameChannel(each, text)}
        onChange={(channels) => change({ channels })}
      />
      <Group
        title={text("context.category")}
        all={TICKET_CATEGORIES}
        chosen={conditions.categories}
        nameOf={(each) => text(`category.${each}`)}
        onChange={(categories) => change({ categories })}
      />
      <label className="field">
        <span>{text("filter.tags")}</span>
        <TagsInput max={MAX_CONDITION_TAGS} tags={conditions.tags ?? []} onChange={(tags) => change({ tags })} />
      </label>
    </div>
  );
}

interface GroupProps<Value extends string> extends Omit<ChoiceBoxesProps<Value>, "chosen"> {
  readonly title: string;
  readonly chosen: readonly Value[] | undefined;
}

function Group<Value extends string>({ title, all, chosen = [], nameOf, onChange }: GroupProps<Value>) {
  const { text } = useTexts();
  const [wasChosen] = useState(chosen.length > 0);
  return (
    <details className="condition-group" open={wasChosen}>
      <summary>
        {title}
        <span className="muted">
          {chosen.length === 0 ? text("filter.any") : chosen.map((each) => nameOf(each)).join(", ")}
        </span>
      </summary>
      <fieldset className="choices-field">
        <legend className="unseen">{title}</legend>
        <ChoiceBoxes {...{ all, chosen, nameOf, onChange }} />
      </fieldset>
    </details>
  );
}
