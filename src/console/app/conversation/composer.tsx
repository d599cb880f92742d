/** Where the agent writes. It says who will read it and in which language they write, and never loses a word. */
import { type RefObject, useId } from "react";
import { Button } from "react-aria-components";
import type { HolderView, TicketPageView } from "../../console-api.ts";
import { modifierKey } from "../inbox/shortcuts-dialog.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { Replies } from "./use-replies.ts";
import { isOver } from "./use-ticket-actions.ts";

/** As the server's limit. */
const MAX_LENGTH = 8_000;

interface ComposerProps {
  readonly page: TicketPageView;
  readonly holder: HolderView;
  readonly isViewer: boolean;
  readonly replies: Replies;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ page, holder, isViewer, replies, field }: ComposerProps) {
  const { language, text } = useTexts();
  const hintId = useId();
  const name = page.ticket.contactName ?? text("queue.visitor");
  const { draft } = replies;
  const excess = draft.trim().length - MAX_LENGTH;
  const canSend = draft.trim() !== "" && excess <= 0;

  if (isOver(page)) return <p className="composer-closed">{text("composer.resolved")}</p>;
  if (isViewer) return <p className="composer-closed">{text("composer.viewer")}</p>;
  if (holder.kind === "colleague" && draft === "")
    return (
      <p className="composer-closed">{text("composer.colleague", { name: holder.name ?? text("owner.someone") })}</p>
    );

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) replies.sendDraft();
      }}
    >
      <div className="composer-box">
        <textarea
          ref={field}
          // An empty field has no text to take the direction from; its placeholder is the console's.
          dir={draft === "" ? undefined : "auto"}
          rows={2}
          aria-label={text("composer.label", { name })}
          aria-describedby={hintId}
          placeholder={text("composer.placeholder", { name })}
          value={draft}
          onChange={(event) => replies.changeDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <div className="composer-foot">
          <p id={hintId} className="composer-hint">
            {excess > 0 ? (
              <span className="delivery-bad">{text("composer.tooLong", { count: excess })}</span>
            ) : (
              text("composer.receives", { language: nameLanguage(page.ticket.language, language) })
            )}
          </p>
          <span className="composer-key" aria-hidden="true">
            {text("composer.sendKey", { modifier: modifierKey() })}
          </span>
          <Button type="submit" className="button button-accent" isDisabled={!canSend}>
            {text(holder.kind === "you" ? "composer.send" : "composer.takeAndSend")}
          </Button>
        </div>
      </div>
    </form>
  );
}
