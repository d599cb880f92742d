/** The suggested reply with its sources. "Use" puts it into the composer; nothing is ever sent from here. */
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { Sources } from "../conversation/sources.tsx";
import { LanguageBadge } from "../parts/badges.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { describeFailure } from "./describe-failure.ts";
import type { Suggestion } from "./use-suggestion.ts";

interface SuggestionCardProps {
  readonly suggestion: Suggestion;
  readonly onUse: (words: string) => void;
}

export function SuggestionCard({ suggestion, onUse }: SuggestionCardProps) {
  const { text } = useTexts();
  const { state, ask, putAway } = suggestion;
  const place = useRef<HTMLElement>(null);
  // On a phone it may stand below what one sees of the composer.
  useEffect(() => {
    if (state.kind === "shown") place.current?.scrollIntoView({ block: "nearest" });
  }, [state]);
  if (state.kind === "none") return null;
  if (state.kind === "asking") {
    return (
      <p className="suggestion" role="status">
        {text("copilot.asking")}
      </p>
    );
  }
  const { reply } = state;
  const again = (
    <Button className="button" onPress={ask}>
      {text("copilot.again")}
    </Button>
  );
  const away = (
    <Button className="button" onPress={putAway}>
      {text("copilot.putAway")}
    </Button>
  );
  if (reply.kind === "nothing") {
    return (
      <div className="suggestion" role="status">
        <p>{describeFailure(reply.reason, text)}</p>
        <div className="actions">
          {away}
          {again}
        </div>
      </div>
    );
  }
  const use = () => {
    onUse(reply.text);
    putAway();
  };
  return (
    <section ref={place} className="suggestion" aria-label={text("copilot.suggested")} data-ready="yes">
      <header>
        <strong>{text("copilot.suggested")}</strong>
        <LanguageBadge tag={reply.language} />
        <span className="muted">{text(`copilot.by.${reply.writtenBy}`)}</span>
      </header>
      <p className="suggestion-text" dir="auto" lang={reply.language}>
        {reply.text}
      </p>
      <Sources sources={reply.sources} />
      <div className="actions">
        {away}
        {again}
        <Button className="button button-accent" onPress={use}>
          {text("copilot.use")}
        </Button>
      </div>
    </section>
  );
}
