/** What the live feed changes in the inbox, and what one has seen of it. */
import { useCallback, useEffect, useMemo } from "react";
import type { LiveEvent } from "../../console-api.ts";
import type { TellAlert } from "../desk/use-alerts.ts";
import { useUndo } from "../desk/use-undoable.tsx";
import type { Unread } from "../desk/use-unread.ts";
import type { Watchers } from "../desk/use-watchers.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import type { LiveState } from "../server/follow-live.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { useLive } from "./use-live.ts";
import type { Queue } from "./use-queue.ts";
import type { OpenTicket } from "./use-ticket.ts";

interface InboxLive {
  readonly queue: Queue;
  readonly ticket: OpenTicket;
  readonly watchers: Watchers;
  readonly tell: TellAlert;
  readonly onConnected: () => void;
  readonly onSignedOut: () => void;
}

export function useInboxLive({ queue, ticket, watchers, tell, onConnected, onSignedOut }: InboxLive): LiveState {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const onEvent = useCallback(
    (event: LiveEvent) => {
      if (event.kind === "resync") return onConnected();
      if (event.kind === "presence") return watchers.hear(event);
      if (event.kind === "note-added" && event.mentions.some((agentId) => agentId === api.agentId)) {
        say(text("note.mentioned"));
        tell(text("note.mentioned"), "", event.ticketId);
      }
      if (event.kind === "tickets-merged") {
        if (!event.told.some((agentId) => agentId === api.agentId)) return;
        const sentence = text("merge.told", { name: event.name, number: String(event.number) });
        say(sentence);
        return tell(sentence, "", event.ticketId);
      }
      const known = [...(queue.shown ?? []), ...(queue.waiting ?? []), ...(queue.mine ?? [])];
      // Most messages are between a buyer and the assistant; they change nothing that is shown here.
      const isKnown = known.some(
        ({ conversationId, ticketId }) => conversationId === event.conversationId || ticketId === event.ticketId,
      );
      if (event.kind === "ticket-changed" || isKnown) queue.reload();
      const parts = ticket.page?.conversations ?? [];
      const isOpen = ticket.page?.ticket.ticketId === event.ticketId;
      if (isOpen || parts.some(({ conversationId }) => conversationId === event.conversationId)) void ticket.reload();
    },
    [api, queue, ticket, watchers, tell, say, text, onConnected],
  );
  const onBeat = useCallback(() => void api.post("/desk/me/seen", {}), [api]);
  return useLive({ onEvent, onConnected, onSignedOut, onBeat });
}

/** A ticket whose end can still be taken back is shown as it will be. */
export function usePendingTicket(ticket: OpenTicket): OpenTicket {
  const { pending } = useUndo();
  return useMemo(() => {
    const { page } = ticket;
    if (page === null || pending === null || !pending.ticketIds.includes(page.ticket.ticketId)) return ticket;
    return { ...ticket, page: { ...page, ticket: { ...page.ticket, status: pending.status } } };
  }, [ticket, pending]);
}

/** What is open in a page that one looks at has been seen. */
export function useSeeing({ page }: OpenTicket, { see }: Unread): void {
  useEffect(() => {
    if (page === null) return;
    const { ticketId, lastMessageAt } = page.ticket;
    const look = () => {
      if (document.visibilityState === "visible") see(ticketId, lastMessageAt);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [page, see]);
}
