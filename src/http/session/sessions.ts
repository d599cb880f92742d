/**
 * Sessions of agents. The token is `<shopKey>.<start>.<256 random bits>`: the shop is known before the look-up, and the
 * start cannot be moved because the store keeps a hash of the whole token, and nothing else of it.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent, Shop } from "../../contracts/stores.ts";

const HOUR_MS = 3_600_000;

/** Without a sign of life for this long the session is over. */
const IDLE_MS = 12 * HOUR_MS;

/** However busy: after this the agent signs in again. */
export const MAX_SESSION_MS = 7 * 24 * HOUR_MS;

/** The end moves at most this often, so that reading does not become writing. */
const EXTEND_AFTER_MS = HOUR_MS / 2;

/** And the sign of life that its owner sees is at most this old. */
const SEEN_AFTER_MS = HOUR_MS / 12;

export interface Session {
  readonly agent: Agent;
  readonly shop: Shop;
  readonly token: string;
  /** Sent by the page in `x-csrf-token`; only who knows the cookie's token can compute it. */
  readonly csrfToken: string;
  /** What the store knows it by. */
  readonly sessionHash: string;
  /** The shop asks for a second factor and this agent has none: they may add one, and nothing else. */
  readonly lacksFactor: boolean;
  /** While it practises, agent and shop are those of the practice; who it really is, and where, stands here. */
  readonly home?: Pick<Session, "agent" | "shop">;
}

export type SessionPorts = Pick<Ports, "agents" | "shops" | "clock">;

/** Always a new token: one that was known before the sign-in is worth nothing after it. */
export async function openSession(
  { agent, shop, device }: { readonly agent: Agent; readonly shop: Shop; readonly device: string },
  ports: SessionPorts,
): Promise<Session> {
  const now = ports.clock.now();
  const token = `${shop.shopKey}.${now.toString(36)}.${randomBytes(32).toString("base64url")}`;
  const sessionHash = hashToken(token);
  await ports.agents.openSession(shop.shopId, {
    agentId: agent.agentId,
    sessionHash,
    device,
    startedAt: now,
    expiresAt: (now + IDLE_MS) as Instant,
  });
  const stored = await ports.agents.findSession(shop.shopId, sessionHash);
  return describeSession({ agent, shop, token, lacksFactor: stored?.lacksFactor ?? false });
}

/** Null for no token, a forged one, an ended session, or one that is older than seven days. */
export async function findSession(token: string | null, ports: SessionPorts): Promise<Session | null> {
  const parts = token === null ? null : readToken(token);
  if (token === null || parts === null) return null;
  const now = ports.clock.now();
  const endAt = parts.startedAt + MAX_SESSION_MS;
  if (now >= endAt) return null;
  const shop = (await ports.shops.list()).find(({ shopKey }) => shopKey === parts.shopKey);
  if (shop === undefined) return null;
  const stored = await ports.agents.findSession(shop.shopId, hashToken(token));
  if (stored === null || stored.expiresAt <= now) return null;
  const extendedAt = Math.min(now + IDLE_MS, endAt);
  if (extendedAt - stored.expiresAt >= EXTEND_AFTER_MS || now - stored.seenAt >= SEEN_AFTER_MS) {
    const life = { seenAt: now, expiresAt: extendedAt as Instant };
    await ports.agents.extendSession(shop.shopId, stored.sessionHash, life);
  }
  const real = { agent: stored.agent, shop };
  const practice = stored.practiceShopId ? await findPractice(stored.practiceShopId, real, ports) : null;
  return describeSession({ ...real, ...practice, token, lacksFactor: stored.lacksFactor });
}

/** The same person in the other shop, with what an agent may do there. */
async function findPractice(
  practiceShopId: ShopId,
  home: Pick<Session, "agent" | "shop">,
  ports: SessionPorts,
): Promise<Pick<Session, "agent" | "shop" | "home"> | null> {
  const shop = await ports.shops.get(practiceShopId);
  const agent = shop && (await ports.agents.get(practiceShopId, home.agent.agentId));
  return agent ? { agent, shop, home } : null;
}

export async function closeSession(session: Session, ports: SessionPorts): Promise<void> {
  await ports.agents.closeSession((session.home ?? session).shop.shopId, hashToken(session.token));
}

function describeSession(known: Pick<Session, "agent" | "shop" | "home" | "token" | "lacksFactor">): Session {
  const csrfToken = createHmac("sha256", known.token).update("dragoman-csrf").digest("base64url");
  return { ...known, csrfToken, sessionHash: hashToken(known.token) };
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function readToken(token: string): { readonly shopKey: string; readonly startedAt: number } | null {
  const match = /^([\w-]{1,64})\.([0-9a-z]{6,10})\.[\w-]{43}$/.exec(token);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { shopKey: match[1], startedAt: Number.parseInt(match[2], 36) };
}
