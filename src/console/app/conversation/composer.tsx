/** Where the agent writes, to the buyer or to colleagues. It says who will read it, and never loses a word. */
import type { RefObject } from "react";
import type { HolderView, TicketPageView } from "../../console-api.ts";
import { NoteForm } from "../case/note-form.tsx";
import type { Notes } from "../case/use-notes.ts";
import { WatchersLine } from "../case/watchers-line.tsx";
import type { Watcher } from "../desk/use-watchers.ts";
import { findSurvivor } from "../merge/use-merges.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ReplyForm } from "./reply-form.tsx";
import type { Replies } from "./use-replies.ts";
import { isOver } from "./use-ticket-actions.ts";

export type Writing = "reply" | "note";

interface ComposerProps {
  readonly page: TicketPageView;
  readonly holder: HolderView;
  readonly isViewer: boolean;
  readonly replies: Replies;
  readonly notes: Notes;
  readonly watchers: readonly Watcher[];
  readonly writing: Writing;
  readonly onWrite: (writing: Writing) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function Composer(props: ComposerProps) {
  const { page, holder, isViewer, replies, notes, watchers, writing, onWrite, field } = props;
  const { text } = useTexts();
  if (isViewer) return <p className="composer-closed">{text("composer.viewer")}</p>;
  const closed = describeClosed(page, holder, replies.draft);
  return (
    <div className="composer" data-writing={writing}>
      <div className="composer-head">
        {(["reply", "note"] as const).map((each) => (
          <button
            key={each}
            type="button"
            className="composer-mode"
            aria-pressed={writing === each}
            onClick={() => onWrite(each)}
          >
            {text(`composer.mode.${each}`)}
          </button>
        ))}
        <WatchersLine watchers={watchers} />
      </div>
      <div className="composer-box">
        {replies.wasRefused ? (
          <p className="note note-bad" role="alert">
            {text("composer.refused")}
          </p>
        ) : null}
        {writing === "note" ? <NoteForm notes={notes} field={field} /> : null}
        {writing === "reply" && closed !== null ? (
          <p className="composer-closed">{text(closed.name, closed.values)}</p>
        ) : null}
        {writing === "reply" && closed === null ? (
          <ReplyForm page={page} holder={holder} replies={replies} watchers={watchers} field={field} />
        ) : null}
      </div>
    </div>
  );

  function describeClosed(shown: TicketPageView, speaker: HolderView, draft: string) {
    const survivor = findSurvivor(shown);
    if (survivor !== null) return { name: "merge.closed", values: { number: String(survivor.number) } } as const;
    if (isOver(shown)) return { name: "composer.resolved", values: {} } as const;
    if (speaker.kind !== "colleague" || draft !== "") return null;
    return { name: "composer.colleague", values: { name: speaker.name ?? text("owner.someone") } } as const;
  }
}
