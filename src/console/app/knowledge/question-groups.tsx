/** Questions nobody could answer, grouped and counted: the list of what to write next, and whether it helped. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { GroupListView, GroupView, StartedView } from "../../knowledge-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { LanguageBadge } from "../parts/badges.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { followLink, moveTo } from "../parts/use-path.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { knowledgeAddress } from "./use-knowledge-route.ts";
import { useLoaded } from "../server/use-loaded.ts";

const STATES = ["open", "drafted", "done", "dismissed"] as const;
type State = (typeof STATES)[number];

export function QuestionGroups() {
  const { text } = useTexts();
  const [state, setState] = useState<State>("open");
  const { body, fault, reload } = useLoaded<GroupListView>(`/knowledge/questions?state=${state}`);
  return (
    <section aria-labelledby="questions-title">
      <div className="knowledge-title">
        <h1 id="questions-title">{text("knowledge.place.questions")}</h1>
        <p className="muted small">{text("groups.lead")}</p>
      </div>
      <div className="list-tools" role="group" aria-label={text("knowledge.show")}>
        {STATES.map((each) => (
          <Button key={each} className="button" aria-pressed={each === state} onPress={() => setState(each)}>
            {text(`groups.state.${each}`)}
          </Button>
        ))}
      </div>
      {fault !== null && body === null ? <ErrorState fault={fault} onRetry={() => void reload()} /> : null}
      {body !== null && body.groups.length === 0 ? (
        <div className="state">
          <h2>{text(`groups.empty.${state}`)}</h2>
          <p>{text("groups.emptyBody")}</p>
        </div>
      ) : null}
      <ul className="groups">
        {body?.groups.map((group) => (
          <Group key={group.groupId} group={group} mayWrite={body.mayWrite} reload={reload} />
        ))}
      </ul>
    </section>
  );
}

interface GroupProps {
  readonly group: GroupView;
  readonly mayWrite: boolean;
  readonly reload: () => Promise<void>;
}

function Group({ group, mayWrite, reload }: GroupProps) {
  const { language, text } = useTexts();
  return (
    <li className="group">
      <div className="group-head">
        <p className="group-count">
          <span aria-hidden="true">{group.count}</span>
          <span className="unseen">{text("groups.count", { count: group.count })}</span>
        </p>
        <div className="grow">
          <p className="group-sample">
            <bdi lang={group.language}>{group.sample}</bdi>
          </p>
          <p className="muted small">
            {text("groups.last", { time: formatMoment(group.lastAskedAt, language) })}
            {group.nearestArticle === null ? null : (
              <>
                {" · "}
                {text("groups.nearest")} <ArticleLink articleKey={group.nearestArticle} />
              </>
            )}
          </p>
          <Watched group={group} />
        </div>
      </div>
      <details className="details">
        <summary>{text("groups.wordings", { count: group.questions.length })}</summary>
        <ul className="wordings">
          {group.questions.map((question) => (
            <li key={`${question.askedAt}-${question.text}`} className="version-line">
              <LanguageBadge tag={question.language} />
              <bdi lang={question.language}>{question.text}</bdi>
            </li>
          ))}
        </ul>
      </details>
      {mayWrite ? <GroupActions group={group} reload={reload} /> : null}
    </li>
  );
}

function ArticleLink({ articleKey }: { readonly articleKey: string }) {
  return (
    <a href={knowledgeAddress({ kind: "article", articleKey, language: null })} onClick={followLink}>
      <bdi dir="ltr">{articleKey}</bdi>
    </a>
  );
}

/** Did the article help? Told by whether the question came back. */
function Watched({ group }: { readonly group: GroupView }) {
  const { text } = useTexts();
  if (group.articleKey === null) return null;
  const isDone = group.state === "done";
  return (
    <p className="small">
      <ArticleLink articleKey={group.articleKey} />{" "}
      {isDone ? (
        <span className="badge badge-state" data-state={group.countSinceDone === 0 ? "up" : "down"}>
          {text("groups.since", { count: group.countSinceDone })}
        </span>
      ) : null}
    </p>
  );
}

function GroupActions({ group, reload }: Pick<GroupProps, "group" | "reload">) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const move = async (state: State) => {
    setBusy(true);
    const called = await api.post(`/knowledge/questions/${group.groupId}/state`, { state });
    if (called.kind !== "ok") say(text("knowledge.failed"), "bad");
    await reload();
    setBusy(false);
  };
  const write = async (articleKey: string) => {
    setBusy(true);
    const called = await api.post<StartedView>(`/knowledge/questions/${group.groupId}/article`, { articleKey });
    setBusy(false);
    if (called.kind !== "ok") return say(text("knowledge.failed"), "bad");
    moveTo(knowledgeAddress({ kind: "article", articleKey, language: group.language }));
  };
  if (group.state === "dismissed") {
    return (
      <div className="actions">
        <Button className="button" isDisabled={isBusy} onPress={() => void move("open")}>
          {text("groups.reopen")}
        </Button>
      </div>
    );
  }
  if (group.state !== "open") return null;
  const { nearestArticle } = group;
  return (
    <div className="actions">
      <Button className="button button-accent" isDisabled={isBusy} onPress={() => void write(group.suggestedKey)}>
        {text("groups.write")}
      </Button>
      {nearestArticle === null ? null : (
        <Button className="button" isDisabled={isBusy} onPress={() => void write(nearestArticle)}>
          {text("groups.addTo", { article: nearestArticle })}
        </Button>
      )}
      <Button className="button" isDisabled={isBusy} onPress={() => void move("done")}>
        {text("groups.done")}
      </Button>
      <Button className="button" isDisabled={isBusy} onPress={() => void move("dismissed")}>
        {text("groups.dismiss")}
      </Button>
    </div>
  );
}
