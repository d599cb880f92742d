/** How soon a buyer hears first: by priority, and by language where it differs. */
import { Button } from "react-aria-components";
import type { Minutes } from "../../../contracts/desk.ts";
import { type Language, LANGUAGES } from "../../../contracts/language.ts";
import { TICKET_PRIORITIES } from "../../../contracts/ticket.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { CloseIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { DurationField } from "./number-field.tsx";
import type { SettingFieldsProps } from "./setting-fields.ts";

export function PromiseFields({ settings, onChange }: SettingFieldsProps) {
  const { language: own, text } = useTexts();
  const { firstReplyMinutes, firstReplyByLanguage } = settings;
  const named = LANGUAGES.filter((language) => firstReplyByLanguage[language] !== undefined);
  const others = LANGUAGES.filter((language) => !named.includes(language));
  const setLanguage = (language: Language, minutes: Partial<Minutes> | undefined) => {
    const { [language]: _former, ...rest } = firstReplyByLanguage;
    onChange({ firstReplyByLanguage: minutes === undefined ? rest : { ...rest, [language]: minutes } });
  };
  return (
    <fieldset className="fieldset">
      <legend>{text("deskSettings.promises")}</legend>
      <p className="muted small">{text("deskSettings.promisesHint")}</p>
      <PromiseRow
        name={text("deskSettings.anyLanguage")}
        minutes={firstReplyMinutes}
        onChange={(minutes) => onChange({ firstReplyMinutes: { ...firstReplyMinutes, ...minutes } })}
      />
      {named.map((language) => (
        <PromiseRow
          key={language}
          name={nameLanguage(language, own)}
          minutes={firstReplyByLanguage[language] ?? {}}
          onChange={(minutes) => setLanguage(language, minutes)}
          onRemove={() => setLanguage(language, undefined)}
        />
      ))}
      {others.length === 0 ? null : (
        <select
          className="select field-short"
          aria-label={text("deskSettings.addLanguage")}
          value=""
          onChange={({ currentTarget: { value } }) => {
            const language = others.find((each) => each === value);
            if (language !== undefined) setLanguage(language, { ...firstReplyMinutes });
          }}
        >
          <option value="">{text("deskSettings.addLanguage")}</option>
          {others.map((language) => (
            <option key={language} value={language}>
              {nameLanguage(language, own)}
            </option>
          ))}
        </select>
      )}
      <label className="choice-box">
        <input
          type="checkbox"
          checked={settings.isUrgentAlways}
          onChange={({ currentTarget: { checked } }) => onChange({ isUrgentAlways: checked })}
        />
        <span>{text("deskSettings.isUrgentAlways")}</span>
      </label>
      <div className="setting-line">
        <label htmlFor="desk-warn">{text("deskSettings.warnAt")}</label>
        <input
          id="desk-warn"
          type="number"
          dir="ltr"
          min={0}
          max={100}
          step={1}
          value={Number.isNaN(settings.warnAt) ? "" : Math.round(settings.warnAt * 100)}
          onChange={({ currentTarget: { valueAsNumber } }) => onChange({ warnAt: valueAsNumber / 100 })}
        />
      </div>
    </fieldset>
  );
}

interface PromiseRowProps {
  readonly name: string;
  readonly minutes: Partial<Minutes>;
  readonly onChange: (minutes: Partial<Minutes>) => void;
  /** Absent: it is the shop's own, and every priority has a promise. */
  readonly onRemove?: () => void;
}

function PromiseRow({ name, minutes, onChange, onRemove }: PromiseRowProps) {
  const { text } = useTexts();
  return (
    <div className="promise-row" role="group" aria-label={name}>
      <span className="promise-name">
        {name}
        {onRemove === undefined ? null : (
          <Button
            className="button-icon"
            aria-label={text("deskSettings.removeLanguage", { language: name })}
            onPress={onRemove}
          >
            <CloseIcon />
          </Button>
        )}
      </span>
      {TICKET_PRIORITIES.map((priority) => (
        <div key={priority} className="promise-cell">
          <span className="small">{text(`priority.${priority}`)}</span>
          <DurationField
            name={`${name}, ${text(`priority.${priority}`)}`}
            minutes={minutes[priority]}
            isOptional={onRemove !== undefined}
            onChange={(said) => {
              const { [priority]: _former, ...rest } = minutes;
              onChange(said === undefined ? rest : { ...rest, [priority]: said });
            }}
          />
          {minutes[priority] === undefined ? <span className="muted small">{text("deskSettings.asEvery")}</span> : null}
        </div>
      ))}
    </div>
  );
}
