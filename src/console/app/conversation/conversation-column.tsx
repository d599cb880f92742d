/** The second column: who it is and who speaks, the hand-over, the messages, the answer. */
import { type ReactNode, useMemo, useRef } from "react";
import { Button } from "react-aria-components";
import type { TicketPageView } from "../../console-api.ts";
import { useShortcuts } from "../inbox/use-shortcuts.ts";
import type { OpenTicket } from "../inbox/use-ticket.ts";
import { LanguageBadge, nameChannel, TicketNumber } from "../parts/badges.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { BackIcon, DetailsIcon } from "../parts/icons.tsx";
import { TextWithKeys } from "../parts/key-cap.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { Composer } from "./composer.tsx";
import { HandoverCard } from "./handover-card.tsx";
import { MessageList } from "./message-list.tsx";
import { OwnershipBar } from "./ownership-bar.tsx";
import { useReplies } from "./use-replies.ts";
import { useTicketActions } from "./use-ticket-actions.ts";

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
        <OpenConversation {...props} page={open.page} ticketId={ticketId} />
      ) : null}
    </section>
  );
}

type OpenProps = ConversationColumnProps & { readonly page: TicketPageView; readonly ticketId: string };

function OpenConversation({ session, open, page, ticketId, now, onBack, onDetails, onChanged, onGone }: OpenProps) {
  const { text } = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const isViewer = session.agent.role === "viewer";
  const actions = useTicketActions({ open, isViewer, onChanged, onGone });
  const replies = useReplies({ ticketId, onAnswer: actions.readAnswer });
  const { ticket } = page;
  useShortcuts(
    useMemo(
      () => ({
        t: () => actions.run("take"),
        e: () => actions.run("resolve"),
        b: () => actions.run("toAssistant"),
        r: () => field.current?.focus(),
      }),
      [actions],
    ),
  );
  return (
    <>
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
      <OwnershipBar page={page} actions={actions} />
      <HandoverCard page={page} />
      <MessageList page={page} replies={replies} />
      <Composer
        page={page}
        holder={actions.holder ?? page.holder}
        isViewer={isViewer}
        replies={replies}
        field={field}
      />
    </>
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
