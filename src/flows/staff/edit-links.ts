/** What the console shows of staff desks, and what is linked and unlinked there. */
import { AppError } from "../../contracts/errors.ts";
import type { ChannelAccountId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { StaffAccount, StaffDesk, StaffDeskId, StaffFault, StaffLanguage } from "../../contracts/staff-desk.ts";
import type { AuditEntry, Agent } from "../../contracts/stores.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import { languageOfShop } from "./staff-language.ts";
import { makeCode, type ShownCode } from "./link-by-code.ts";

type LinkPorts = Pick<Ports, "staff" | "agents" | "channels" | "ids" | "clock" | "shops">;

export interface TeamDesks {
  readonly desks: readonly StaffDesk[];
  readonly accounts: readonly (StaffAccount & { readonly agentName: string })[];
  /** Platforms that are switched on here and can have a desk. */
  readonly channels: readonly string[];
  readonly language: StaffLanguage;
}

export async function readTeamDesks(agent: Agent, ports: LinkPorts): Promise<TeamDesks> {
  const { shopId } = agent;
  const [desks, accounts, agents, language] = await Promise.all([
    ports.staff.desks(shopId),
    ports.staff.accounts(shopId),
    ports.agents.list(shopId),
    languageOfShop(shopId, ports),
  ]);
  const names = new Map(agents.map(({ agentId, name }) => [agentId, name]));
  const channels = ports.channels.accountIds.flatMap((accountId) => {
    const adapter = ports.channels.adapterOf(accountId);
    return adapter?.staff ? [adapter.channel] : [];
  });
  return {
    desks: desks.map((desk) => ({ ...desk, fault: faultOf(desk, ports) })),
    accounts: accounts.map((account) => ({ ...account, agentName: names.get(account.agentId) ?? "" })),
    channels: [...new Set(channels)],
    language,
  };
}

function faultOf({ accountId, fault }: StaffDesk, { channels }: Pick<Ports, "channels">): StaffFault | null {
  return channels.adapterOf(accountId)?.staff ? fault : "channel-off";
}

/** A code for oneself, or for a group that becomes a desk. */
export function askForCode(
  agent: Agent,
  wanted: { readonly kind: "desk" | "account"; readonly language: StaffLanguage },
  ports: LinkPorts,
): Promise<ShownCode> {
  assertMay(agent, wanted.kind === "desk" ? "team-desks:manage" : "team-desks:own");
  return makeCode(agent, wanted, ports);
}

export async function unlinkDesk(agent: Agent, deskId: StaffDeskId, { staff }: LinkPorts): Promise<void> {
  assertMay(agent, "team-desks:manage");
  const audit = entry(agent, "staff-desk-unlinked", { desk: deskId });
  if (!(await staff.unlinkDesk(agent.shopId, deskId, audit)))
    throw new AppError("NOT_FOUND", "This desk does not exist.");
}

/** One's own, or as who manages desks anybody's. */
export async function unlinkAccount(
  agent: Agent,
  account: { readonly accountId: ChannelAccountId; readonly senderKey: string },
  { staff }: LinkPorts,
): Promise<void> {
  assertMay(agent, "team-desks:own");
  const owner = await staff.agentOf(agent.shopId, account.accountId, account.senderKey);
  if (owner !== agent.agentId && !may(agent, "team-desks:manage")) {
    throw new AppError("NOT_FOUND", "This account is not linked.");
  }
  const audit = entry(agent, "staff-account-unlinked", { sender: account.senderKey });
  if (!(await staff.unlinkAccount(agent.shopId, account, audit)))
    throw new AppError("NOT_FOUND", "This account is not linked.");
}

function entry({ agentId }: Agent, action: string, detail: AuditEntry["detail"]): AuditEntry {
  return { actor: { kind: "agent", agentId }, action, detail };
}
