/** How an agent works, as they set it themselves, and what the shop promises, as its owner or merchant sets it. */
import type { AgentDesk, DeskSettings } from "../../contracts/desk.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";

type DeskPorts = Pick<Ports, "desk" | "doorbell" | "live">;

export type OwnDesk = Omit<AgentDesk, "agentId" | "seenAt">;

/** Away until they say otherwise: nobody is given a ticket before they know of it. */
const NEW_DESK: OwnDesk = { availability: "away", languages: [], skills: [], capacity: null };

export async function readDesk(agent: Agent, { desk }: Pick<Ports, "desk">): Promise<OwnDesk> {
  return (await desk.deskOf(agent.shopId, agent.agentId)) ?? NEW_DESK;
}

export async function saveDesk(agent: Agent, own: OwnDesk, ports: DeskPorts): Promise<void> {
  assertMay(agent, "desk:own");
  await ports.desk.saveDesk(agent.shopId, { ...own, agentId: agent.agentId });
  // Somebody is there, or reads another language now: what waits may be theirs.
  ports.doorbell.ringDesk(agent.shopId);
}

/** What is left out stays as it is. Returns what holds now. */
export async function saveDeskSettings(
  agent: Agent,
  changed: Partial<DeskSettings>,
  ports: DeskPorts,
): Promise<DeskSettings> {
  assertMay(agent, "desk:settings");
  const settings = { ...(await ports.desk.settings(agent.shopId)), ...changed };
  await ports.desk.saveSettings(agent.shopId, settings);
  ports.doorbell.ringDesk(agent.shopId);
  return settings;
}
