/** What I read besides the console's language: everything else is translated for me, unless I want none of it. */
import { useEffect, useState } from "react";
import { Switch } from "react-aria-components";
import type { ReadingBody, ReadingView } from "../../../contracts/case-languages.ts";
import type { Language } from "../../../contracts/language.ts";
import { Choices } from "../desk/choices.tsx";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { useAhead } from "../server/use-ahead.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function ReadingField({ languages }: { readonly languages: readonly Language[] }) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [view, setView] = useState<ReadingView | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void api.get<ReadingView>("/desk/me/reading", stop.signal).then((called) => {
      if (called.kind === "ok") setView(called.body);
    });
    return () => stop.abort();
  }, [api]);
  const { ahead, write } = useAhead<ReadingBody>();
  if (view === null) return null;
  const change = (changed: ReadingBody) =>
    write(changed, async () => {
      const called = await api.put("/desk/me/reading", changed);
      if (called.kind === "ok") setView((before) => before && { ...before, ...changed });
      else say(text("error.load.body"), "bad");
    });
  const { reads, isOff } = { ...view, ...ahead };
  return (
    <>
      <Choices
        title={text("reading.title")}
        hint={text("reading.hint")}
        all={languages}
        chosen={reads ?? []}
        nameOf={(each) => nameLanguage(each, language)}
        onChange={(next) => change({ reads: next.length === 0 ? null : next })}
      />
      <Switch className="switch" isSelected={isOff} onChange={(next) => change({ isOff: next })}>
        <span className="switch-track" />
        <span>{text("reading.off")}</span>
      </Switch>
    </>
  );
}
