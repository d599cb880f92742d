/** Who else is here, in words, above where one writes. */
import type { Watcher } from "../desk/use-watchers.ts";
import { PeopleIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function WatchersLine({ watchers }: { readonly watchers: readonly Watcher[] }) {
  const { language, text } = useTexts();
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const namesOf = (state: Watcher["state"]) => watchers.filter((each) => each.state === state).map(({ name }) => name);
  const typing = namesOf("typing");
  const viewing = namesOf("viewing");
  return (
    <p className="watchers" role="status">
      {typing.length === 0 ? null : (
        <span className="watchers-typing">
          <PeopleIcon />
          {text("watchers.typing", { names: list.format(typing), count: typing.length })}
        </span>
      )}
      {viewing.length === 0 ? null : (
        <span>
          <PeopleIcon />
          {text("watchers.viewing", { names: list.format(viewing), count: viewing.length })}
        </span>
      )}
    </p>
  );
}
