/** What the buyer asked for and a person decides: what, for which order, how much, why, and what became of it. */
import { Button } from "react-aria-components";
import type { ProposalView, TicketPageView } from "../../console-api.ts";
import { formatMoment } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { DecideProposal } from "./decide-proposal.tsx";
import { Fact } from "./fact.tsx";
import { type ShownProposals, useProposals } from "./use-proposals.ts";

interface ProposalsProps {
  readonly page: TicketPageView;
  readonly isViewer: boolean;
}

export function Proposals({ page, isViewer }: ProposalsProps) {
  const { text } = useTexts();
  const proposals = useProposals(page);
  const { list, isStale, reload } = proposals;
  if (list.length === 0 && !isStale) return null;
  // What waits for somebody stands first; within that the newest, as they come.
  const sorted = list.toSorted((left, right) => Number(right.state === "open") - Number(left.state === "open"));
  return (
    <section className="facts proposals" aria-label={text("proposal.title")} aria-busy={proposals.isBusy}>
      <h3>{text("proposal.title")}</h3>
      {isStale ? (
        <p className="proposal-stale">
          {text("error.load.body")}
          <Button className="button-text" onPress={() => void reload()}>
            {text("action.retry")}
          </Button>
        </p>
      ) : null}
      <ul>
        {sorted.map((proposal) => (
          <li key={proposal.proposalId} className="proposal" data-state={proposal.state}>
            <ProposalCard proposal={proposal} proposals={proposals} isViewer={isViewer} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  readonly proposal: ProposalView;
  readonly proposals: ShownProposals;
  readonly isViewer: boolean;
}

function ProposalCard({ proposal, proposals, isViewer }: CardProps) {
  const { language, text } = useTexts();
  const { orderNumber, amount, couponCode, detail } = proposal;
  return (
    <>
      <h4>{text(`proposal.kind.${proposal.kind}`)}</h4>
      <dl>
        {orderNumber === null ? null : (
          <Fact name={text("proposal.order")}>
            <bdi dir="ltr">{orderNumber}</bdi>
          </Fact>
        )}
        {amount === null ? null : <Fact name={text("proposal.amount")}>{formatAmount(amount, language)}</Fact>}
        {couponCode === null ? null : (
          <Fact name={text("proposal.coupon")}>
            <bdi dir="ltr">{couponCode}</bdi>
          </Fact>
        )}
        {detail === null ? null : (
          <Fact name={text("proposal.address")}>
            <span className="proposal-address" dir="auto">
              {detail}
            </span>
          </Fact>
        )}
        <Fact name={text("proposal.why")}>{describeWhy(proposal, text)}</Fact>
        <Fact name={text("proposal.asked")}>{formatMoment(proposal.createdAt, language)}</Fact>
        {proposal.state === "open" ? (
          <Fact name={text("proposal.until")}>{formatMoment(proposal.expiresAt, language)}</Fact>
        ) : null}
      </dl>
      {proposal.state === "open" && !isViewer ? (
        <div className="actions">
          <DecideProposal verdict="reject" proposal={proposal} proposals={proposals} />
          <DecideProposal verdict="approve" proposal={proposal} proposals={proposals} />
        </div>
      ) : (
        <Result proposal={proposal} />
      )}
    </>
  );
}

function Result({ proposal: { state, decidedAt, decidedBy, reason } }: { readonly proposal: ProposalView }) {
  const { language, text } = useTexts();
  const { agentId } = useApi();
  const by = decidedBy === null ? "" : text(decidedBy === agentId ? "proposal.byYou" : "proposal.byColleague");
  const said = [by, decidedAt === null ? "" : formatMoment(decidedAt, language)].filter((part) => part !== "");
  return (
    <p className="proposal-result">
      <span className="proposal-state">{text(`proposal.state.${state}`)}</span>
      {said.length === 0 ? null : <span className="muted">{said.join(" · ")}</span>}
      {reason === null ? null : (
        <span className="proposal-reason" dir="auto">
          {reason}
        </span>
      )}
    </p>
  );
}

function describeWhy({ rule }: ProposalView, text: Texts["text"]): string {
  if (rule === null) return text("proposal.why.buyer");
  return rule === "late-order" ? text("proposal.why.late-order") : text("proposal.why.rule", { rule });
}

function formatAmount({ value, currency }: NonNullable<ProposalView["amount"]>, language: string): string {
  const decimals = value.split(".")[1]?.length ?? 0;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language, { style: "currency", currency, ...digits }).format(Number(value));
}
