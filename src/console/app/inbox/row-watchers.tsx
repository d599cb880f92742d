/** Who else is in a ticket, as small as a row allows: initials for the eye, a sentence for the ear. */
import type { Watcher } from "../desk/use-watchers.ts";
import { useTexts } from "../texts/use-texts.tsx";

/** Beside a name and a time there is room for no more. */
const MAX_SHOWN = 2;

export function RowWatchers({ watchers }: { readonly watchers: readonly Watcher[] }) {
  const { language, text } = useTexts();
  if (watchers.length === 0) return null;
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const say = (state: Watcher["state"]) => {
    const names = watchers.filter((each) => each.state === state).map(({ name }) => name);
    return names.length === 0 ? "" : text(`watchers.${state}`, { names: list.format(names), count: names.length });
  };
  const sentence = [say("typing"), say("viewing")].filter((each) => each !== "").join(". ");
  // Who writes is what one must see.
  const sorted = watchers.toSorted((one, other) => Number(other.state === "typing") - Number(one.state === "typing"));
  return (
    <span className="row-watchers" title={sentence}>
      <span aria-hidden="true">
        {sorted.slice(0, MAX_SHOWN).map(({ agentId, name, state }) => (
          <span key={agentId} className="row-watcher" data-state={state}>
            {initialsOf(name)}
          </span>
        ))}
        {sorted.length > MAX_SHOWN ? <span className="row-watcher">{`+${sorted.length - MAX_SHOWN}`}</span> : null}
      </span>
      <span className="unseen">{sentence}</span>
    </span>
  );
}

/** The first signs of the first and the last name, whole as a reader sees them. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = (word: string | undefined) => (word ? ([...new Intl.Segmenter().segment(word)][0]?.segment ?? "") : "");
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toLocaleUpperCase();
}
