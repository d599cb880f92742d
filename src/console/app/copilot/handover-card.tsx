/** The story in three lines for who picks the ticket up: what is wanted, what was tried, what is at stake. */
import { useState } from "react";
import type { MessageView, ProposalView, SourceView, TicketPageView } from "../../console-api.ts";
import { CaseStory } from "./case-story.tsx";
import { ChevronIcon } from "../parts/icons.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";

/** The ticket's time and the messages' times come from two clocks, the program's and the database's. */
const CLOCK_TOLERANCE_MS = 60_000;

const KINDS: readonly ProposalView["kind"][] = [
  "cancel-order",
  "return-order",
  "refund",
  "change-address",
  "grant-coupon",
];

const FOLDED = "dragoman.handover-folded";

export function HandoverCard({ page, isViewer }: { readonly page: TicketPageView; readonly isViewer: boolean }) {
  const { text } = useTexts();
  const { ticket, messages } = page;
  const [isOpen, setOpen] = useState(() => localStorage.getItem(FOLDED) === null);
  const sources = lastSources(messages, ticket.openedAt + CLOCK_TOLERANCE_MS);
  const keep = (next: boolean) => {
    setOpen(next);
    if (next) localStorage.removeItem(FOLDED);
    else localStorage.setItem(FOLDED, "yes");
  };
  return (
    <details className="handover" open={isOpen} onToggle={(event) => keep(event.currentTarget.open)}>
      <summary>
        <ChevronIcon />
        {text("handover.title")}
        <span className="handover-reason">{text(`reason.short.${ticket.reason}`)}</span>
      </summary>
      <CaseStory page={page} wish={nameWish(ticket, text)} sources={sources} isViewer={isViewer} />
    </details>
  );
}

/** Of a proposal the note is its kind and what it is about; everywhere else it is the buyer's own words. */
function nameWish({ reason, note }: TicketPageView["ticket"], text: Texts["text"]): string {
  const kind = reason === "proposal" ? KINDS.find((each) => note.startsWith(each)) : undefined;
  return kind === undefined ? note : `${text(`proposal.kind.${kind}`)}${note.slice(kind.length)}`;
}

/** What the assistant last showed the buyer before this ticket; later answers belong to another story. */
function lastSources(messages: readonly MessageView[], until: number): readonly SourceView[] {
  const before = messages.filter(({ speaker, at }) => speaker === "assistant" && at <= until);
  return before.findLast(({ sources }) => sources.length > 0)?.sources ?? [];
}
