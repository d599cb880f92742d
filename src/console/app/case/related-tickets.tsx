/** What else this buyer has come with. */
import type { RelatedListView } from "../../console-api.ts";
import { addressOf } from "../inbox/use-route.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function RelatedTickets({ ticketId }: { readonly ticketId: string }) {
  const { language, text } = useTexts();
  const { body } = useLoaded<RelatedListView>(`/tickets/${ticketId}/related`);
  if (body === null) return null;
  const related = body.tickets;
  return (
    <section className="facts">
      <h3>{text("context.related")}</h3>
      {related.length === 0 ? <p className="muted small">{text("context.noRelated")}</p> : null}
      <ul className="related">
        {related.map((ticket) => (
          <li key={ticket.ticketId}>
            <a
              href={addressOf({ view: ticket.resolvedAt === null ? "held" : "resolved", ticketId: ticket.ticketId })}
              onClick={followLink}
            >
              <span className="related-head">
                <TicketNumber number={ticket.number} />
                <span>{text(`status.${ticket.status}`)}</span>
                <span className="muted">{formatMoment(ticket.openedAt, language)}</span>
              </span>
              <span className="related-note" dir="auto">
                {ticket.note}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
