/** Which tickets of the same buyer go into the one that is open. */
import { useState } from "react";
import { Button, Dialog, Modal, ModalOverlay } from "react-aria-components";
import type { RelatedListView, RelatedTicket } from "../../console-api.ts";
import { DialogHead } from "../desk/dialog-head.tsx";
import { TicketNumber } from "../parts/badges.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface MergeDialogProps {
  readonly ticket: { readonly ticketId: string; readonly number: number };
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onMerge: (ticketIds: readonly string[]) => void;
}

export function MergeDialog({ ticket, isOpen, onOpenChange, onMerge }: MergeDialogProps) {
  const { text } = useTexts();
  return (
    <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          {({ close }) => (
            <>
              <DialogHead title={text("merge.title", { number: String(ticket.number) })} />
              <Choice
                ticketId={ticket.ticketId}
                onCancel={close}
                onMerge={(tickets) => {
                  close();
                  onMerge(tickets);
                }}
              />
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** As many as may go at once. */
const MOST = 20;

interface ChoiceProps {
  readonly ticketId: string;
  readonly onCancel: () => void;
  readonly onMerge: (ticketIds: readonly string[]) => void;
}

function Choice({ ticketId, onCancel, onMerge }: ChoiceProps) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<RelatedListView>(`/tickets/${ticketId}/related?limit=${MOST}`);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (fault !== null && body === null) return <ErrorState fault={fault} onRetry={() => void reload()} />;
  if (body === null) return <div className="skeleton-card" role="status" aria-label={text("app.loading")} />;
  const tickets = body.tickets.filter(({ why }) => why.kind === "same-buyer");
  if (tickets.length === 0) return <p className="muted">{text("merge.none")}</p>;
  const toggle = (id: string) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <form
      className="merge-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.size > 0) onMerge([...chosen]);
      }}
    >
      <p className="muted">{text("merge.explain")}</p>
      <fieldset className="merge-choices">
        <legend className="unseen">{text("merge.choose")}</legend>
        {tickets.map((ticket) => (
          <Candidate
            key={ticket.ticketId}
            ticket={ticket}
            isChosen={chosen.has(ticket.ticketId)}
            onToggle={() => toggle(ticket.ticketId)}
          />
        ))}
      </fieldset>
      <div className="actions">
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={chosen.size === 0}>
          {text("merge.submit", { count: chosen.size })}
        </Button>
      </div>
    </form>
  );
}

interface CandidateProps {
  readonly ticket: RelatedTicket;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function Candidate({ ticket, isChosen, onToggle }: CandidateProps) {
  const { language, text } = useTexts();
  return (
    <label className="merge-choice">
      <input type="checkbox" checked={isChosen} onChange={onToggle} />
      <span className="merge-words">
        <span className="related-head">
          <TicketNumber number={ticket.number} />
          <span>{text(`status.${ticket.status}`)}</span>
          {ticket.agentName === null ? null : <bdi className="muted">{ticket.agentName}</bdi>}
          <span className="muted">{formatMoment(ticket.openedAt, language)}</span>
        </span>
        <span className="related-note" dir="auto">
          {ticket.note}
        </span>
      </span>
    </label>
  );
}
