/** One field over a list: what is typed narrows it. */
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { SearchIcon } from "../icons.tsx";

interface SearchFieldProps {
  readonly label: string;
  /** Otherwise the label. */
  readonly placeholder?: string;
  readonly value: string;
  readonly field?: Ref<HTMLInputElement>;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** What else stands in the frame. */
  readonly children?: ReactNode;
}

export function SearchField({
  label,
  placeholder = label,
  value,
  field,
  children,
  onChange,
  onKeyDown,
}: SearchFieldProps) {
  return (
    <div className="search" role="search">
      <SearchIcon />
      <input
        ref={field}
        type="text"
        // An empty field has no text to take the direction from; its placeholder is the console's.
        dir={value === "" ? undefined : "auto"}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {children}
    </div>
  );
}
