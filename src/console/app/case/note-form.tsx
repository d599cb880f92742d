/** Where a note is written: amber, so that nobody takes it for a reply. "@" offers the people of the shop. */
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { Button } from "react-aria-components";
import type { ColleagueView } from "../../console-api.ts";
import { useColleagues } from "../desk/use-colleagues.ts";
import { modifierKey } from "../inbox/shortcuts-dialog.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import type { Notes } from "./use-notes.ts";

const MAX_LENGTH = 8_000;
const MAX_OFFERED = 6;

interface NoteFormProps {
  readonly notes: Notes;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function NoteForm({ notes, field }: NoteFormProps) {
  const { text } = useTexts();
  const listId = useId();
  const colleagues = useColleagues(true);
  const { offered, chosen, look, choose, move, close } = useMentions(notes, field, colleagues);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return void notes.send(colleagues);
    if (offered.length === 0) {
      if (event.key === "Escape") event.currentTarget.blur();
      return;
    }
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => choose(offered[chosen]),
      Tab: () => choose(offered[chosen]),
      Escape: close,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void notes.send(colleagues);
      }}
    >
      {offered.length === 0 ? null : (
        <ul className="mentions" id={listId} role="listbox" aria-label={text("note.mention")}>
          {offered.map((colleague, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and the keys
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <li
              key={colleague.agentId}
              id={`${listId}-${at}`}
              role="option"
              className="menu-item"
              aria-selected={at === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(colleague)}
            >
              <bdi className="menu-label">{colleague.name}</bdi>
              <span className="muted">{text(`desk.${colleague.availability}`)}</span>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        dir={notes.draft === "" ? undefined : "auto"}
        rows={2}
        maxLength={MAX_LENGTH}
        aria-label={text("note.label")}
        aria-haspopup="listbox"
        aria-controls={offered.length > 0 ? listId : undefined}
        aria-activedescendant={offered.length > 0 ? `${listId}-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder={text("note.placeholder")}
        value={notes.draft}
        onChange={(event) => {
          notes.changeDraft(event.currentTarget.value);
          look(event.currentTarget);
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <div className="composer-foot">
        <p className="composer-hint">{text("note.hint")}</p>
        <span className="composer-key" aria-hidden="true">
          {text("composer.sendKey", { modifier: modifierKey() })}
        </span>
        <Button type="submit" className="button button-note" isDisabled={notes.draft.trim() === "" || notes.isBusy}>
          {text("note.save")}
        </Button>
      </div>
    </form>
  );
}

/** What stands between an "@" and the cursor is the beginning of a name. */
function useMentions(notes: Notes, field: RefObject<HTMLTextAreaElement | null>, colleagues: readonly ColleagueView[]) {
  const [begun, setBegun] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const wanted = begun?.toLocaleLowerCase() ?? "";
  const fits = colleagues.filter(({ name }) => begun !== null && name.toLocaleLowerCase().startsWith(wanted));
  const offered = fits.slice(0, MAX_OFFERED);
  return {
    offered,
    chosen: Math.min(chosen, Math.max(0, offered.length - 1)),
    look({ value, selectionStart }: HTMLTextAreaElement) {
      setBegun(/(?:^|\s)@([^@\n]{0,40})$/u.exec(value.slice(0, selectionStart))?.[1] ?? null);
      setChosen(0);
    },
    move: (step: 1 | -1) => setChosen((before) => (before + step + offered.length) % offered.length),
    close: () => setBegun(null),
    choose(colleague: ColleagueView | undefined) {
      const at = field.current?.selectionStart ?? notes.draft.length;
      if (colleague === undefined || begun === null) return;
      const before = notes.draft.slice(0, at - begun.length);
      notes.changeDraft(`${before}${colleague.name} ${notes.draft.slice(at)}`);
      setBegun(null);
      const cursor = before.length + colleague.name.length + 1;
      requestAnimationFrame(() => field.current?.setSelectionRange(cursor, cursor));
    },
  };
}
