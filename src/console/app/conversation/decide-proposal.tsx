/** Approve or reject, asked once more before it is done: the buyer is told at once and it cannot be taken back. */
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { ProposalView } from "../../console-api.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { ShownProposals, Verdict } from "./use-proposals.ts";

const MAX_REASON_LENGTH = 500;

interface DecideProps {
  readonly verdict: Verdict;
  readonly proposal: ProposalView;
  readonly proposals: ShownProposals;
}

export function DecideProposal(props: DecideProps) {
  const { text } = useTexts();
  const { verdict, proposals } = props;
  return (
    <DialogTrigger>
      <Button className={verdict === "approve" ? "button button-accent" : "button"} isDisabled={proposals.isBusy}>
        {text(`proposal.${verdict}`)}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">{({ close }) => <Confirmation {...props} close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

function Confirmation({ verdict, proposal, proposals, close }: DecideProps & { readonly close: () => void }) {
  const { text } = useTexts();
  const [reason, setReason] = useState("");
  const { kind, orderNumber, couponCode, proposalId } = proposal;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        close();
        void proposals.decide(proposalId, verdict, reason);
      }}
    >
      <Heading slot="title">{text(`proposal.confirm.${verdict}`)}</Heading>
      <p className="proposal-what">
        {text(`proposal.kind.${kind}`)}: <bdi dir="ltr">{orderNumber ?? couponCode ?? ""}</bdi>
      </p>
      <p>{text(`proposal.effect.${verdict}`)}</p>
      {verdict === "approve" && kind !== "grant-coupon" ? (
        <p className="note note-info">{text("proposal.carryOut")}</p>
      ) : null}
      <div className="field">
        <label htmlFor="proposal-reason">{text("proposal.reason")}</label>
        <textarea
          id="proposal-reason"
          className="textarea"
          dir="auto"
          rows={2}
          maxLength={MAX_REASON_LENGTH}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <div className="actions">
        <Button className="button" onPress={close}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className={verdict === "approve" ? "button button-accent" : "button button-bad"}>
          {text(`proposal.${verdict}`)}
        </Button>
      </div>
    </form>
  );
}
