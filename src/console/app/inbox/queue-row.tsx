/** One line of the queue: who, their words, their language, why, and how long they have waited. */
import type { TicketRow } from "../../console-api.ts";
import { LanguageBadge, nameChannel, PriorityBadge, TicketNumber } from "../parts/badges.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { addressOf, type Route } from "./use-route.ts";

interface QueueRowProps {
  readonly ticket: TicketRow;
  readonly route: Route;
  readonly now: number;
  readonly agentId: string;
  readonly onGo: (route: Route) => void;
}

export function QueueRow({ ticket, route, now, agentId, onGo }: QueueRowProps) {
  const { text } = useTexts();
  const target: Route = { view: route.view, ticketId: ticket.ticketId };
  const isOpen = route.ticketId === ticket.ticketId;
  const holder = ticket.agentId === agentId ? text("queue.you") : ticket.agentName;
  return (
    <a
      className="queue-row"
      href={addressOf(target)}
      aria-current={isOpen ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onGo(target);
      }}
    >
      <span className="queue-row-top">
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
        <span className="queue-row-reason">{text(`reason.short.${ticket.reason}`)}</span>
        <span className="queue-row-channel">{nameChannel(ticket.channel, text)}</span>
        {holder === null ? null : <bdi className="queue-row-agent">{holder}</bdi>}
      </span>
    </a>
  );
}
