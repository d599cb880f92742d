/** What narrows a list, to choose from: within one group any will do, and each group with a choice must hold. */
import { useState } from "react";
import { LANGUAGES } from "../../../contracts/language.ts";
import {
  TICKET_CATEGORIES,
  TICKET_PRIORITIES,
  TICKET_STATUSES,
  type TicketConditions,
} from "../../../contracts/ticket.ts";
import { nameChannel } from "../parts/badges.tsx";
import { nameLanguage } from "../parts/format-time.ts";
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
      <TagsField tags={conditions.tags ?? []} onChange={(tags) => change({ tags })} />
    </div>
  );
}

interface GroupProps<Value extends string> {
  readonly title: string;
  readonly all: readonly Value[];
  readonly chosen: readonly Value[] | undefined;
  readonly nameOf: (value: Value) => string;
  readonly onChange: (chosen: readonly Value[]) => void;
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
    </details>
  );
}

interface TagsFieldProps {
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
}

function TagsField({ tags, onChange }: TagsFieldProps) {
  const { text } = useTexts();
  const [typed, setTyped] = useState(() => tags.join(", "));
  // What was typed, comma and all, as long as it says the same.
  const isSame = readTags(typed).join() === tags.join();
  return (
    <label className="field">
      <span>{text("filter.tags")}</span>
      <input
        type="text"
        dir={typed === "" ? undefined : "auto"}
        value={isSame ? typed : tags.join(", ")}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          onChange(readTags(value));
        }}
      />
    </label>
  );
}

function readTags(typed: string): readonly string[] {
  const tags = typed
    .split(/[,،，、]/u)
    .map((tag) => Array.from(tag.replace(/\s+/gu, " ").trim()).slice(0, 40).join(""));
  return [...new Set(tags)].filter((tag) => tag !== "").slice(0, MAX_CONDITION_TAGS);
}
