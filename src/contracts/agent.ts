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
  /** The name of the API key that acts for them; left out when they act themselves. */
  readonly via?: string;
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
  readonly seenAt: Instant;
  /** The shop asks for a second factor, and this agent has none. */
  readonly lacksFactor: boolean;
  /** The shop in which this session practises; left out when it does not. */
  readonly practiceShopId?: ShopId;
}

export interface NewAgentSession {
  readonly agentId: AgentId;
  /** sha-256 hex of the token in the cookie; the token itself is never stored. */
  readonly sessionHash: string;
  /** What the browser says it is, for the list of one's own sessions. */
  readonly device: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
}

export interface AgentStore {
  count(shopId: ShopId): Promise<number>;
  /** False when the e-mail is taken. */
  insert(agent: Agent, passwordHash: string): Promise<boolean>;
  /** Case-insensitive. Who is let in no more is not found. */
  findForSignIn(
    shopId: ShopId,
    email: string,
  ): Promise<{ readonly agent: Agent; readonly passwordHash: string } | null>;
  get(shopId: ShopId, agentId: AgentId): Promise<Agent | null>;
  /** Everybody of the shop, by name. */
  list(shopId: ShopId): Promise<readonly Colleague[]>;
  openSession(shopId: ShopId, session: NewAgentSession): Promise<void>;
  findSession(shopId: ShopId, sessionHash: string): Promise<AgentSession | null>;
  /** A sign of life moves the end of a living session; one that has ended or was revoked stays ended. */
  extendSession(
    shopId: ShopId,
    sessionHash: string,
    life: { readonly seenAt: Instant; readonly expiresAt: Instant },
  ): Promise<void>;
  closeSession(shopId: ShopId, sessionHash: string): Promise<void>;
}
