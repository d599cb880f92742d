/** One of a few values, each by its name. */
import type { ComponentProps } from "react";

interface SelectOneProps<Value extends string> extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  readonly values: readonly Value[];
  readonly value: Value;
  readonly nameOf: (value: Value) => string;
  readonly onChange: (value: Value) => void;
}

export function SelectOne<Value extends string>({ values, value, nameOf, onChange, ...own }: SelectOneProps<Value>) {
  return (
    <select
      className="select"
      {...own}
      value={value}
      onChange={(event) => onChange(values.find((each) => each === event.currentTarget.value) ?? value)}
    >
      {values.map((each) => (
        <option key={each} value={each}>
          {nameOf(each)}
        </option>
      ))}
    </select>
  );
}
