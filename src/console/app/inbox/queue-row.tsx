/** One line of the queue: who, their words, their language, why, and how long they have waited. */
import type { TicketRow } from "../../console-api.ts";
import type { Watcher } from "../desk/use-watchers.ts";
import { LanguageBadge, nameChannel, PriorityBadge, TicketNumber } from "../parts/badges.tsx";
import { WaitingTime } from "../parts/waiting-time.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { RowWatchers } from "./row-watchers.tsx";
import { addressOf, type Route } from "./use-route.ts";

/** As many as fit beside one another. */
const MAX_TAGS = 3;

interface QueueRowProps {
  readonly ticket: TicketRow;
  readonly route: Route;
  readonly now: number;
  readonly agentId: string;
  readonly isUnread: boolean;
  /** Who else looks at it or writes in it now. */
  readonly watchers: readonly Watcher[];
  /** Absent: nothing can be chosen here. */
  readonly onSelect?: ((isRange: boolean) => void) | undefined;
  readonly isSelected: boolean;
  readonly onGo: (route: Route) => void;
}

export function QueueRow(props: QueueRowProps) {
  const { ticket, isSelected, onSelect } = props;
  const { text } = useTexts();
  if (onSelect === undefined) return <RowLink {...props} />;
  const name = ticket.contactName ?? text("queue.visitor");
  return (
    <div className="queue-line" data-selected={isSelected}>
      <label className="row-check">
        <input
          type="checkbox"
          aria-label={text("bulk.select", { name, number: String(ticket.number) })}
          checked={isSelected}
          onChange={({ nativeEvent }) => onSelect((nativeEvent as MouseEvent).shiftKey)}
        />
      </label>
      <RowLink {...props} />
    </div>
  );
}

function RowLink({ ticket, route, now, agentId, isUnread, watchers, onSelect, onGo }: QueueRowProps) {
  const { text } = useTexts();
  const target: Route = { ...route, ticketId: ticket.ticketId };
  const isOpen = route.ticketId === ticket.ticketId;
  const holder = ticket.agentId === agentId ? text("queue.you") : ticket.agentName;
  return (
    <a
      className="queue-row"
      data-ticket={ticket.ticketId}
      data-unread={isUnread}
      href={addressOf(target)}
      aria-current={isOpen ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        if (event.shiftKey && onSelect !== undefined) onSelect(true);
        else onGo(target);
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
        <RowWatchers watchers={watchers} />
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
