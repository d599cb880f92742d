/** One line of the queue: who, their words, their language, why, and how long they have waited. */
import type { TicketRow } from "../../console-api.ts";
import { LanguageBadge, nameChannel, PriorityBadge, TicketNumber } from "../parts/badges.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { addressOf, type Route } from "./use-route.ts";

/** As many as fit beside one another. */
const MAX_TAGS = 3;

interface QueueRowProps {
  readonly ticket: TicketRow;
  readonly route: Route;
  readonly now: number;
  readonly agentId: string;
  readonly isUnread: boolean;
  readonly onGo: (route: Route) => void;
}

export function QueueRow({ ticket, route, now, agentId, isUnread, onGo }: QueueRowProps) {
  const { text } = useTexts();
  const target: Route = { view: route.view, ticketId: ticket.ticketId };
  const isOpen = route.ticketId === ticket.ticketId;
  const holder = ticket.agentId === agentId ? text("queue.you") : ticket.agentName;
  return (
    <a
      className="queue-row"
      data-unread={isUnread}
      href={addressOf(target)}
      aria-current={isOpen ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onGo(target);
      }}
    >
      <span className="queue-row-top">
        {isUnread ? (
          <span className="unread-mark">
            <span className="unseen">{text("queue.unread")}</span>
          </span>
        ) : null}
        <bdi className="queue-row-name">{ticket.contactName ?? text("queue.visitor")}</bdi>
        <TicketNumber number={ticket.number} />
        <WaitingTime ticket={ticket} now={now} />
      </span>
      <span className="queue-row-words" dir="auto">
        {ticket.lastMessageText || ticket.note}
      </span>
      <span className="queue-row-foot">
        <LanguageBadge tag={ticket.language} />
        <PriorityBadge priority={ticket.priority} />
        <span className="queue-row-reason">{nameSubject(ticket, text)}</span>
        <span className="queue-row-channel">{nameChannel(ticket.channel, text)}</span>
        {holder === null ? null : <bdi className="queue-row-agent">{holder}</bdi>}
      </span>
      {ticket.tags.length === 0 ? null : (
        <span className="queue-row-tags">
          {ticket.tags.slice(0, MAX_TAGS).map((tag) => (
            <bdi key={tag} className="tag">
              {tag}
            </bdi>
          ))}
          {ticket.tags.length > MAX_TAGS ? <span>{`+${ticket.tags.length - MAX_TAGS}`}</span> : null}
        </span>
      )}
    </a>
  );
}

/** What the case is about; while nobody has said, why a person was asked. */
function nameSubject({ category, reason }: TicketRow, text: Texts["text"]): string {
  return category === "other" ? text(`reason.short.${reason}`) : text(`category.${category}`);
}
