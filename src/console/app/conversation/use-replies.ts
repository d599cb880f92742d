/**
 * What the agent writes: the draft, and replies on their way. Both are kept in the browser until the server has them,
 * so a reload, a lost line or an ended session loses no word. The draft's key makes sending it twice harmless.
 */
import { useCallback, useMemo, useState } from "react";
import type { ActionView, ReplyBody } from "../../console-api.ts";
import type { FileRulesView, UploadView } from "../../files/files-api.ts";
import { type Uploads, useUploads } from "../files/use-uploads.ts";
import type { TranslatedReply } from "../languages/use-translation.ts";
import type { Called } from "../server/call-api.ts";
import { makeId } from "../server/make-id.ts";
import { useApi } from "../server/use-api.tsx";
import { keep, useDraft } from "../desk/use-draft.ts";

export interface Outgoing extends Omit<ReplyBody, "files"> {
  readonly uploads?: readonly UploadView[];
  readonly state: "sending" | "failed";
  readonly at: number;
  /** What its words came from, counted once the server has them. */
  readonly macroKey?: string;
}

interface SendOptions {
  readonly macroKey?: string | undefined;
  /** What goes out in the place of the draft; the draft is kept beside it. */
  readonly translated?: TranslatedReply | null;
}

/** What becomes of the case with a reply. */
export type Next = NonNullable<ReplyBody["next"]>;

export interface Replies {
  readonly draft: string;
  /** What goes with it. */
  readonly uploads: Uploads;
  readonly outgoing: readonly Outgoing[];
  readonly changeDraft: (text: string) => void;
  /** Sends the draft and empties the field at once; the reply stands in the conversation as "sending". */
  readonly sendDraft: (next?: Next, options?: SendOptions) => void;
  readonly retry: (draftKey: string) => void;
  /** Takes a reply that was not sent back into the field. */
  readonly edit: (draftKey: string) => void;
  /** The agent may not answer any more: nothing was sent, and the words are in the field again. */
  readonly wasRefused: boolean;
}

interface RepliesOptions {
  readonly ticketId: string;
  readonly fileRules: FileRulesView | null;
  /** Called with the server's word; the reply leaves the list when this resolves true. */
  readonly onAnswer: (called: Called<ActionView>) => Promise<boolean>;
  /** A reply that also closed the case, or lets it wait, has arrived at the server. */
  readonly onNext: (next: Next) => void;
}

export function useReplies({ ticketId, fileRules, onAnswer, onNext }: RepliesOptions): Replies {
  const api = useApi();
  const place = `${api.agentId}.${ticketId}`;
  const { draft, changeDraft, takeBack } = useDraft(place);
  const uploads = useUploads(place, ticketId, fileRules);
  const { take, putBack } = uploads;
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>(() => readOutgoing(place));

  const [wasRefused, setRefused] = useState(false);

  const changeOutgoing = useCallback(
    (change: (before: readonly Outgoing[]) => readonly Outgoing[]) =>
      setOutgoing((before) => {
        const after = change(before);
        keep(`dragoman.outgoing.${place}`, after.length === 0 ? "" : JSON.stringify(after));
        return after;
      }),
    [place],
  );

  const send = useCallback(
    async ({ text, own, draftKey, next, macroKey, uploads: sent = [] }: Outgoing) => {
      const body: ReplyBody = {
        text,
        draftKey,
        ...(next === undefined ? {} : { next }),
        ...(own === undefined ? {} : { own }),
        ...(sent.length === 0 ? {} : { files: sent.map(({ uploadId }) => uploadId) }),
      };
      const called = await api.post<ActionView>(`/tickets/${ticketId}/reply`, body);
      const isOver = await onAnswer(called);
      if (called.kind === "refused" && called.code === "NOT_ALLOWED") {
        // Trying again would be refused again; in the field the words can be kept, copied, handed on.
        setRefused(true);
        changeOutgoing((before) => before.filter((each) => each.draftKey !== draftKey));
        putBack(sent);
        return takeBack(own?.text ?? text);
      }
      changeOutgoing((before) =>
        isOver
          ? before.filter((each) => each.draftKey !== draftKey)
          : before.map((each) => (each.draftKey === draftKey ? { ...each, state: "failed" } : each)),
      );
      if (isOver && macroKey !== undefined) void api.post(`/tickets/${ticketId}/macros/${macroKey}/used`, {});
      if (isOver && next !== undefined) onNext(next);
    },
    [api, ticketId, onAnswer, onNext, changeOutgoing, takeBack, putBack],
  );

  const sendDraft = useCallback(
    (next?: Next, { macroKey, translated }: SendOptions = {}) => {
      const said = translated ?? { text: draft.trim() };
      const words = { ...said, draftKey: makeId(), ...(next === undefined ? {} : { next }) };
      const origin = macroKey === undefined ? {} : { macroKey };
      const reply: Outgoing = { ...words, ...origin, uploads: take(), state: "sending", at: Date.now() };
      changeOutgoing((before) => [...before, reply]);
      changeDraft("");
      setRefused(false);
      void send(reply);
    },
    [draft, changeOutgoing, changeDraft, send, take],
  );

  const retry = useCallback(
    (draftKey: string) => {
      const reply = outgoing.find((each) => each.draftKey === draftKey);
      if (reply === undefined) return;
      changeOutgoing((before) => before.map((each) => (each === reply ? { ...each, state: "sending" } : each)));
      void send(reply);
    },
    [outgoing, changeOutgoing, send],
  );

  const edit = useCallback(
    (draftKey: string) => {
      const reply = outgoing.find((each) => each.draftKey === draftKey);
      if (reply === undefined) return;
      changeOutgoing((before) => before.filter((each) => each !== reply));
      putBack(reply.uploads ?? []);
      takeBack(reply.own?.text ?? reply.text);
    },
    [outgoing, changeOutgoing, takeBack, putBack],
  );

  return useMemo(
    () => ({ draft, uploads, outgoing, changeDraft, sendDraft, retry, edit, wasRefused }),
    [draft, uploads, outgoing, changeDraft, sendDraft, retry, edit, wasRefused],
  );
}

/** What was on its way when the page closed may or may not have arrived: it waits for the agent, with its old key. */
function readOutgoing(place: string): readonly Outgoing[] {
  const stored = localStorage.getItem(`dragoman.outgoing.${place}`);
  if (stored === null) return [];
  return (JSON.parse(stored) as readonly Outgoing[]).map((each) => ({ ...each, state: "failed" }));
}
