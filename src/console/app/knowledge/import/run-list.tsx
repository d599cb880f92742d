/** What runs and what the last imports brought: counts, the drafts to read, and why something was not taken. */
import { Button } from "react-aria-components";
import type { ImportResultView, ImportRunView } from "../../../import-api.ts";
import { formatMoment } from "../../parts/format-time.ts";
import { followLink } from "../../parts/use-path.ts";
import { useApi } from "../../server/use-api.tsx";
import { useTexts } from "../../texts/use-texts.tsx";
import { knowledgeAddress } from "../use-knowledge-route.ts";
import { describeResult } from "./use-imports.ts";

interface RunListProps {
  readonly runs: readonly ImportRunView[];
  readonly mayWrite: boolean;
  readonly onChange: () => Promise<void>;
}

export function RunList({ runs, mayWrite, onChange }: RunListProps) {
  const { text } = useTexts();
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="import-runs">
      <h2 id="import-runs" className="import-head">
        {text("import.runs")}
      </h2>
      <ul className="groups">
        {runs.map((run) => (
          <Run key={run.runId} run={run} mayWrite={mayWrite} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

interface RunProps extends Omit<RunListProps, "runs"> {
  readonly run: ImportRunView;
}

function Run({ run, mayWrite, onChange }: RunProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { runId, state } = run;
  const shown = state.kind === "done" && hasNothing(state.result) ? "refused" : state.kind;
  const stop = async () => {
    await api.post(`/knowledge/import/runs/${runId}/stop`);
    await onChange();
  };
  return (
    <li className="group" data-state={state.kind}>
      <div className="import-row">
        <p className="grow">
          <bdi className="import-name">{run.name}</bdi>{" "}
          <span className="muted small">{formatMoment(run.startedAt, language)}</span>
        </p>
        <span className="badge badge-state" data-state={shown}>
          {text(`import.state.${shown}`)}
        </span>
        {state.kind === "running" && run.what !== "file" && mayWrite ? (
          <Button className="button" onPress={() => void stop()}>
            {text("import.stop")}
          </Button>
        ) : null}
      </div>
      {state.kind === "running" ? <Progress run={run} state={state} /> : null}
      {state.kind === "failed" ? <p className="small">{text("import.failedHint")}</p> : null}
      {state.kind === "done" || state.kind === "stopped" ? <Result result={state.result} name={run.name} /> : null}
    </li>
  );
}

/** It ran to its end and brought nothing: that is no success. */
function hasNothing({ added, changed, unchanged, gone, refused }: ImportResultView): boolean {
  return refused > 0 && added + changed + unchanged + gone === 0;
}

interface ProgressProps {
  readonly run: ImportRunView;
  readonly state: { readonly done: number; readonly total: number };
}

function Progress({ run, state: { done, total } }: ProgressProps) {
  const { text } = useTexts();
  const isCounted = run.what !== "file" && done > 0;
  return (
    <div className="import-progress">
      <progress aria-label={run.name} {...(isCounted ? { value: done, max: total } : {})} />
      {isCounted ? <p className="small">{text("import.pages", { done, total })}</p> : null}
    </div>
  );
}

function Result({ result, name }: { readonly result: ImportResultView; readonly name: string }) {
  const { text } = useTexts();
  const { lines, notTaken } = result;
  return (
    <>
      <p className="small">{describeResult(result, text)}</p>
      {notTaken.length === 0 ? null : (
        <ul className="import-refused small">
          {notTaken.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of an ended import never changes.
            <li key={at}>
              {each.name === name ? null : (
                <>
                  <bdi className="import-name">{each.name}</bdi>
                  {": "}
                </>
              )}
              {each.line === null ? null : `${text("import.line", { line: each.line })} `}
              {text(`import.fault.${each.fault}`, { detail: each.detail })}
            </li>
          ))}
        </ul>
      )}
      {lines.length === 0 ? null : (
        <details className="small" open={lines.length <= 5}>
          <summary>{text("import.articles", { count: lines.length })}</summary>
          <ul className="import-lines">
            {lines.map(({ articleKey, language, title, outcome }) => (
              <li key={`${articleKey}/${language}`}>
                <span className="badge badge-language">{language}</span>
                <a href={knowledgeAddress({ kind: "article", articleKey, language })} onClick={followLink}>
                  <bdi lang={language}>{title === "" ? articleKey : title}</bdi>
                </a>
                <span className="muted">{text(`import.outcome.${outcome}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
