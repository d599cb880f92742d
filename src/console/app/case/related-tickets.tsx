/** What has to do with this ticket, and why: other ones of its buyer, open ones about the same order or incident. */
import { useEffect, useRef } from "react";
import type { RelatedListView, RelatedTicket, TicketPageView } from "../../console-api.ts";
import { addressOf } from "../inbox/use-route.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";

export function RelatedTickets({ page }: { readonly page: TicketPageView }) {
  const { language, text } = useTexts();
  const { body, reload } = useLoaded<RelatedListView>(`/tickets/${page.ticket.ticketId}/related`);
  // What was merged or has parted is related no more, or again.
  const merged = page.merges.filter(({ undoneAt }) => undoneAt === null).length;
  const known = useRef(merged);
  useEffect(() => {
    if (known.current !== merged) void reload();
    known.current = merged;
  }, [merged, reload]);
  if (body === null) return null;
  const related = body.tickets;
  return (
    <section className="facts">
      <h3>{text("related.title")}</h3>
      {related.length === 0 ? <p className="muted small">{text("related.none")}</p> : null}
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
              <span className="related-why" dir="auto">
                {describeWhy(ticket, text)}
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

function describeWhy({ why }: RelatedTicket, text: Texts["text"]): string {
  const order = why.kind === "same-order" ? why.orderNumber : "";
  const title = why.kind === "same-incident" ? why.title : "";
  return text(`related.${why.kind}`, { order, title });
}
