/** Below the draft: how it will arrive, to be read and mended; or why it goes as it is. */
import { useId } from "react";
import { Button, Switch } from "react-aria-components";
import type { TicketPageView } from "../../console-api.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { DoubtList } from "./doubt-list.tsx";
import type { PreviewState, Translation } from "./use-translation.ts";
import { describeUntranslated } from "./describe-untranslated.ts";

interface TranslationPanelProps {
  readonly page: TicketPageView;
  readonly translation: Translation;
}

export function TranslationPanel({ page, translation }: TranslationPanelProps) {
  const { language, text } = useTexts();
  const { isNeeded, isPossible, isOn, preview } = translation;
  const buyer = nameLanguage(page.languages.buyer, language);
  if (!isPossible) {
    return isNeeded ? <p className="note note-info">{text("translation.noModel", { language: buyer })}</p> : null;
  }
  if (!isNeeded && page.languages.buyer === page.languages.writes) return null;
  return (
    <div className="arrival">
      <Switch className="switch" isSelected={isOn} onChange={translation.switchOn}>
        <span className="switch-track" />
        <span>{text("translation.switch", { language: buyer })}</span>
      </Switch>
      {isOn ? <Arrival preview={preview} page={page} translation={translation} /> : null}
    </div>
  );
}

interface ArrivalProps extends TranslationPanelProps {
  readonly preview: PreviewState;
}

function Arrival({ preview, page, translation }: ArrivalProps) {
  const { language, text } = useTexts();
  const buyer = nameLanguage(page.languages.buyer, language);
  switch (preview.kind) {
    case "none":
      return null;
    case "translating":
      return (
        <p className="muted small" role="status">
          {text("translation.translating")}
        </p>
      );
    case "same":
      return <p className="muted small">{text("translation.same", { language: buyer })}</p>;
    case "failed":
      return (
        <div className="note note-warn arrival-failed" role="alert">
          <p>{text("translation.notNow", { reason: describeUntranslated(preview.reason, text) })}</p>
          <Button className="button-text" onPress={translation.again}>
            {text("action.retry")}
          </Button>
          <Button className="button-text" onPress={() => translation.switchOn(false)}>
            {text("translation.asWritten")}
          </Button>
        </div>
      );
    case "ready":
      return <Ready preview={preview} page={page} translation={translation} />;
  }
}

interface ReadyProps extends TranslationPanelProps {
  readonly preview: Extract<PreviewState, { kind: "ready" }>;
}

function Ready({ preview, page, translation }: ReadyProps) {
  const { language, text } = useTexts();
  const fieldId = useId();
  return (
    <>
      <label htmlFor={fieldId} className="arrival-label">
        {text("translation.arrives", { language: nameLanguage(page.languages.buyer, language) })}
      </label>
      <textarea
        id={fieldId}
        className="arrival-text"
        dir="auto"
        lang={page.languages.buyer}
        rows={1}
        maxLength={8_000}
        value={preview.text}
        onChange={(event) => translation.edit(event.currentTarget.value)}
      />
      {preview.isBehind ? (
        <p className="note note-warn" role="status">
          {text("translation.behind")}{" "}
          <Button className="button-text" onPress={translation.again}>
            {text("translation.again")}
          </Button>
        </p>
      ) : null}
      {preview.isEdited ? null : <DoubtList doubts={preview.doubts} />}
    </>
  );
}
