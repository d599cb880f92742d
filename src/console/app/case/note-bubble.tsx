/** What colleagues told one another, where it was said in the conversation. The buyer never sees it. */
import type { NoteView } from "../../console-api.ts";
import { formatClock, formatMoment } from "../parts/format-time.ts";
import { NoteIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function NoteBubble({ note, isForMe }: { readonly note: NoteView; readonly isForMe: boolean }) {
  const { language, text } = useTexts();
  return (
    <li className="message internal" data-speaker="note">
      <p className="message-head">
        <NoteIcon />
        <span>{text("note.head")}</span>
        <bdi>{note.agentName ?? text("owner.someone")}</bdi>
        <time dateTime={new Date(note.at).toISOString()} title={formatMoment(note.at, language)}>
          {formatClock(note.at, language)}
        </time>
        {isForMe ? <span className="badge badge-high">{text("note.forYou")}</span> : null}
      </p>
      <div className="bubble">
        <p className="bubble-text" dir="auto">
          {note.text}
        </p>
      </div>
    </li>
  );
}
