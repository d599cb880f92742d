/** Agents as every route knows them: with a session of the console, a key of the API, and accounts in both team desks. */
import type { ApiKeyId } from "../../../src/contracts/api-key.ts";
import { API_SCOPES } from "../../../src/contracts/api-key.ts";
import type { AgentId, ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { ChannelName } from "../../../src/contracts/message.ts";
import type { StaffDeskId } from "../../../src/contracts/staff-desk.ts";
import type { Agent } from "../../../src/contracts/stores.ts";
import { makeKey } from "../../../src/http/api/api-key.ts";
import { openSession } from "../../../src/http/session/sessions.ts";
import type { TestProgram } from "../../support/test-program.ts";

export interface CrewMember {
  readonly agent: Agent;
  readonly cookie: string;
  readonly csrfToken: string;
  readonly apiKey: string;
  /** Who they are on either platform. */
  readonly senderKey: string;
}

export const DESK_CHANNELS = ["telegram", "discord"] as const;
export type DeskChannel = (typeof DESK_CHANNELS)[number];

export interface TeamDesk {
  readonly deskId: StaffDeskId;
  readonly accountId: ChannelAccountId;
  readonly placeKey: string;
}

export type TeamDesks = Readonly<Record<DeskChannel, TeamDesk>>;

export async function openDesks({ ports, shop }: TestProgram, linkedBy: AgentId): Promise<TeamDesks> {
  const open = async (channel: DeskChannel): Promise<TeamDesk> => {
    const accountId = await ports.shops.ensureChannelAccount(shop.shopId, channel as ChannelName, `${channel}:team`);
    const deskId = ports.ids.next<StaffDeskId>();
    const placeKey = `${channel}-place`;
    const audit = { actor: { kind: "agent", agentId: linkedBy }, action: "staff-desk-linked", detail: {} } as const;
    const desk = { deskId, accountId, placeKey, placeName: channel, language: "en", linkedBy } as const;
    await ports.staff.linkDesk(shop.shopId, desk, audit);
    return { deskId, accountId, placeKey };
  };
  return { telegram: await open("telegram"), discord: await open("discord") };
}

export async function hire(program: TestProgram, name: string): Promise<CrewMember> {
  const { ports, shop } = program;
  const { shopId, shopKey } = shop;
  const agentId = ports.ids.next<AgentId>();
  const agent: Agent = { shopId, agentId, email: `${name}@example.com`, name, role: "agent" };
  await ports.agents.insert(agent, "no-password");
  const session = await openSession({ agent, shop, device: "chaos" }, ports);
  const { key, keyHash, prefix } = makeKey(shopKey);
  await ports.apiKeys.insert(shopId, {
    keyId: ports.ids.next<ApiKeyId>(),
    agentId,
    name,
    keyHash,
    prefix,
    scopes: [...API_SCOPES],
    expiresAt: null,
    createdBy: agentId,
  });
  return {
    agent,
    cookie: `dragoman=${session.token}`,
    csrfToken: session.csrfToken,
    apiKey: key,
    senderKey: agentId,
  };
}

export async function link({ ports, shop }: TestProgram, desks: TeamDesks, member: CrewMember): Promise<void> {
  const { agentId, name } = member.agent;
  const audit = { actor: { kind: "agent", agentId }, action: "staff-account-linked", detail: {} } as const;
  for (const channel of DESK_CHANNELS) {
    const { accountId } = desks[channel];
    const account = { accountId, senderKey: member.senderKey, senderName: name, agentId };
    await ports.staff.linkAccount(shop.shopId, account, audit);
  }
}
