/** API keys: made for an agent, shown once, revoked for good. */
import type { ApiKey, ApiKeyId, ApiScope } from "../../contracts/api-key.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, Instant } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay, reaches } from "../../shared/assert-may.ts";

type KeyPorts = Pick<Ports, "apiKeys" | "agents" | "ids" | "clock">;

const MAX_KEYS = 100;

export interface KeyWish {
  readonly name: string;
  /** On whose behalf it acts; null: one's own. */
  readonly agentId: AgentId | null;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: Instant | null;
}

export async function listKeys(agent: Agent, { apiKeys }: Pick<Ports, "apiKeys">): Promise<readonly ApiKey[]> {
  assertMay(agent, "integrations:manage");
  return apiKeys.list(agent.shopId);
}

/** `made` is the key's hash and what of it may be seen; the key itself stays with who shows it. */
export async function addKey(
  agent: Agent,
  wish: KeyWish,
  made: { readonly keyHash: string; readonly prefix: string },
  ports: KeyPorts,
): Promise<ApiKeyId> {
  assertMay(agent, "integrations:manage");
  if (wish.expiresAt !== null && wish.expiresAt <= ports.clock.now()) {
    throw new AppError("REQUEST_INVALID", "Choose an end in the future, or none.");
  }
  const holder = wish.agentId === null ? agent : await ports.agents.get(agent.shopId, wish.agentId);
  if (!holder || holder.isDisabled === true) throw new AppError("REQUEST_INVALID", "Choose a person of this shop.");
  if (!reaches(agent.role, holder.role)) {
    throw new AppError("NOT_ALLOWED", "A key may not do more than you may; choose another person.");
  }
  const living = (await ports.apiKeys.list(agent.shopId)).filter(({ revokedAt }) => revokedAt === null);
  if (living.length >= MAX_KEYS) {
    throw new AppError("REQUEST_INVALID", `A shop has at most ${MAX_KEYS} keys; revoke one first.`);
  }
  const keyId = ports.ids.next<ApiKeyId>();
  const { name, scopes, expiresAt } = wish;
  const createdBy = agent.agentId;
  await ports.apiKeys.insert(agent.shopId, {
    ...made,
    keyId,
    agentId: holder.agentId,
    name,
    scopes,
    expiresAt,
    createdBy,
  });
  return keyId;
}

export async function revokeKey(agent: Agent, keyId: ApiKeyId, { apiKeys }: Pick<Ports, "apiKeys">): Promise<void> {
  assertMay(agent, "integrations:manage");
  if (await apiKeys.revoke(agent.shopId, keyId, agent.agentId)) return;
  throw new AppError("NOT_FOUND", "This key does not exist, or was revoked before.");
}
