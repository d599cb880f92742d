/**
 * The reply in the buyer's language while it is written: asked for when the agent pauses, mended by hand, sent as it
 * stands. Whatever is said here is about the words in the field now, never about those of a moment ago.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReplyPreview } from "../../../contracts/case-languages.ts";
import type { Language } from "../../../contracts/language.ts";
import type { Doubt, OwnWords } from "../../../contracts/translation.ts";
import type { TicketPageView } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";

/** As long as one thinks between two sentences. */
const PAUSE_MS = 700;
/** More than both tries of the server together. */
const WAIT_MS = 25_000;

export type PreviewState =
  | { readonly kind: "none" }
  | { readonly kind: "translating" }
  | {
      readonly kind: "ready";
      readonly text: string;
      readonly from: Language;
      readonly doubts: readonly Doubt[];
      readonly isEdited: boolean;
      /** The agent has gone on writing since it was edited: nothing of theirs is thrown away unasked. */
      readonly isBehind: boolean;
    }
  /** The words are the buyer's language already. */
  | { readonly kind: "same" }
  | { readonly kind: "failed"; readonly reason: string };

/** What goes out in the place of the draft. */
export interface TranslatedReply {
  readonly text: string;
  readonly own: OwnWords;
}

export interface Translation {
  /** The agent writes another language than the buyer reads. */
  readonly isNeeded: boolean;
  readonly isPossible: boolean;
  readonly isOn: boolean;
  readonly preview: PreviewState;
  /** Null: the draft goes as it is. */
  readonly reply: TranslatedReply | null;
  /** What goes out is not the draft. */
  readonly isReplacing: boolean;
  /** There is nothing yet that could be sent. */
  readonly isWaiting: boolean;
  readonly switchOn: (isOn: boolean) => void;
  readonly edit: (text: string) => void;
  readonly again: () => void;
}

interface Answered {
  readonly draft: string;
  readonly preview: ReplyPreview;
  readonly edited: string | null;
}

export function useTranslation({ ticket, languages }: TicketPageView, draft: string): Translation {
  const api = useApi();
  const isNeeded = languages.buyer !== languages.writes && !languages.readsBuyer;
  const isPossible = languages.hasModel;
  const [wished, setWished] = useState<boolean | null>(null);
  const isOn = isPossible && (wished ?? (isNeeded && !languages.isOff));
  const [answered, setAnswered] = useState<Answered | null>(null);
  const asked = useRef<AbortController | null>(null);
  const words = draft.trim();

  const ask = useCallback(
    async (text: string) => {
      asked.current?.abort();
      const stop = new AbortController();
      asked.current = stop;
      const place = `/tickets/${ticket.ticketId}/translations/preview`;
      const called = await api.post<ReplyPreview>(place, { text }, WAIT_MS, stop.signal);
      if (stop.signal.aborted) return;
      const preview: ReplyPreview = called.kind === "ok" ? called.body : { kind: "failed", reason: "unavailable" };
      setAnswered({ draft: text, preview, edited: null });
    },
    [api, ticket.ticketId],
  );

  const isAnswered = answered?.draft === words || (answered?.edited ?? null) !== null;
  useEffect(() => {
    if (!isOn || words === "") {
      asked.current?.abort();
      if (words === "") setAnswered(null);
      return;
    }
    if (isAnswered) return;
    const timer = setTimeout(() => void ask(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isOn, words, isAnswered, ask]);
  useEffect(() => () => asked.current?.abort(), []);

  const preview = useMemo(() => readPreview(isOn ? words : "", answered), [isOn, words, answered]);
  const again = useCallback(() => {
    setAnswered(null);
    void ask(words);
  }, [ask, words]);
  const edit = useCallback(
    (text: string) => setAnswered((before) => (before === null ? null : { ...before, edited: text })),
    [],
  );
  return useMemo(
    () => ({
      isNeeded,
      isPossible,
      isOn,
      preview,
      reply:
        preview.kind === "ready" && preview.text.trim() !== ""
          ? { text: preview.text.trim(), own: { language: preview.from, text: words } }
          : null,
      isReplacing: isOn && preview.kind !== "same" && preview.kind !== "failed",
      isWaiting: isOn && words !== "" && (preview.kind === "translating" || isStale(preview)),
      switchOn: setWished,
      edit,
      again,
    }),
    [isNeeded, isPossible, isOn, preview, words, edit, again],
  );
}

/** Behind the words, or emptied by hand. */
function isStale(preview: PreviewState): boolean {
  return preview.kind === "ready" && (preview.isBehind || preview.text.trim() === "");
}

function readPreview(words: string, answered: Answered | null): PreviewState {
  if (words === "") return { kind: "none" };
  if (answered === null) return { kind: "translating" };
  const { preview, edited, draft } = answered;
  const isBehind = draft !== words;
  if (isBehind && edited === null) return { kind: "translating" };
  if (preview.kind !== "translated") return preview;
  const { text, from, doubts } = preview;
  return { kind: "ready", text: edited ?? text, from, doubts, isEdited: edited !== null, isBehind };
}
