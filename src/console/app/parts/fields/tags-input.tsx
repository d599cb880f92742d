/** Tags with commas between them, as every script writes a comma; what was typed stays as long as it says the same. */
import { useState } from "react";

export const MAX_TAG_LENGTH = 40;

interface TagsInputProps {
  readonly id?: string;
  readonly tags: readonly string[];
  readonly max: number;
  readonly onChange: (tags: string[]) => void;
}

export function TagsInput({ id, tags, max, onChange }: TagsInputProps) {
  const [typed, setTyped] = useState(() => tags.join(", "));
  const isSame = readTags(typed, max).join() === tags.join();
  return (
    <input
      id={id}
      type="text"
      dir={typed === "" ? undefined : "auto"}
      value={isSame ? typed : tags.join(", ")}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        onChange(readTags(value, max));
      }}
    />
  );
}

/** As the server takes it: one line, counted in characters. */
export function tidyTag(typed: string): string {
  return Array.from(typed.replace(/\s+/gu, " ").trim()).slice(0, MAX_TAG_LENGTH).join("");
}

function readTags(typed: string, max: number): string[] {
  return [...new Set(typed.split(/[,،，、]/u).map(tidyTag))].filter((tag) => tag !== "").slice(0, max);
}
