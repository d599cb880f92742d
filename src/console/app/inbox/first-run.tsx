/** The checklist of a new shop; it ticks itself and goes when everything is done. */
import { type ReactNode, useEffect, useId, useState } from "react";
import type { FirstRunView } from "../../console-api.ts";
import { nameChannel } from "../parts/badges.tsx";
import { CheckIcon } from "../parts/icons.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

/** Read again whenever the lists have changed: what ticks a step also changes a list. */
export function FirstRun({ lists }: { readonly lists: object | null }) {
  const { text } = useTexts();
  const api = useApi();
  const titleId = useId();
  const [facts, setFacts] = useState<FirstRunView | null>(null);

  useEffect(() => {
    if (lists === null) return;
    const stop = new AbortController();
    void api.get<FirstRunView>("/first-run", stop.signal).then((called) => {
      if (called.kind === "ok") setFacts(called.body);
    });
    return () => stop.abort();
  }, [api, lists]);

  if (facts === null) return null;
  // One channel, the page's own, is always there.
  const hasChannel = facts.channels.length > 1;
  const done = [facts.hasAsked, facts.hasAnswered, hasChannel].filter(Boolean).length;
  if (done === 3) return null;
  const channels = facts.channels.map((channel) => nameChannel(channel, text)).join(", ");
  return (
    <section className="first-run" aria-labelledby={titleId}>
      <h2 id={titleId}>{text("firstRun.title")}</h2>
      <p className="muted">{text("firstRun.progress", { done, total: 3 })}</p>
      <ol className="first-run-steps">
        <Step isDone={facts.hasAsked} title={text("firstRun.ask.title")}>
          {text("firstRun.ask.body")}{" "}
          <a href="/" target="_blank" rel="noopener">
            {text("firstRun.ask.link")}
          </a>
        </Step>
        <Step isDone={facts.hasAnswered} title={text("firstRun.answer.title")}>
          {text("firstRun.answer.body")}
        </Step>
        <Step isDone={hasChannel} title={text("firstRun.channel.title")}>
          {hasChannel ? text("firstRun.channel.connected", { channels }) : text("firstRun.channel.body")}
        </Step>
      </ol>
    </section>
  );
}

function Step({
  isDone,
  title,
  children,
}: {
  readonly isDone: boolean;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { text } = useTexts();
  return (
    <li className="first-run-step" data-done={isDone}>
      <span className="first-run-mark">{isDone ? <CheckIcon /> : null}</span>
      <div>
        <h3>
          {title} <span className="unseen">{text(isDone ? "firstRun.done" : "firstRun.open")}</span>
        </h3>
        {isDone ? null : <p>{children}</p>}
      </div>
    </li>
  );
}
