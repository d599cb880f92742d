/** The people who answer, how they sign in, and where both are kept. */
import type { AgentId, Instant, ShopId } from "./ids.ts";

export type AgentRole = "owner" | "merchant" | "agent" | "viewer";

export interface Agent {
  readonly shopId: ShopId;
  readonly agentId: AgentId;
  readonly email: string;
  readonly name: string;
  readonly role: AgentRole;
  /** Is let in no more; what they wrote stays theirs. */
  readonly isDisabled?: boolean;
}

/** An agent as colleagues see them: for handing over, for mentions. */
export interface Colleague extends Agent {
  /** Who has never been at the desk is away. */
  readonly availability: "available" | "away";
  readonly seenAt: Instant | null;
}

export interface AgentSession {
  readonly agent: Agent;
  readonly sessionHash: string;
  readonly expiresAt: Instant;
}

export interface AgentStore {
  count(shopId: ShopId): Promise<number>;
  /** False when the e-mail is taken. */
  insert(agent: Agent, passwordHash: string): Promise<boolean>;
  /** Case-insensitive. */
  findForSignIn(
    shopId: ShopId,
    email: string,
  ): Promise<{ readonly agent: Agent; readonly passwordHash: string } | null>;
  get(shopId: ShopId, agentId: AgentId): Promise<Agent | null>;
  /** Everybody of the shop, by name. */
  list(shopId: ShopId): Promise<readonly Colleague[]>;
  /** Ends every session of the agent. */
  setPassword(shopId: ShopId, agentId: AgentId, passwordHash: string): Promise<void>;
  /** `sessionHash` is sha-256 hex of the token in the cookie; the token itself is never stored. */
  openSession(shopId: ShopId, agentId: AgentId, sessionHash: string, expiresAt: Instant): Promise<void>;
  findSession(shopId: ShopId, sessionHash: string): Promise<AgentSession | null>;
  /** Moves the end of a living session; one that has ended or was revoked stays ended. */
  extendSession(shopId: ShopId, sessionHash: string, expiresAt: Instant): Promise<void>;
  closeSession(shopId: ShopId, sessionHash: string): Promise<void>;
}
