/** The addresses that were imported: what came of the last time, when the next is, run now, remove. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { ImportRunView, SourceView } from "../../../import-api.ts";
import { useAnnouncer } from "../../parts/announcer.tsx";
import { formatMoment, nameLanguage } from "../../parts/format-time.ts";
import type { Called } from "../../server/call-api.ts";
import { useApi } from "../../server/use-api.tsx";
import { type Texts, useTexts } from "../../texts/use-texts.tsx";

const DAY_MS = 86_400_000;

interface SourceListProps {
  readonly sources: readonly SourceView[];
  readonly runs: readonly ImportRunView[];
  readonly onChange: () => Promise<void>;
}

export function SourceList({ sources, runs, onChange }: SourceListProps) {
  const { text } = useTexts();
  const running = new Set(runs.filter(({ state }) => state.kind === "running").map(({ name }) => name));
  return (
    <section aria-labelledby="import-sources">
      <h2 id="import-sources" className="import-head">
        {text("import.sources")}
      </h2>
      {sources.length === 0 ? (
        <p className="muted small">{text("import.noSources")}</p>
      ) : (
        <ul className="groups">
          {sources.map((source) => (
            <Source key={source.sourceId} source={source} isRunning={running.has(source.url)} onChange={onChange} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface SourceProps {
  readonly source: SourceView;
  readonly isRunning: boolean;
  readonly onChange: () => Promise<void>;
}

function Source({ source, isRunning, onChange }: SourceProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const act = async (call: () => Promise<Called<unknown>>, done: string | null) => {
    setBusy(true);
    const called = await call();
    setBusy(false);
    if (called.kind === "ok" && done !== null) say(done);
    const isFull = called.kind === "refused" && called.code === "TOO_MANY_REQUESTS";
    if (called.kind !== "ok") say(text(isFull ? "import.unsent.busy" : "knowledge.failed"), "bad");
    await onChange();
  };
  const path = `/knowledge/import/sources/${source.sourceId}`;
  return (
    <li className="group">
      <div className="import-row">
        <div className="grow">
          <p>
            <bdi className="import-name" dir="ltr">
              {source.url}
            </bdi>
          </p>
          <p className="muted small">{describeSource(source, text, language)}</p>
          <p className="muted small">{describeTimes(source, text, language)}</p>
        </div>
        {source.mayRun ? (
          <div className="actions">
            <Button
              className="button"
              aria-label={text("import.runNow.of", { url: source.url })}
              isDisabled={isBusy || isRunning}
              onPress={() => void act(() => api.post(`${path}/runs`), null)}
            >
              {text("import.runNow")}
            </Button>
            <Button
              className="button button-bad"
              aria-label={text("import.remove.of", { url: source.url })}
              isDisabled={isBusy}
              onPress={() => void act(() => api.remove(path), text("import.removed"))}
            >
              {text("import.remove")}
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  );
}

function describeSource(source: SourceView, text: Texts["text"], language: string): string {
  const { kind, everyMs, language: spoken, publishes } = source;
  const every = everyMs === null ? "once" : everyMs === DAY_MS ? "day" : everyMs === 7 * DAY_MS ? "week" : null;
  return [
    text(`import.kind.${kind}`),
    every === null ? text("import.everyHours", { hours: (everyMs ?? 0) / 3_600_000 }) : text(`import.every.${every}`),
    spoken === null ? text("import.recognise") : nameLanguage(spoken, language),
    text(publishes ? "import.publishes" : "import.drafts"),
  ].join(" · ");
}

function describeTimes(source: SourceView, text: Texts["text"], language: string): string {
  const { lastRunAt, last, nextDueAt } = source;
  return [
    lastRunAt === null ? text("import.notYet") : text("import.last", { at: formatMoment(lastRunAt, language) }),
    last === null ? "" : text("import.figures", { ...last }),
    nextDueAt === null ? "" : text("import.next", { at: formatMoment(nextDueAt, language) }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
