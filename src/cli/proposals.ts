/** `dragoman proposals`: what the assistant asked people to do, and an agent's verdict on it. */
import { AppError } from "../contracts/errors.ts";
import type { Proposal, ProposalId } from "../contracts/proposal.ts";
import { buildChannels, findChannels } from "../compose/build-channels.ts";
import type { Program } from "../compose/open-program.ts";
import { decideProposal, type Verdict } from "../flows/tools/decide-proposal.ts";
import { encodeMoney } from "../shared/money.ts";
import { withProgram } from "./with-program.ts";

export interface ProposalOptions {
  readonly approve?: string;
  readonly reject?: string;
  readonly as?: string;
  readonly reason?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const MAX_LISTED = 200;

export async function proposalsCommand(options: ProposalOptions): Promise<void> {
  const proposalId = options.approve ?? options.reject;
  if (options.approve !== undefined && options.reject !== undefined) {
    throw new AppError("REQUEST_INVALID", "Approve or reject, not both.");
  }
  await withProgram(async (program) => {
    if (proposalId === undefined) return listProposals(program, options);
    const state = options.approve === undefined ? "rejected" : "approved";
    await decide(program, proposalId as ProposalId, { state, reason: options.reason ?? null }, options.as);
  });
}

async function listProposals({ ports, shop }: Program, options: ProposalOptions): Promise<void> {
  const found = await ports.tools.proposals(shop.shopId, {
    ...(options.all ? {} : { states: ["open"] }),
    limit: MAX_LISTED,
  });
  if (options.json) return void process.stdout.write(`${JSON.stringify(found)}\n`);
  for (const proposal of found) process.stdout.write(`${describe(proposal)}\n`);
  process.stdout.write(`${found.length} proposals\n`);
}

async function decide(program: Program, proposalId: ProposalId, verdict: Verdict, email = ""): Promise<void> {
  const { ports, shop } = program;
  const found = await ports.agents.findForSignIn(shop.shopId, email);
  if (!found) throw new AppError("REQUEST_INVALID", "Say in whose name with --as and an agent's e-mail.");
  // The channels are built to know what they can carry; the running server sends.
  const channels = findChannels(await buildChannels(program, ports));
  const proposal = await decideProposal(found.agent, proposalId, verdict, { ...ports, channels });
  process.stdout.write(`${describe(proposal)}\n`);
}

function describe(proposal: Proposal): string {
  const amount = proposal.amount ? `${encodeMoney(proposal.amount)} ${proposal.amount.currency}` : "-";
  const cells = [proposal.proposalId, proposal.state, proposal.kind, proposal.orderNumber ?? "-", amount];
  return [...cells, proposal.couponCode ?? "", new Date(proposal.createdAt).toISOString()].join("  ");
}
