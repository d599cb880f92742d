/** What is being written, kept in the browser with every key: a reload or an ended session loses no word. */
import { useCallback, useState } from "react";

interface Draft {
  readonly draft: string;
  readonly changeDraft: (text: string) => void;
  /** Puts words that were not sent before whatever was written since. */
  readonly takeBack: (words: string) => void;
}

export function useDraft(place: string): Draft {
  const name = `dragoman.draft.${place}`;
  const [draft, setDraft] = useState(() => localStorage.getItem(name) ?? "");
  const changeDraft = useCallback(
    (text: string) => {
      setDraft(text);
      keep(name, text);
    },
    [name],
  );
  const takeBack = useCallback(
    (words: string) =>
      setDraft((before) => {
        const after = [words, before].filter((each) => each !== "").join("\n\n");
        keep(name, after);
        return after;
      }),
    [name],
  );
  return { draft, changeDraft, takeBack };
}

/** Nothing is kept of nothing. */
export function keep(name: string, value: string): void {
  if (value === "") localStorage.removeItem(name);
  else localStorage.setItem(name, value);
}
