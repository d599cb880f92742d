/** What the assistant proposed and a person decides. Another shop's proposal is one that does not exist. */
import { z } from "zod";
import type { ConversationId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Proposal, ProposalId } from "../contracts/proposal.ts";
import { decideProposal } from "../flows/tools/decide-proposal.ts";
import { cleanText } from "../shared/clean-text.ts";
import { encodeMoney } from "../shared/money.ts";
import type { ProposalListView, ProposalView } from "./console-api.ts";
import { idOf } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, json } from "./console-route.ts";

const LIST = z.strictObject({
  state: z.enum(["open", "approved", "rejected", "expired"]).optional(),
  conversation: idOf<ConversationId>().optional(),
});
const PROPOSAL = z.strictObject({ proposalId: idOf<ProposalId>() });
const VERDICT = z
  .strictObject({
    reason: z
      .string()
      .max(500)
      .transform((text) => cleanText(text).trim())
      .optional(),
  })
  .optional();
const MAX_LISTED = 200;

export function createProposalRoutes(ports: Ports): readonly ConsoleRoute[] {
  const decide = (action: "approve" | "reject", state: "approved" | "rejected"): ConsoleRoute =>
    agentRoute(
      { method: "POST", path: `/proposals/:proposalId/${action}`, permission: "proposals:decide" },
      { params: PROPOSAL, body: VERDICT },
      async ({ params, body }, { agent }) => {
        const reason = body?.reason || null;
        const proposal = await decideProposal(agent, params.proposalId, { state, reason }, ports);
        return json(viewProposal(proposal));
      },
    );
  return [
    agentRoute(
      { method: "GET", path: "/proposals", permission: "proposals:read" },
      { query: LIST },
      async ({ query }, { agent }) => {
        const { state, conversation: conversationId } = query;
        const found = await ports.tools.proposals(agent.shopId, {
          ...(state ? { states: [state] } : {}),
          ...(conversationId ? { conversationId } : {}),
          limit: MAX_LISTED,
        });
        return json({ proposals: found.map(viewProposal) } satisfies ProposalListView);
      },
    ),
    decide("approve", "approved"),
    decide("reject", "rejected"),
  ];
}

function viewProposal({ proposalId, conversationId, kind, state, orderNumber, ...proposal }: Proposal): ProposalView {
  const { amount, couponCode, detail, rule, reason, createdAt, expiresAt, decidedAt, decidedBy } = proposal;
  return {
    proposalId,
    conversationId,
    kind,
    state,
    orderNumber,
    amount: amount && { ...amount, value: encodeMoney(amount) },
    couponCode,
    detail,
    rule,
    reason,
    createdAt,
    expiresAt,
    decidedAt,
    decidedBy,
  };
}
