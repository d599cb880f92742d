/** What I read besides the console's language: everything else is translated for me, unless I want none of it. */
import { useCallback, useEffect, useState } from "react";
import { Switch } from "react-aria-components";
import type { ReadingBody, ReadingView } from "../../../contracts/case-languages.ts";
import type { Language } from "../../../contracts/language.ts";
import { Choices } from "../desk/choices.tsx";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameLanguage } from "../parts/format-time.ts";
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
  const change = useCallback(
    (changed: ReadingBody) => {
      if (view === null) return;
      setView({ ...view, ...changed });
      void api.put("/desk/me/reading", changed).then((called) => {
        if (called.kind === "ok") return;
        setView(view);
        say(text("error.load.body"), "bad");
      });
    },
    [api, view, say, text],
  );
  if (view === null) return null;
  return (
    <>
      <Choices
        title={text("reading.title")}
        hint={text("reading.hint")}
        all={languages}
        chosen={view.reads ?? []}
        nameOf={(each) => nameLanguage(each, language)}
        onChange={(reads) => change({ reads: reads.length === 0 ? null : reads })}
      />
      <Switch className="switch" isSelected={view.isOff} onChange={(isOff) => change({ isOff })}>
        <span className="switch-track" />
        <span>{text("reading.off")}</span>
      </Switch>
    </>
  );
}
