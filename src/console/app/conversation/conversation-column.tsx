/** The second column: who it is and who speaks, the hand-over, the messages, the answer. */
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { TicketPageView, TicketRow } from "../../console-api.ts";
import { SnoozeDialog } from "../case/snooze-dialog.tsx";
import { TransferDialog } from "../case/transfer-dialog.tsx";
import { useNotes } from "../case/use-notes.ts";
import { HandoverCard } from "../copilot/handover-card.tsx";
import { CopilotProvider } from "../copilot/use-copilot.tsx";
import { useCommands } from "../desk/use-commands.tsx";
import { useTellPresence, type Watcher } from "../desk/use-watchers.ts";
import type { OpenTicket } from "../inbox/use-ticket.ts";
import { useAskTranslations } from "../languages/use-ask-translations.ts";
import { MergeDialog } from "../merge/merge-dialog.tsx";
import { useMerges } from "../merge/use-merges.ts";
import { LanguageBadge, nameChannel, TicketNumber } from "../parts/badges.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { BackIcon, DetailsIcon } from "../parts/icons.tsx";
import { mayDo } from "../session/may-do.ts";
import { TextWithKeys } from "../parts/key-cap.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { Composer, type Writing } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";
import { ACTION_KEYS, OwnershipBar } from "./ownership-bar.tsx";
import { useReplies } from "./use-replies.ts";
import { type TicketAction, type TicketActions, useTicketActions } from "./use-ticket-actions.ts";

const ACTIONS = Object.keys(ACTION_KEYS) as readonly TicketAction[];

interface ConversationColumnProps {
  readonly session: SignedIn;
  readonly open: OpenTicket;
  readonly ticketId: string | null;
  readonly now: number;
  readonly firstRun: ReactNode;
  readonly onBack: () => void;
  readonly onDetails: () => void;
  readonly onChanged: () => void;
  readonly onGone: () => void;
  readonly onUndone: () => void;
  readonly watchers: readonly Watcher[];
}

export function ConversationColumn(props: ConversationColumnProps) {
  const { text } = useTexts();
  const { open, ticketId, onBack } = props;
  return (
    <section className="column column-conversation" aria-label={text("conversation.label")}>
      {ticketId === null ? <NothingOpen>{props.firstRun}</NothingOpen> : null}
      {ticketId !== null && open.page === null ? (
        <div className="conversation-waiting">
          <Button className="button-icon only-narrow" aria-label={text("action.back")} onPress={onBack}>
            <BackIcon />
          </Button>
          {open.fault === null ? (
            <div className="skeleton" role="status" aria-label={text("app.loading")}>
              <div className="skeleton-card" />
              <div className="skeleton-bubble" />
              <div className="skeleton-bubble skeleton-bubble-ours" />
            </div>
          ) : (
            <ErrorState fault={open.fault} onRetry={() => void open.reload()} />
          )}
        </div>
      ) : null}
      {ticketId !== null && open.page !== null ? (
        <CopilotProvider key={ticketId} page={open.page} isViewer={!mayDo(props.session.agent, "tickets:work")}>
          <OpenConversation {...props} page={open.page} ticketId={ticketId} />
        </CopilotProvider>
      ) : null}
    </section>
  );
}

type OpenProps = ConversationColumnProps & { readonly page: TicketPageView; readonly ticketId: string };

function OpenConversation(props: OpenProps) {
  const { session, open, page, ticketId, now, watchers, onBack, onDetails, onChanged, onGone, onUndone } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const isViewer = !mayDo(session.agent, "tickets:work");
  const [writing, setWriting] = useState<Writing>("reply");
  const [asking, setAsking] = useState<"snooze" | "transfer" | "merge" | null>(null);
  const shown = useMemo(() => ({ ...open, page }), [open, page]);
  const mayOverride = mayDo(session.agent, "tickets:override");
  const actions = useTicketActions({ open: shown, isViewer, mayOverride, onChanged, onGone, onUndone });
  const { reload } = open;
  const readAgain = useCallback(() => {
    void reload();
    onChanged();
  }, [reload, onChanged]);
  const merges = useMerges(ticketId, readAgain);
  const replies = useReplies({ ticketId, fileRules: page.files, onAnswer: actions.readAnswer, onNext: onGone });
  const notes = useNotes(page);
  const onTranslate = useAskTranslations(page, isViewer, open.reload);
  useTellPresence(ticketId, replies.draft, isViewer);
  const { ticket } = page;
  const write = useCallback((next: Writing) => {
    setWriting(next);
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  const onAction = useCallback(
    (action: TicketAction) => {
      if (!actions.possible.has(action)) return;
      if (action === "snooze" || action === "transfer" || action === "merge") setAsking(action);
      else actions.run(action);
    },
    [actions],
  );
  useCaseCommands({ actions, isViewer, onAction, onWrite: write });
  return (
    <>
      <ConversationHead ticket={ticket} now={now} onBack={onBack} onDetails={onDetails} />
      <OwnershipBar page={page} actions={actions} onAction={onAction} />
      <HandoverCard page={page} isViewer={isViewer} />
      <MessageList
        page={page}
        notes={notes.list}
        replies={replies}
        merges={isViewer ? undefined : merges}
        onTranslate={onTranslate}
        onAnswer={isViewer ? undefined : actions.readAnswer}
      />
      <Composer
        page={page}
        holder={actions.holder ?? page.holder}
        isViewer={isViewer}
        replies={replies}
        notes={notes}
        watchers={watchers}
        writing={writing}
        onWrite={write}
        field={field}
      />
      <MergeDialog
        ticket={ticket}
        isOpen={asking === "merge"}
        onOpenChange={(isOpen) => setAsking(isOpen ? "merge" : null)}
        onMerge={merges.merge}
      />
      <SnoozeDialog
        isOpen={asking === "snooze"}
        onOpenChange={(isOpen) => setAsking(isOpen ? "snooze" : null)}
        onSnooze={actions.snooze}
      />
      <TransferDialog
        isOpen={asking === "transfer"}
        onOpenChange={(isOpen) => setAsking(isOpen ? "transfer" : null)}
        onTransfer={actions.transfer}
      />
    </>
  );
}

type HeadProps = Pick<ConversationColumnProps, "now" | "onBack" | "onDetails"> & { readonly ticket: TicketRow };

function ConversationHead({ ticket, now, onBack, onDetails }: HeadProps) {
  const { text } = useTexts();
  return (
    <header className="conversation-head">
      <Button className="button-icon only-narrow" aria-label={text("action.back")} onPress={onBack}>
        <BackIcon />
      </Button>
      <div className="conversation-who">
        <h2>
          <bdi>{ticket.contactName ?? text("queue.visitor")}</bdi>
          <TicketNumber number={ticket.number} />
        </h2>
        <p className="conversation-facts">
          <LanguageBadge tag={ticket.language} />
          <span>{nameChannel(ticket.channel, text)}</span>
          <WaitingTime ticket={ticket} now={now} isLong />
        </p>
      </div>
      <Button className="button-icon only-no-context" aria-label={text("action.details")} onPress={onDetails}>
        <DetailsIcon />
      </Button>
    </header>
  );
}

interface CaseCommands {
  readonly actions: TicketActions;
  readonly isViewer: boolean;
  readonly onAction: (action: TicketAction) => void;
  readonly onWrite: (writing: Writing) => void;
}

/** What the keys and the palette offer for the open ticket: what is possible now. */
function useCaseCommands({ actions, isViewer, onAction, onWrite }: CaseCommands): void {
  const { text } = useTexts();
  useCommands(
    useMemo(() => {
      if (isViewer) return [];
      const possible = ACTIONS.filter((action) => actions.possible.has(action));
      return [
        { commandId: "reply", label: text("shortcuts.reply"), key: "r" as const, run: () => onWrite("reply") },
        { commandId: "note", label: text("shortcuts.note"), key: "n" as const, run: () => onWrite("note") },
        ...possible.map((action) => {
          const key = ACTION_KEYS[action];
          const named = { commandId: action, label: text(`action.${action}`), run: () => onAction(action) };
          return key === null ? named : { ...named, key };
        }),
      ];
    }, [actions, isViewer, text, onAction, onWrite]),
  );
}

function NothingOpen({ children }: { readonly children: ReactNode }) {
  const { text } = useTexts();
  return (
    <div className="nothing-open">
      {children}
      <div className="state">
        <h2>{text("conversation.none.title")}</h2>
        <p>
          <TextWithKeys name="conversation.none.body" keys={{ down: "J", up: "K", open: "Enter", help: "?" }} />
        </p>
      </div>
    </div>
  );
}
