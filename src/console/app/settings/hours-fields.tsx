/** When the desk is open: its time zone, the hours of each day, and the days on which nobody works. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { type DeskSettings, type OpenHours, type Weekday, WEEKDAYS } from "../../../contracts/desk.ts";
import { Tags } from "../case/tags.tsx";
import { CloseIcon } from "../parts/icons.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import type { SettingFieldsProps } from "./setting-fields.ts";

const USUAL: OpenHours = { from: "09:00", to: "18:00" };
const WORKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const MAX_HOLIDAYS = 400;
const MAX_HOURS = 10;

export function HoursFields({ settings, onChange }: SettingFieldsProps) {
  const { language, text } = useTexts();
  const { timeZone, hours } = settings;
  const zones = [...new Set(["UTC", timeZone, ...Intl.supportedValuesOf("timeZone")])];
  const now = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone }).format(Date.now());
  return (
    <fieldset className="fieldset">
      <legend>{text("deskSettings.hours")}</legend>
      <div className="setting-line">
        <label htmlFor="desk-zone">{text("deskSettings.timeZone")}</label>
        <SelectOne
          id="desk-zone"
          dir="ltr"
          values={zones}
          value={timeZone}
          nameOf={(zone) => zone.replaceAll("_", " ")}
          onChange={(zone) => onChange({ timeZone: zone })}
        />
        <span className="muted small">{text("deskSettings.now", { time: now })}</span>
      </div>
      <label className="choice-box">
        <input
          type="checkbox"
          checked={hours === null}
          onChange={({ currentTarget: { checked } }) => onChange({ hours: checked ? null : usualWeek() })}
        />
        <span>{text("deskSettings.always")}</span>
      </label>
      {hours === null
        ? null
        : WEEKDAYS.map((day) => (
            <Day
              key={day}
              day={day}
              spans={hours[day] ?? []}
              onChange={(spans) => onChange({ hours: { ...hours, [day]: spans } })}
            />
          ))}
      <Holidays holidays={settings.holidays} onChange={(holidays) => onChange({ holidays })} />
    </fieldset>
  );
}

function usualWeek(): DeskSettings["hours"] {
  return Object.fromEntries(WORKDAYS.map((day) => [day, [USUAL]]));
}

interface DayProps {
  readonly day: Weekday;
  readonly spans: readonly OpenHours[];
  readonly onChange: (spans: readonly OpenHours[]) => void;
}

function Day({ day: weekday, spans, onChange }: DayProps) {
  const { language, text } = useTexts();
  const day = nameDay(weekday, language);
  const change = (at: number, part: Partial<OpenHours>) =>
    onChange(spans.map((span, place) => (place === at ? { ...span, ...part } : span)));
  return (
    <div className="setting-day">
      <span className="setting-day-name">{day}</span>
      {spans.length === 0 ? <span className="muted">{text("deskSettings.closed")}</span> : null}
      <div className="setting-spans">
        {spans.map(({ from, to }, at) => (
          // A span has no other name than its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={at} className="setting-span">
            <input
              type="time"
              dir="ltr"
              aria-label={text("deskSettings.from", { day })}
              aria-invalid={!(from < to)}
              value={from}
              onChange={({ currentTarget: { value } }) => change(at, { from: value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              dir="ltr"
              aria-label={text("deskSettings.to", { day })}
              aria-invalid={!(from < to)}
              // A field knows no 24:00; a day that ends at midnight ends then.
              value={to === "24:00" ? "00:00" : to}
              onChange={({ currentTarget: { value } }) => change(at, { to: value === "00:00" ? "24:00" : value })}
            />
            <Button
              className="button-icon"
              aria-label={text("deskSettings.removeHours", { day })}
              onPress={() => onChange(spans.filter((_span, place) => place !== at))}
            >
              <CloseIcon />
            </Button>
          </span>
        ))}
      </div>
      {spans.length >= MAX_HOURS ? null : (
        <Button
          className="button-text"
          aria-label={text("deskSettings.addHours", { day })}
          onPress={() =>
            onChange([...spans, spans.length === 0 ? USUAL : { from: spans.at(-1)?.to ?? "18:00", to: "24:00" }])
          }
        >
          {text("deskSettings.add")}
        </Button>
      )}
    </div>
  );
}

interface HolidaysProps {
  readonly holidays: readonly string[];
  readonly onChange: (holidays: readonly string[]) => void;
}

function Holidays({ holidays, onChange }: HolidaysProps) {
  const { language, text } = useTexts();
  const [day, setDay] = useState("");
  const add = () => {
    onChange([...new Set([...holidays, day])].toSorted());
    setDay("");
  };
  return (
    <div className="setting-group">
      <h2>{text("deskSettings.holidays")}</h2>
      <p className="muted small">{text("deskSettings.holidaysHint")}</p>
      {holidays.length === 0 ? null : (
        <Tags
          tags={holidays}
          nameOf={(each) => nameDate(each, language)}
          onRemove={(gone) => onChange(holidays.filter((each) => each !== gone))}
        />
      )}
      <div className="actions">
        <input
          type="date"
          aria-label={text("deskSettings.addHoliday")}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button className="button" isDisabled={day === "" || holidays.length >= MAX_HOLIDAYS} onPress={add}>
          {text("deskSettings.addHoliday")}
        </Button>
      </div>
    </div>
  );
}

/** The first of January 2024 was a Monday. */
function nameDay(day: Weekday, language: string): string {
  const at = Date.UTC(2024, 0, 1 + WEEKDAYS.indexOf(day));
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(at);
}

function nameDate(date: string, language: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at)) return date;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(at);
}
