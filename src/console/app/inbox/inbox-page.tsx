/** The inbox: views and queue, the conversation, the context. On a phone one of them at a time. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { LiveEvent } from "../../console-api.ts";
import { ContextColumn } from "../conversation/context-column.tsx";
import { ConversationColumn } from "../conversation/conversation-column.tsx";
import { AnnouncerProvider, useAnnouncer } from "../parts/announcer.tsx";
import { useNow } from "../parts/format-time.ts";
import { ApiProvider } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { FirstRun } from "./first-run.tsx";
import { LiveBanner } from "./live-banner.tsx";
import { QueueColumn } from "./queue-column.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { useLive } from "./use-live.ts";
import { useQueue } from "./use-queue.ts";
import { useRoute } from "./use-route.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useTicket } from "./use-ticket.ts";

interface InboxPageProps {
  readonly session: SignedIn;
  readonly onSignOut: () => Promise<void>;
  readonly onSessionEnd: () => void;
}

export function InboxPage({ session, onSignOut, onSessionEnd }: InboxPageProps) {
  return (
    <ApiProvider session={session} onSessionEnd={onSessionEnd}>
      <AnnouncerProvider>
        <Inbox session={session} onSignOut={onSignOut} onSessionEnd={onSessionEnd} />
      </AnnouncerProvider>
    </ApiProvider>
  );
}

function Inbox({ session, onSignOut, onSessionEnd }: InboxPageProps) {
  const { text } = useTexts();
  const { route, go } = useRoute();
  const queue = useQueue();
  const ticket = useTicket(route.ticketId);
  const now = useNow();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [areDetailsOpen, setDetailsOpen] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const list = queue.lists?.[route.view] ?? null;

  const reloadAll = useCallback(() => {
    queue.reload();
    void ticket.reload();
  }, [queue, ticket]);

  const onEvent = useCallback(
    (event: LiveEvent) => {
      if (event.kind === "resync") return reloadAll();
      const known = Object.values(queue.lists ?? {}).flat();
      // Most messages are between a buyer and the assistant; they change nothing that is shown here.
      const isKnown = known.some(({ conversationId }) => conversationId === event.conversationId);
      if (event.kind === "ticket-changed" || isKnown) queue.reload();
      if (ticket.page?.ticket.conversationId === event.conversationId) void ticket.reload();
    },
    [queue, ticket, reloadAll],
  );
  const liveState = useLive({ onEvent, onConnected: reloadAll, onSignedOut: onSessionEnd });
  useNewTickets(queue.lists?.waiting ?? null);

  useShortcuts(
    useMemo(
      () => ({
        j: () => focusRow(1),
        k: () => focusRow(-1),
        "/": () => searchField.current?.focus(),
        "?": () => setHelpOpen(true),
      }),
      [],
    ),
  );

  /** After a ticket has left this list, the next one in it, so that the queue can be worked off without the mouse. */
  const goOn = useCallback(() => {
    const at = list?.findIndex(({ ticketId }) => ticketId === route.ticketId) ?? -1;
    // Taken from this list earlier, so no longer in it: the head of the list is next.
    const next = at === -1 ? list?.[0] : (list?.[at + 1] ?? list?.[at - 1]);
    const isPhone = window.matchMedia("(max-width: 47.99rem)").matches;
    go({ view: route.view, ticketId: isPhone ? null : (next?.ticketId ?? null) });
    queue.reload();
  }, [list, route, go, queue]);

  return (
    <main className="inbox" data-place={route.ticketId === null ? "list" : areDetailsOpen ? "details" : "ticket"}>
      <h1 className="unseen">{text("app.title")}</h1>
      <LiveBanner state={liveState} />
      <QueueColumn
        session={session}
        route={route}
        queue={queue}
        now={now}
        searchField={searchField}
        onSignOut={onSignOut}
        onHelp={() => setHelpOpen(true)}
        onGo={go}
      >
        <FirstRun lists={queue.lists} />
      </QueueColumn>
      <ConversationColumn
        key={route.ticketId ?? "none"}
        session={session}
        open={ticket}
        ticketId={route.ticketId}
        now={now}
        firstRun={<FirstRun lists={queue.lists} />}
        onBack={() => go({ ...route, ticketId: null })}
        onDetails={() => setDetailsOpen(true)}
        onChanged={queue.reload}
        onGone={goOn}
      />
      <ContextColumn
        page={ticket.page}
        now={now}
        isViewer={session.agent.role === "viewer"}
        onClose={() => setDetailsOpen(false)}
      />
      <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </main>
  );
}

/** Moves the focus in the list; Enter then opens, because a row is a link. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>(".queue-row")];
  const focused = rows.findIndex((row) => row === document.activeElement);
  const opened = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const from = focused === -1 ? opened : focused;
  const target = from === -1 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  target?.focus();
}

/** Reads out who came into the queue while the page was open. */
function useNewTickets(
  waiting: readonly { readonly ticketId: string; readonly contactName: string | null }[] | null,
): void {
  const { text } = useTexts();
  const { whisper } = useAnnouncer();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (waiting === null) return;
    const before = known.current;
    known.current = new Set(waiting.map(({ ticketId }) => ticketId));
    const fresh = before === null ? [] : waiting.filter(({ ticketId }) => !before.has(ticketId));
    const newest = fresh.at(-1);
    if (newest !== undefined) whisper(text("queue.new", { name: newest.contactName ?? text("queue.visitor") }));
  }, [waiting, whisper, text]);
}
