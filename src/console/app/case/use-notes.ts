/** The notes of a ticket, and the one being written: kept in this browser until the server has it, as a reply is. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ActionView, ColleagueView, NoteListView, NoteView, TicketPageView } from "../../console-api.ts";
import { describeTrouble } from "../server/describe-trouble.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { makeId } from "../server/make-id.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface Notes {
  readonly list: readonly NoteView[];
  readonly draft: string;
  readonly isBusy: boolean;
  readonly changeDraft: (text: string) => void;
  readonly send: (colleagues: readonly ColleagueView[]) => Promise<void>;
}

export function useNotes(page: TicketPageView): Notes {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const { ticketId } = page.ticket;
  const place = `dragoman.note.${api.agentId}.${ticketId}`;
  const [list, setList] = useState<readonly NoteView[]>([]);
  const [draft, setDraft] = useState(() => localStorage.getItem(place) ?? "");
  const [noteId, setNoteId] = useState(makeId);
  const [isBusy, setBusy] = useState(false);

  const reload = useCallback(
    async (signal?: AbortSignal) => {
      const called = await api.get<NoteListView>(`/tickets/${ticketId}/notes`, signal);
      if (called.kind === "ok") setList(called.body.notes);
    },
    [api, ticketId],
  );
  // The page is a new one whenever the live feed made it read the ticket again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const stop = new AbortController();
    void reload(stop.signal);
    return () => stop.abort();
  }, [reload, page]);

  const changeDraft = useCallback(
    (next: string) => {
      setDraft(next);
      if (next === "") localStorage.removeItem(place);
      else localStorage.setItem(place, next);
    },
    [place],
  );

  const send = useCallback(
    async (colleagues: readonly ColleagueView[]) => {
      const words = draft.trim();
      if (words === "" || isBusy) return;
      setBusy(true);
      const body = { noteId, text: words, mentions: findMentions(words, colleagues) };
      const called = await api.post<ActionView>(`/tickets/${ticketId}/notes`, body);
      setBusy(false);
      const trouble = describeTrouble(called, text);
      // The words stay in the field, under the same name: tried again they are written once.
      if (trouble !== null) return say(trouble, "bad");
      changeDraft("");
      setNoteId(makeId());
      await reload();
    },
    [api, ticketId, draft, noteId, isBusy, text, say, changeDraft, reload],
  );
  return useMemo(() => ({ list, draft, isBusy, changeDraft, send }), [list, draft, isBusy, changeDraft, send]);
}

/** Longer names first, so that "@Anna" does not name Ann as well. */
export function findMentions(words: string, colleagues: readonly ColleagueView[]): readonly string[] {
  let rest = words.toLocaleLowerCase();
  const found: string[] = [];
  for (const { agentId, name } of colleagues.toSorted((one, other) => other.name.length - one.name.length)) {
    const called = `@${name.toLocaleLowerCase()}`;
    if (!rest.includes(called)) continue;
    found.push(agentId);
    rest = rest.replaceAll(called, " ");
  }
  return found;
}
