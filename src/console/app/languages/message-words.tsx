/** What a message says: in the agent's language first with the original one tap away, or as it is and why. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { TranslationView } from "../../../contracts/case-languages.ts";
import type { OwnWords } from "../../../contracts/translation.ts";
import type { MessageView } from "../../console-api.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { DoubtList } from "./doubt-list.tsx";
import { describeUntranslated } from "./describe-untranslated.ts";

interface MessageWordsProps {
  readonly message: MessageView;
  readonly translation: TranslationView | undefined;
  readonly own: OwnWords | undefined;
  readonly onAgain: ((messageId: string) => void) | undefined;
}

export function MessageWords({ message, translation, own, onAgain }: MessageWordsProps) {
  if (message.text === "") return null;
  if (translation?.state === "made") return <Translated message={message} translation={translation} />;
  return (
    <>
      <Words text={message.text} language={message.language} />
      {translation === undefined ? null : (
        <Untranslated message={message} translation={translation} onAgain={onAgain} />
      )}
      {own === undefined ? null : <Own own={own} />}
    </>
  );
}

function Words({ text, language }: { readonly text: string; readonly language: string | null }) {
  return (
    <p className="bubble-text" dir="auto" lang={language ?? undefined}>
      {text}
    </p>
  );
}

interface TranslatedProps {
  readonly message: MessageView;
  readonly translation: Extract<TranslationView, { state: "made" }>;
}

function Translated({ message, translation }: TranslatedProps) {
  const { text } = useTexts();
  const [isOriginal, setOriginal] = useState(false);
  return (
    <>
      {isOriginal ? (
        <Words text={message.text} language={message.language} />
      ) : (
        <Words text={translation.text} language={translation.language} />
      )}
      <p className="translated">
        <span>{text(isOriginal ? "translation.original" : "translation.marked")}</span>
        <Button className="button-text" onPress={() => setOriginal(!isOriginal)}>
          {text(isOriginal ? "translation.showTranslation" : "translation.showOriginal")}
        </Button>
      </p>
      {isOriginal ? null : <DoubtList doubts={translation.doubts} />}
    </>
  );
}

interface UntranslatedProps {
  readonly message: MessageView;
  readonly translation: Exclude<TranslationView, { state: "made" }>;
  readonly onAgain: ((messageId: string) => void) | undefined;
}

function Untranslated({ message, translation, onAgain }: UntranslatedProps) {
  const { text } = useTexts();
  if (translation.state === "wanted") {
    return (
      <p className="translated" role="status">
        {text("translation.translating")}
      </p>
    );
  }
  return (
    <p className="translated">
      <span className="delivery-warn">
        {text("translation.failed", { reason: describeUntranslated(translation.reason, text) })}
      </span>
      {onAgain === undefined ? null : (
        <Button className="button-text" onPress={() => onAgain(message.messageId)}>
          {text("action.retry")}
        </Button>
      )}
    </p>
  );
}

function Own({ own }: { readonly own: OwnWords }) {
  const { language, text } = useTexts();
  return (
    <details className="own-words">
      <summary>{text("translation.own", { language: nameLanguage(own.language, language) })}</summary>
      <Words text={own.text} language={own.language} />
    </details>
  );
}
