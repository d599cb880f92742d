/** The inbox: views and queue, the conversation, the context. On a phone one of them at a time. */
import { useCallback, useRef, useState } from "react";
import { useWorklist } from "../bulk/use-worklist.ts";
import { ContextColumn } from "../conversation/context-column.tsx";
import { ConversationColumn } from "../conversation/conversation-column.tsx";
import { CommandPalette } from "../desk/command-palette.tsx";
import { PresenceSwitch } from "../desk/presence-switch.tsx";
import { useAlerts, useAlertSettings } from "../desk/use-alerts.ts";
import { CommandsProvider } from "../desk/use-commands.tsx";
import { useDesk } from "../desk/use-desk.ts";
import { UndoProvider } from "../desk/use-undoable.tsx";
import { useUnread } from "../desk/use-unread.ts";
import { useWatchers } from "../desk/use-watchers.ts";
import { AnnouncerProvider } from "../parts/announcer.tsx";
import { useNow } from "../parts/format-time.ts";
import { mayDo } from "../session/may-do.ts";
import type { SectionPageProps } from "../parts/section-page.tsx";
import { ApiProvider } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { writeConditions } from "../views/read-conditions.ts";
import { FirstRun } from "./first-run.tsx";
import { LiveBanner } from "./live-banner.tsx";
import { QueueColumn } from "./queue-column.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { useInboxCommands } from "./use-inbox-commands.ts";
import { useInboxLive, usePendingTicket, useSeeing } from "./use-inbox-live.ts";
import { useQueue } from "./use-queue.ts";
import { useRoute } from "./use-route.ts";
import { useTicket } from "./use-ticket.ts";

export function InboxPage(props: SectionPageProps) {
  return (
    <ApiProvider session={props.session} onSessionEnd={props.onSessionEnd}>
      <AnnouncerProvider>
        <CommandsProvider>
          <UndoProvider>
            <Inbox {...props} />
          </UndoProvider>
        </CommandsProvider>
      </AnnouncerProvider>
    </ApiProvider>
  );
}

function Inbox({ session, onSignOut, onSessionEnd }: SectionPageProps) {
  const { text } = useTexts();
  const { route, go, replace } = useRoute();
  const queue = useQueue(route.view, route.narrowing ?? "");
  const ticket = usePendingTicket(useTicket(route.ticketId));
  const desk = useDesk();
  const watchers = useWatchers();
  const unread = useUnread(session.agent.agentId);
  const now = useNow();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [areDetailsOpen, setDetailsOpen] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const isViewer = !mayDo(session.agent, "tickets:work");

  const reloadAll = useCallback(() => {
    queue.reload();
    void ticket.reload();
  }, [queue, ticket]);

  const worklist = useWorklist({ route, queue, isViewer, onGo: go, onChanged: reloadAll });
  const alerts = useAlertSettings();
  const onOpen = useCallback((ticketId: string) => go({ view: "mine", ticketId }), [go]);
  const { waiting, mine } = queue;
  const tell = useAlerts({ waiting, mine, openTicketId: route.ticketId, settings: alerts, onOpen });
  const liveState = useInboxLive({ queue, ticket, watchers, tell, onConnected: reloadAll, onSignedOut: onSessionEnd });
  useSeeing(ticket, unread);
  const { saved, select } = worklist;
  useInboxCommands({
    desk,
    isViewer,
    searchField,
    saved: saved.views,
    onSelect: select,
    onGo: go,
    onHelp: setHelpOpen,
  });

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
        presence={isViewer ? null : <PresenceSwitch desk={desk} />}
        alerts={alerts}
        unread={unread}
        worklist={worklist}
        watchers={watchers}
        onSignOut={onSignOut}
        onHelp={() => setHelpOpen(true)}
        onGo={go}
        onNarrow={(conditions) => replace({ ...route, narrowing: writeConditions(conditions) })}
      >
        <FirstRun lists={queue.counts} />
      </QueueColumn>
      <ConversationColumn
        key={route.ticketId ?? "none"}
        session={session}
        open={ticket}
        ticketId={route.ticketId}
        now={now}
        firstRun={<FirstRun lists={queue.counts} />}
        watchers={watchers.of(route.ticketId)}
        onBack={() => go({ ...route, ticketId: null })}
        onDetails={() => setDetailsOpen(true)}
        onChanged={queue.reload}
        onGone={worklist.goOn}
        onUndone={() => go(route)}
      />
      <ContextColumn
        page={ticket.page}
        now={now}
        isViewer={isViewer}
        onChanged={ticket.reload}
        onClose={() => setDetailsOpen(false)}
      />
      {worklist.views.dialog}
      <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
      <CommandPalette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} />
    </main>
  );
}
