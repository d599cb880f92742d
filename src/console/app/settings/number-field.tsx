/** A whole number with its limits; where "never" is an answer, a box that says so. */
import { useId, useState } from "react";
import { useTexts } from "../texts/use-texts.tsx";

interface NumberFieldProps {
  readonly label: string;
  /** NaN while what is typed is no number; null: never. */
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  /** Taken when "never" is unticked. Absent: never is no answer. */
  readonly usual?: number | undefined;
  readonly onChange: (value: number | null) => void;
}

export function NumberField({ label, value, min, max, usual, onChange }: NumberFieldProps) {
  const { text } = useTexts();
  const id = useId();
  const isWrong = value !== null && !(value >= min && value <= max && Number.isInteger(value));
  return (
    <div className="setting-line">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        dir="ltr"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        disabled={value === null}
        aria-invalid={isWrong}
        value={value === null || Number.isNaN(value) ? "" : value}
        onChange={({ currentTarget: { valueAsNumber } }) => onChange(valueAsNumber)}
      />
      {usual === undefined ? null : (
        <label className="choice-box">
          <input
            type="checkbox"
            checked={value === null}
            aria-label={`${label}: ${text("deskSettings.never")}`}
            onChange={({ currentTarget: { checked } }) => onChange(checked ? null : usual)}
          />
          <span>{text("deskSettings.never")}</span>
        </label>
      )}
    </div>
  );
}

interface DurationFieldProps {
  readonly name: string;
  /** Undefined: not said here. */
  readonly minutes: number | undefined;
  readonly isOptional: boolean;
  readonly onChange: (minutes: number | undefined) => void;
}

/** Hours and minutes; both empty is nothing said, where that may be. */
export function DurationField({ name, minutes, isOptional, onChange }: DurationFieldProps) {
  const { text } = useTexts();
  const isKnown = minutes !== undefined && !Number.isNaN(minutes);
  const [typed, setTyped] = useState(() => split(minutes));
  // What was typed stays as it is while it says the same.
  const shown = join(typed, isOptional) === minutes || !isKnown ? typed : split(minutes);
  const type = (part: Partial<typeof typed>) => {
    const next = { ...shown, ...part };
    setTyped(next);
    onChange(join(next, isOptional));
  };
  const field = (part: "hours" | "minutes") => (
    <label className="duration-part">
      <input
        type="text"
        inputMode="numeric"
        dir="ltr"
        maxLength={5}
        aria-label={text(part === "hours" ? "deskSettings.hoursOf" : "deskSettings.minutesOf", { name })}
        aria-invalid={minutes !== undefined && !isKnown}
        value={shown[part]}
        onChange={({ currentTarget: { value } }) => type({ [part]: value.replace(/\D/gu, "") })}
      />
      <span aria-hidden="true">{text(part === "hours" ? "deskSettings.h" : "deskSettings.min")}</span>
    </label>
  );
  return (
    <span className="duration">
      {field("hours")}
      {field("minutes")}
    </span>
  );
}

function split(minutes: number | undefined): { readonly hours: string; readonly minutes: string } {
  if (minutes === undefined || Number.isNaN(minutes)) return { hours: "", minutes: "" };
  return { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) };
}

function join(typed: ReturnType<typeof split>, isOptional: boolean): number | undefined {
  if (typed.hours === "" && typed.minutes === "") return isOptional ? undefined : Number.NaN;
  return Number(typed.hours) * 60 + Number(typed.minutes);
}
