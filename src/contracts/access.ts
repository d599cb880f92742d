/** Who is let in and how they prove who they are: people, links that invite or reset, sessions, second factors. */
import type { Agent, AgentRole } from "./agent.ts";
import type { AgentId, Branded, Instant, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";

export type AccessLinkId = Branded<"AccessLinkId">;
export type SessionId = Branded<"SessionId">;

/** Null: nobody of the shop, but who runs the machine, from the command line. */
export type AccessAuthor = AgentId | null;

export interface Person extends Agent {
  readonly isDisabled: boolean;
  readonly hasFactor: boolean;
  readonly addedAt: Instant;
  /** The last sign of life of a session that still stands. */
  readonly seenAt: Instant | null;
}

export interface AccessLink {
  readonly linkId: AccessLinkId;
  readonly kind: "invitation" | "reset";
  readonly email: string;
  readonly role: AgentRole;
  /** Whose password it resets; null for an invitation. */
  readonly agentId: AgentId | null;
  readonly madeBy: AccessAuthor;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

export type NewAccessLink = Omit<AccessLink, "madeAt">;

export interface OpenSession {
  readonly sessionId: SessionId;
  /** Browser and system as the browser names them; who wants to lie can. */
  readonly device: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
  readonly sessionHash: string;
}

export interface StoredFactor {
  readonly sealedKey: string;
  readonly isConfirmed: boolean;
  readonly codesLeft: number;
}

/** The page of one's own account. */
export interface AccountView {
  readonly hasFactor: boolean;
  readonly codesLeft: number;
  readonly isFactorRequired: boolean;
  readonly sessions: readonly (Omit<OpenSession, "sessionHash"> & { readonly isCurrent: boolean })[];
}

/** The page of everybody who is let in. */
export interface PeopleView {
  readonly people: readonly Omit<Person, "shopId">[];
  /** Open invitations and links that reset a password. */
  readonly links: readonly AccessLink[];
  readonly settings: AccessSettings;
}

/** What a link is for, as whoever holds it sees it. */
export type LinkView =
  | { readonly kind: "void" }
  | {
      readonly kind: AccessLink["kind"];
      readonly email: string;
      readonly role: AgentRole;
      readonly shopName: string;
      readonly shopLanguages: readonly Language[];
    };

export interface AccessSettings {
  /** Who has no second factor may do nothing before there is one. */
  readonly isFactorRequired: boolean;
}

/** "overtaken": the person is not there, or was changed meanwhile; nothing was written. */
export type PersonChange = "changed" | "last-owner" | "overtaken";

/** Every change is in the audit log when it resolves. */
export interface AccessStore {
  /** Everybody of the shop, those who are let in no more, too, by name. */
  people(shopId: ShopId): Promise<readonly Person[]>;
  changeRole(
    shopId: ShopId,
    person: { readonly agentId: AgentId; readonly from: AgentRole; readonly to: AgentRole },
    by: AccessAuthor,
  ): Promise<PersonChange>;
  /** Who is let in no more has no session from then on, and is away. */
  setDisabled(
    shopId: ShopId,
    person: { readonly agentId: AgentId; readonly isDisabled: boolean },
    by: AccessAuthor,
  ): Promise<PersonChange>;
  rename(shopId: ShopId, agentId: AgentId, name: string): Promise<void>;
  /** Ends every session of the agent, and no link resets it any more. */
  setPassword(shopId: ShopId, agentId: AgentId, passwordHash: string, by: AccessAuthor): Promise<void>;

  /** Neither used nor revoked; those that have expired are among them. */
  links(shopId: ShopId): Promise<readonly AccessLink[]>;
  /** Takes the place of an open link of the same kind for the same e-mail. */
  addLink(shopId: ShopId, link: NewAccessLink, tokenHash: string): Promise<void>;
  revokeLink(shopId: ShopId, linkId: AccessLinkId, by: AccessAuthor): Promise<boolean>;
  /** Null when it was used or revoked. */
  findLink(shopId: ShopId, tokenHash: string): Promise<AccessLink | null>;
  /** False when the link was used meanwhile, or the e-mail has been taken by somebody: then the link is spent, too. */
  acceptInvitation(shopId: ShopId, linkId: AccessLinkId, agent: Agent, passwordHash: string): Promise<boolean>;
  /** False when the link was used meanwhile. As `setPassword`. */
  acceptReset(shopId: ShopId, linkId: AccessLinkId, agentId: AgentId, passwordHash: string): Promise<boolean>;

  /** The newest first. */
  sessions(shopId: ShopId, agentId: AgentId): Promise<readonly OpenSession[]>;
  endSession(shopId: ShopId, agentId: AgentId, sessionId: SessionId): Promise<boolean>;
  /** All of the agent's but the one of this hash. Returns how many. */
  endSessions(
    shopId: ShopId,
    person: { readonly agentId: AgentId; readonly exceptHash: string | null },
    by: AccessAuthor,
  ): Promise<number>;

  factor(shopId: ShopId, agentId: AgentId): Promise<StoredFactor | null>;
  /** Not asked for before it is confirmed. False, and nothing changed, where a confirmed one stands. */
  beginFactor(shopId: ShopId, agentId: AgentId, sealedKey: string): Promise<boolean>;
  confirmFactor(
    shopId: ShopId,
    agentId: AgentId,
    proof: { readonly step: number; readonly codeHashes: readonly string[] },
  ): Promise<boolean>;
  /** False for a step that is not newer than the last one that was taken: one code opens once. */
  takeStep(shopId: ShopId, agentId: AgentId, step: number): Promise<boolean>;
  /** False for a code that is unknown or was used. */
  takeRecoveryCode(shopId: ShopId, agentId: AgentId, codeHash: string): Promise<boolean>;
  renewRecoveryCodes(shopId: ShopId, agentId: AgentId, codeHashes: readonly string[]): Promise<void>;
  removeFactor(shopId: ShopId, agentId: AgentId, by: AccessAuthor): Promise<void>;

  settings(shopId: ShopId): Promise<AccessSettings>;
  saveSettings(shopId: ShopId, settings: AccessSettings, by: AccessAuthor): Promise<void>;
}

/** Everything secret about access that is computed and not stored. */
export interface Vault {
  /** Argon2id. */
  hashPassword(password: string): Promise<string>;
  isPassword(password: string, passwordHash: string): Promise<boolean>;
  /** 256 random bits for a link. */
  newToken(): string;
  /** Also of recovery codes: sha-256 in hex. */
  hashToken(token: string): string;
  /** Only this installation can open it again, and only for the same `owner`. */
  seal(text: string, owner: string): string;
  /** Null for what another installation has sealed, or for somebody else. */
  unseal(sealed: string, owner: string): string | null;
  /** 160 random bits in base32, as authenticator apps read them. */
  newFactorKey(): string;
  /** RFC 6238, 30 s, six digits: the step that the code belongs to, at most one away from now; null for none. */
  findStep(factorKey: string, code: string, now: Instant): number | null;
  newRecoveryCodes(): readonly string[];
}
