/** Tickets merged and parted again: asked of the server, said in a sentence with the way back in it. */
import { useCallback, useMemo, useState } from "react";
import type { MergeAnswer, TicketPageView } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import type { Called } from "../server/call-api.ts";
import { describeTrouble } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface Merges {
  readonly isBusy: boolean;
  readonly merge: (ticketIds: readonly string[]) => void;
  readonly undo: (mergeId: string) => void;
}

/** `onDone` reads everything again. */
export function useMerges(ticketId: string, onDone: () => void): Merges {
  const api = useApi();
  const { language, text } = useTexts();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const ask = useCallback(
    async (path: string, body: object): Promise<MergeAnswer | null> => {
      setBusy(true);
      const called: Called<MergeAnswer> = await api.post<MergeAnswer>(path, body);
      setBusy(false);
      onDone();
      const trouble = describeTrouble(called, text, { NOT_FOUND: "merge.gone" });
      if (trouble !== null) say(trouble, "bad");
      return called.kind === "ok" ? called.body : null;
    },
    [api, text, say, onDone],
  );
  const undo = useCallback(
    async (mergeId: string) => {
      const done = await ask(`/merges/${mergeId}/undo`, {});
      if (done !== null) say(text("merge.undone", { numbers: nameTickets(done.merge.merged, language) }));
    },
    [ask, say, text, language],
  );
  const merge = useCallback(
    async (tickets: readonly string[]) => {
      const done = await ask(`/tickets/${ticketId}/merge`, { tickets });
      if (done === null) return;
      const { mergeId, merged, number } = done.merge;
      const sentence = text("merge.done", { numbers: nameTickets(merged, language), number: String(number) });
      say(sentence, "good", { label: text("action.undo"), run: () => void undo(mergeId) });
    },
    [ask, ticketId, say, text, language, undo],
  );
  return useMemo(
    () => ({ isBusy, merge: (tickets) => void merge(tickets), undo: (mergeId) => void undo(mergeId) }),
    [isBusy, merge, undo],
  );
}

export function nameTickets(tickets: readonly { readonly number: number }[], language: string): string {
  // Digits and a sign: they read from the left in every language.
  return new Intl.ListFormat(language).format(tickets.map(({ number }) => `\u2066#${number}\u2069`));
}

/** Where this ticket goes on, once it is part of another one. */
export function findSurvivor({
  ticket,
  merges,
}: TicketPageView): { readonly ticketId: string; readonly number: number } | null {
  return merges.find((merge) => merge.ticketId !== ticket.ticketId && merge.undoneAt === null) ?? null;
}

/** What has been read of each conversation, by which the server knows what has not. */
export function seenOf({
  messages,
}: TicketPageView): readonly { readonly conversationId: string; readonly seq: number }[] {
  const seen = new Map<string, number>();
  for (const { conversationId, seq } of messages)
    seen.set(conversationId, Math.max(seq, seen.get(conversationId) ?? 0));
  return [...seen].map(([conversationId, seq]) => ({ conversationId, seq }));
}
