/** Ask as a buyer: question in, answer out, with what was found, how sure that is, and in words why it ended so. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Language } from "../../../../contracts/language.ts";
import type { AskBody, AskView } from "../../../knowledge-api.ts";
import { LanguageBadge } from "../../parts/badges.tsx";
import { nameLanguage } from "../../parts/format-time.ts";
import { useApi } from "../../server/use-api.tsx";
import { useTexts } from "../../texts/use-texts.tsx";
import { AskEvidence } from "./ask-evidence.tsx";

interface AskPanelProps {
  readonly articleKey: string;
  readonly languages: readonly Language[];
  readonly language: Language;
  readonly draft: NonNullable<AskBody["draft"]>;
}

type Asked =
  | { readonly kind: "nothing" }
  | { readonly kind: "failed" }
  | { readonly kind: "done"; readonly view: AskView };

export function AskPanel({ articleKey, languages, language, draft }: AskPanelProps) {
  const { language: own, text } = useTexts();
  const api = useApi();
  const [question, setQuestion] = useState("");
  const [spoken, setSpoken] = useState<Language | null>(null);
  const [withDraft, setWithDraft] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked>({ kind: "nothing" });
  const ask = async () => {
    if (question.trim() === "") return;
    setBusy(true);
    const isWhole = draft.text.title.trim() !== "" && draft.text.body.trim() !== "";
    const body: AskBody = {
      text: question,
      language: spoken,
      withDrafts: false,
      draft: withDraft && isWhole ? draft : null,
    };
    const called = await api.post<AskView>("/knowledge/ask", body);
    setAsked(called.kind === "ok" ? { kind: "done", view: called.body } : { kind: "failed" });
    setBusy(false);
  };
  return (
    <aside className="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">{text("ask.title")}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <textarea
          className="textarea"
          rows={2}
          aria-label={text("ask.question")}
          placeholder={text("ask.placeholder")}
          dir={question === "" ? undefined : "auto"}
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <div className="ask-tools">
          <label className="choose">
            <span className="unseen">{text("ask.language")}</span>
            <select
              value={spoken ?? ""}
              onChange={(event) => setSpoken(languages.find((each) => each === event.currentTarget.value) ?? null)}
            >
              <option value="">{text("ask.detect")}</option>
              {languages.map((each) => (
                <option key={each} value={each}>
                  {nameLanguage(each, own)}
                </option>
              ))}
            </select>
          </label>
          <label className="option">
            <input
              type="checkbox"
              checked={withDraft}
              onChange={(event) => setWithDraft(event.currentTarget.checked)}
            />
            <span>{text("ask.withDraft")}</span>
          </label>
          <Button type="submit" className="button button-accent" isDisabled={isBusy || question.trim() === ""}>
            {text("ask.submit")}
          </Button>
        </div>
      </form>
      <div role="status" aria-busy={isBusy}>
        {asked.kind === "nothing" ? <p className="muted small">{text("ask.hint")}</p> : null}
        {asked.kind === "failed" ? <p className="note note-bad">{text("knowledge.failed")}</p> : null}
        {asked.kind === "done" ? <Outcome view={asked.view} articleKey={articleKey} language={language} /> : null}
      </div>
    </aside>
  );
}

interface OutcomeProps {
  readonly view: AskView;
  readonly articleKey: string;
  readonly language: Language;
}

function Outcome({ view, articleKey }: OutcomeProps) {
  const { text } = useTexts();
  return (
    <div className="stack">
      <p className="state-line">
        <span className="badge badge-state" data-state={view.outcome}>
          {text(`ask.outcome.${view.outcome}`)}
        </span>
        <LanguageBadge tag={view.language} />
      </p>
      <blockquote className="ask-answer" dir="auto" lang={view.language}>
        {view.text}
        {view.choices.length === 0 ? null : (
          <span className="ask-choices">
            {view.choices.map((choice) => (
              <span key={choice} className="ask-choice">
                {choice}
              </span>
            ))}
          </span>
        )}
      </blockquote>
      <p className="small">{describeReason(view, text)}</p>
      <AskEvidence view={view} articleKey={articleKey} />
    </div>
  );
}

function describeReason(view: AskView, text: ReturnType<typeof useTexts>["text"]): string {
  const { reason } = view;
  const article = view.passages[0]?.title ?? "";
  if (reason.kind === "handed-over") return text(`reason.long.${reason.reason}`);
  if (reason.kind === "small-talk") return text("ask.reason.small-talk");
  return text(`ask.reason.${reason.kind}`, {
    sure: Math.round(view.confidence * 100),
    answer: Math.round(view.answerFrom * 100),
    clarify: Math.round(view.clarifyFrom * 100),
    article,
  });
}
