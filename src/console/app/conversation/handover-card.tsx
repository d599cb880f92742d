/** The story in three lines for who picks the ticket up: what is wanted, why the assistant stopped, what it had. */
import type { MessageView, SourceView, TicketPageView } from "../../api-types.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { Sources } from "./sources.tsx";

export function HandoverCard({ page }: { readonly page: TicketPageView }) {
  const { text } = useTexts();
  const { ticket, messages } = page;
  const sources = lastSources(messages, ticket.openedAt);
  return (
    <section className="handover" aria-label={text("handover.title")}>
      <dl>
        <div>
          <dt>{text("handover.wants")}</dt>
          <dd className="handover-wish" dir="auto">
            {ticket.note}
          </dd>
        </div>
        <div>
          <dt>{text("handover.stopped")}</dt>
          <dd>{text(`reason.long.${ticket.reason}`)}</dd>
        </div>
        <div>
          <dt>{text("handover.sources")}</dt>
          <dd>
            {sources.length === 0 ? (
              <span className="muted">{text("handover.noSources")}</span>
            ) : (
              <Sources sources={sources} />
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** What the assistant last showed the buyer before this ticket; later answers belong to another story. */
function lastSources(messages: readonly MessageView[], openedAt: number): readonly SourceView[] {
  const before = messages.filter(({ speaker, at }) => speaker === "assistant" && at <= openedAt);
  return before.findLast(({ sources }) => sources.length > 0)?.sources ?? [];
}
