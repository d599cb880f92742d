/** Keys with which a shop's own programs come in: each belongs to an agent, acts as that agent, and may do what it names. */
import type { Agent } from "./agent.ts";
import type { AgentId, Branded, Instant, ShopId } from "./ids.ts";

export type ApiKeyId = Branded<"ApiKeyId">;

export const API_SCOPES = [
  "tickets:read",
  "tickets:write",
  "messages:read",
  "messages:send",
  "contacts:read",
  "contacts:write",
  "knowledge:read",
  "macros:read",
  "incidents:read",
  "webhooks:read",
  "webhooks:write",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface ApiKey {
  readonly keyId: ApiKeyId;
  readonly agentId: AgentId;
  readonly agentName: string;
  readonly name: string;
  /** What people recognise it by; the rest is kept nowhere. */
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  /** To the minute. */
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** Who calls: the agent, limited to the scopes of the key. */
export interface ApiCaller {
  readonly keyId: ApiKeyId;
  readonly keyName: string;
  readonly scopes: readonly ApiScope[];
  readonly agent: Agent;
}

export interface NewApiKey {
  readonly keyId: ApiKeyId;
  readonly agentId: AgentId;
  readonly name: string;
  readonly keyHash: string;
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: Instant | null;
  readonly createdBy: AgentId;
}

export interface ApiKeyStore {
  /** Newest first, the revoked ones with them. */
  list(shopId: ShopId): Promise<readonly ApiKey[]>;
  /** Writes the audit entry with it. */
  insert(shopId: ShopId, key: NewApiKey): Promise<void>;
  /** False when there is no such key, or it was revoked before. Writes the audit entry with it. */
  revoke(shopId: ShopId, keyId: ApiKeyId, by: AgentId): Promise<boolean>;
  /** Null when it is unknown, revoked or over, or its agent is let in no more. Notes the use, at most once a minute. */
  find(shopId: ShopId, keyHash: string): Promise<ApiCaller | null>;
}
