/** What else this buyer has come with. */
import { useEffect, useState } from "react";
import type { RelatedListView, RelatedTicket } from "../../console-api.ts";
import { addressOf } from "../inbox/use-route.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { followLink } from "../parts/use-path.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function RelatedTickets({ ticketId }: { readonly ticketId: string }) {
  const api = useApi();
  const { language, text } = useTexts();
  const [related, setRelated] = useState<readonly RelatedTicket[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void api.get<RelatedListView>(`/tickets/${ticketId}/related`, stop.signal).then((called) => {
      if (called.kind === "ok") setRelated(called.body.tickets);
    });
    return () => stop.abort();
  }, [api, ticketId]);
  if (related === null) return null;
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
