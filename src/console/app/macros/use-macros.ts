/** A macro in the draft: put there filled in, and what of it is still open, in whose language, and what follows. */
import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import type { Language } from "../../../contracts/language.ts";
import type { FilledForTicket, MacroActions, MacroValue } from "../../../contracts/macro.ts";
import type { TicketPageView } from "../../console-api.ts";
import type { Replies } from "../conversation/use-replies.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { findBraces } from "./name-macro.ts";

interface Chosen {
  readonly macroKey: string;
  readonly language: Language;
  readonly next: MacroActions["then"];
}

export interface Macros {
  /** The last one that went into the draft as it stands. */
  readonly macroKey: string | undefined;
  readonly openValues: readonly MacroValue[];
  /** What the draft's macro is written in, when the buyer reads another language. */
  readonly otherLanguage: Language | null;
  /** A reply that still had values in braces was refused. */
  readonly wasRefused: boolean;
  /** What becomes of the case once the draft is sent. */
  readonly next: MacroActions["then"];
  readonly choose: (macroKey: string) => void;
  /** The reply is sent, and the case stays as it is. */
  readonly leaveCase: () => void;
}

export function useMacros(
  page: TicketPageView,
  replies: Replies,
  field: RefObject<HTMLTextAreaElement | null>,
): Macros {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const { ticketId, language } = page.ticket;
  const { draft, outgoing, changeDraft } = replies;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  // Sent, or emptied by hand: what is written next is another reply.
  useEffect(() => {
    if (draft === "") setChosen(null);
  }, [draft]);

  const choose = useCallback(
    (macroKey: string) =>
      void (async () => {
        const called = await api.get<FilledForTicket>(`/tickets/${ticketId}/macros/${macroKey}`);
        if (called.kind !== "ok") return say(text("macros.notFilled"), "bad");
        const filled = called.body;
        const before = draft.trim() === "" ? "" : `${draft.trimEnd()}\n\n`;
        changeDraft(before + filled.text);
        setChosen({ macroKey, language: filled.language, next: filled.actions.then });
        const [first] = filled.missing;
        // After the menu has closed and given the focus back.
        setTimeout(() => select(field.current, before.length, first === undefined ? null : `{${first}}`), 50);
      })(),
    [api, ticketId, draft, changeDraft, say, text, field],
  );

  const leaveCase = useCallback(
    () => setChosen((before) => (before === null ? null : { ...before, next: undefined })),
    [],
  );

  return useMemo(
    () => ({
      macroKey: chosen?.macroKey,
      openValues: findBraces(draft),
      otherLanguage: chosen !== null && chosen.language !== language ? chosen.language : null,
      wasRefused: outgoing.some((each) => each.state === "failed" && findBraces(each.text).length > 0),
      next: chosen?.next,
      choose,
      leaveCase,
    }),
    [draft, outgoing, chosen, language, choose, leaveCase],
  );
}

/** The first value in braces, so that typing replaces it; otherwise the end. */
function select(field: HTMLTextAreaElement | null, from: number, open: string | null): void {
  if (field === null) return;
  field.focus();
  const at = open === null ? -1 : field.value.indexOf(open, from);
  if (at === -1 || open === null) field.setSelectionRange(field.value.length, field.value.length);
  else field.setSelectionRange(at, at + open.length);
}
