/** What one changes about oneself: the password, the name. */
import { AppError } from "../../contracts/errors.ts";
import type { Agent } from "../../contracts/stores.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { judgePassword } from "../../shared/words/judge-password.ts";
import { type AccessPorts, announceAccess, type Refused, refuse } from "./access-ports.ts";
import { isOwnPassword } from "./second-factor.ts";

/** When it is done every session of the agent has ended; whoever asked opens a new one. */
export async function changePassword(
  agent: Agent,
  { current, next, shopName }: { readonly current: string; readonly next: string; readonly shopName: string },
  ports: AccessPorts,
): Promise<{ readonly kind: "done" } | Refused> {
  if (!(await isOwnPassword(agent, current, ports))) return refuse("wrong-password");
  const fault = judgePassword(next, { ...agent, shopName });
  if (fault !== null) return refuse(fault);
  const passwordHash = await ports.vault.hashPassword(next);
  await ports.access.setPassword(agent.shopId, agent.agentId, passwordHash, agent.agentId);
  announceAccess(agent.shopId, ports);
  return { kind: "done" };
}

/** Buyers read it; throws REQUEST_INVALID for an empty one. */
export async function renameAgent(agent: Agent, name: string, { access }: Pick<AccessPorts, "access">): Promise<void> {
  await access.rename(agent.shopId, agent.agentId, cleanName(name));
}

export function cleanName(name: string): string {
  const clean = cleanText(name).replaceAll(/\s+/gu, " ").trim();
  if (clean === "") throw new AppError("REQUEST_INVALID", "Write a name: buyers read who answers them.");
  return clean;
}
