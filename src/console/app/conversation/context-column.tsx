/** The third column: what is known of the buyer and of the ticket. */
import { Button } from "react-aria-components";
import type { TicketPageView, TicketRow } from "../../console-api.ts";
import { ContactFacts } from "../case/contact-facts.tsx";
import { EditFacts } from "../case/edit-facts.tsx";
import { RelatedTickets } from "../case/related-tickets.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { formatMoment, nameLanguage } from "../parts/format-time.ts";
import { CloseIcon } from "../parts/icons.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { Fact } from "./fact.tsx";
import { Proposals } from "./proposals.tsx";
import { isOver } from "./use-ticket-actions.ts";

interface ContextColumnProps {
  readonly page: TicketPageView | null;
  readonly now: number;
  readonly isViewer: boolean;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

export function ContextColumn({ page, now, isViewer, onChanged, onClose }: ContextColumnProps) {
  const { text } = useTexts();
  return (
    <section className="column column-context" aria-label={text("context.label")}>
      <header className="context-head only-no-context">
        <h2>{text("context.label")}</h2>
        <Button className="button-icon" aria-label={text("action.close")} onPress={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {page === null ? null : (
        <>
          <Proposals key={page.ticket.ticketId} page={page} isViewer={isViewer} />
          <BuyerFacts ticket={page.ticket} isFixed={isViewer} />
          <TicketFacts ticket={page.ticket} now={now} isFixed={isViewer || isOver(page)} onChanged={onChanged} />
          <RelatedTickets key={`related-${page.ticket.ticketId}`} page={page} />
        </>
      )}
    </section>
  );
}

function BuyerFacts({ ticket, isFixed }: { readonly ticket: TicketRow; readonly isFixed: boolean }) {
  const { language, text } = useTexts();
  return (
    <section className="facts">
      <h3>{text("context.buyer")}</h3>
      <dl>
        <Fact name={text("context.name")}>
          {ticket.contactName === null ? (
            <span className="muted">{text("context.unnamed")}</span>
          ) : (
            <bdi>{ticket.contactName}</bdi>
          )}
        </Fact>
        <Fact name={text("context.language")}>{nameLanguage(ticket.language, language)}</Fact>
        <Fact name={text("context.channel")}>{nameChannel(ticket.channel, text)}</Fact>
        <Fact name={text("context.lastMessage")}>{formatMoment(ticket.lastMessageAt, language)}</Fact>
        <ContactFacts key={ticket.ticketId} ticketId={ticket.ticketId} isFixed={isFixed} />
      </dl>
    </section>
  );
}

interface TicketFactsProps {
  readonly ticket: TicketRow;
  readonly now: number;
  readonly isFixed: boolean;
  readonly onChanged: () => Promise<void>;
}

function TicketFacts({ ticket, now, isFixed, onChanged }: TicketFactsProps) {
  const { language, text } = useTexts();
  return (
    <section className="facts">
      <h3>{text("context.ticket")}</h3>
      <dl>
        <Fact name={text("context.number")}>
          <bdi dir="ltr">#{ticket.number}</bdi>
        </Fact>
        <Fact name={text("context.status")}>{text(`status.${ticket.status}`)}</Fact>
        <EditFacts key={ticket.ticketId} ticket={ticket} isFixed={isFixed} onChanged={onChanged} />
        <Fact name={text("context.reason")}>{text(`reason.short.${ticket.reason}`)}</Fact>
        <Fact name={text("context.agent")}>
          {ticket.agentName === null ? (
            <span className="muted">{text("context.nobody")}</span>
          ) : (
            <bdi>{ticket.agentName}</bdi>
          )}
        </Fact>
        <Fact name={text("context.opened")}>{formatMoment(ticket.openedAt, language)}</Fact>
        <Fact name={text("context.firstReply")}>
          {ticket.firstRepliedAt === null
            ? text("context.due", { time: formatMoment(ticket.firstReplyDueAt, language) })
            : formatMoment(ticket.firstRepliedAt, language)}
        </Fact>
      </dl>
      <p>
        <WaitingTime ticket={ticket} now={now} isLong />
      </p>
    </section>
  );
}
