/** An agent approves or rejects a proposal: once, whoever asks and however often; the buyer is told in the conversation. */
import { AppError } from "../../contracts/errors.ts";
import type { NewOutbound } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { DecisionResult, ProposalDecision } from "../../contracts/tool-store.ts";
import type { Proposal, ProposalId } from "../../contracts/proposal.ts";
import { composeOutbound } from "../../outbox/compose-outbound.ts";
import { assertMay } from "../../shared/assert-may.ts";

export type DecidePorts = Pick<
  Ports,
  "tools" | "conversations" | "channels" | "doorbell" | "live" | "texts" | "ids" | "metrics"
>;

export interface Verdict {
  readonly state: ProposalDecision["state"];
  readonly reason: string | null;
}

const REFUSALS: Readonly<Record<Extract<DecisionResult, { kind: "refused" }>["because"], string>> = {
  "decided-otherwise": "This proposal was decided otherwise before; reload it.",
  expired: "This proposal has expired; ask the buyer again.",
  "approved-elsewhere": "Another proposal for the same order was approved before; reject this one.",
};

/** The same verdict twice is one; the other one is refused. */
export async function decideProposal(
  agent: Agent,
  proposalId: ProposalId,
  verdict: Verdict,
  ports: DecidePorts,
): Promise<Proposal> {
  assertMay(agent, "proposals:decide");
  const proposal = await ports.tools.getProposal(agent.shopId, proposalId);
  if (!proposal) throw new AppError("NOT_FOUND", "This proposal does not exist.");
  const result = await ports.tools.decide(agent.shopId, proposalId, {
    ...verdict,
    agentId: agent.agentId,
    queue: await tellBuyer(proposal, verdict, ports),
    audit: {
      actor: { kind: "agent", agentId: agent.agentId },
      action: `proposal-${verdict.state}`,
      detail: { proposalId, kind: proposal.kind, orderId: proposal.orderId },
    },
  });
  ports.metrics.count("proposals_total", { kind: proposal.kind, outcome: result.kind });
  if (result.kind === "unknown") throw new AppError("NOT_FOUND", "This proposal does not exist.");
  if (result.kind === "refused") throw new AppError("TRANSITION_FORBIDDEN", REFUSALS[result.because]);
  if (result.kind === "decided") {
    ports.doorbell.ringOutbox(agent.shopId);
    const { conversationId } = proposal;
    ports.live.publish(`console:${agent.shopId}`, { kind: "message-added", conversationId });
  }
  return result.proposal;
}

/** A channel that is switched off is no reason not to decide. */
async function tellBuyer(
  proposal: Proposal,
  { state }: Verdict,
  { conversations, channels, texts, ids }: DecidePorts,
): Promise<readonly NewOutbound[]> {
  const conversation = await conversations.get(proposal.shopId, proposal.conversationId);
  const adapter = conversation && channels.adapterOf(conversation.accountId);
  if (!conversation || !adapter) return [];
  const language = conversation.language ?? proposal.language;
  const values =
    proposal.kind === "grant-coupon" ? { code: proposal.couponCode ?? "" } : { order: proposal.orderNumber ?? "" };
  const text =
    state === "rejected"
      ? texts.notice("proposal-rejected", language)
      : texts.notice(`proposal-approved-${proposal.kind}`, language, values);
  return composeOutbound(
    {
      cause: { kind: "agent", draftKey: `proposal:${proposal.proposalId}:${state}` },
      speaker: "notice",
      text,
      language,
    },
    adapter.capabilities,
    ids,
  );
}
