/** Links that let somebody in: an invitation, or a new password. The token is in the link and nowhere else. */
import type { AccessLink, AccessLinkId } from "../../contracts/access.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, Instant } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent, AgentRole, Shop } from "../../contracts/stores.ts";
import { assertMay, reaches } from "../../shared/assert-may.ts";
import { judgePassword } from "../../shared/words/judge-password.ts";
import { type AccessPorts, announceAccess, type Refused, refuse } from "./access-ports.ts";
import { cleanName } from "./own-account.ts";

const DAY_MS = 86_400_000;
const INVITATION_MS = 7 * DAY_MS;
/** Somebody waits for it. */
const RESET_MS = DAY_MS;

export interface GivenLink {
  readonly kind: "given";
  /** `<shopKey>.<token>`: behind the # of the address, which no server and no log ever sees. */
  readonly ticket: string;
  readonly expiresAt: Instant;
}

export async function invitePerson(
  actor: Agent,
  { email, role }: { readonly email: string; readonly role: AgentRole },
  ports: AccessPorts,
): Promise<GivenLink | Refused> {
  assertMay(actor, "people:manage");
  if (!reaches(actor.role, role)) throw new AppError("NOT_ALLOWED", "Nobody gives a role above their own.");
  const isKnown = (await ports.access.people(actor.shopId)).some((each) => isSame(each.email, email));
  if (isKnown) return refuse("email-taken");
  return makeLink(actor, { kind: "invitation", email, role, agentId: null, lifeMs: INVITATION_MS }, ports);
}

/** For who has forgotten theirs: an owner hands it over by whatever way they trust. */
export async function inviteReset(actor: Agent, agentId: AgentId, ports: AccessPorts): Promise<GivenLink> {
  assertMay(actor, "people:secure");
  const person = (await ports.access.people(actor.shopId)).find((each) => each.agentId === agentId);
  if (!person || person.isDisabled) throw new AppError("NOT_FOUND", "There is no such person, or they are disabled.");
  const { email, role } = person;
  return makeLink(actor, { kind: "reset", email, role, agentId, lifeMs: RESET_MS }, ports);
}

/** Those that still work. */
export async function listLinks(actor: Agent, ports: AccessPorts): Promise<readonly AccessLink[]> {
  assertMay(actor, "people:manage");
  return (await ports.access.links(actor.shopId)).filter(({ expiresAt }) => expiresAt > ports.clock.now());
}

export async function revokeLink(actor: Agent, linkId: AccessLinkId, ports: AccessPorts): Promise<void> {
  const link = (await listLinks(actor, ports)).find((each) => each.linkId === linkId);
  if (link?.kind === "reset") assertMay(actor, "people:secure");
  if (!link || !(await ports.access.revokeLink(actor.shopId, linkId, actor.agentId)))
    throw new AppError("NOT_FOUND", "This link was used or taken back before.");
}

export interface FoundLink {
  readonly shop: Shop;
  readonly link: AccessLink;
}

/** Null for a link that never was, was used, was taken back, or is too old: whoever holds it need not know which. */
export async function findLink(ticket: string, ports: AccessPorts): Promise<FoundLink | null> {
  const [shopKey = "", token = ""] = ticket.split(".", 2);
  const shop = (await ports.shops.list()).find((each) => each.shopKey === shopKey);
  if (!shop) return null;
  const link = await ports.access.findLink(shop.shopId, ports.vault.hashToken(token));
  return link && link.expiresAt > ports.clock.now() ? { shop, link } : null;
}

export interface Acceptance {
  readonly ticket: string;
  readonly password: string;
  /** Left alone when a password is reset. */
  readonly name: string;
  readonly languages: readonly Language[];
}

export interface Accepted {
  readonly kind: "done";
  readonly agent: Agent;
  readonly shop: Shop;
  /** Invited, and here for the first time. */
  readonly isNew: boolean;
}

/** The person is there, or has a new password, and may sign in. */
export async function acceptLink(
  { ticket, password, name, languages }: Acceptance,
  ports: AccessPorts & Pick<Ports, "desk">,
): Promise<Accepted | Refused> {
  const found = await findLink(ticket, ports);
  if (found === null) return refuse("link-void");
  const { shop, link } = found;
  const { shopId } = shop;
  const before = link.agentId === null ? null : await ports.agents.get(shopId, link.agentId);
  const agent = before ?? inviteeOf(found, cleanName(name), ports);
  const fault = judgePassword(password, { ...agent, shopName: shop.name });
  if (fault !== null) return refuse(fault);
  const passwordHash = await ports.vault.hashPassword(password);
  if (before !== null) {
    const isDone = await ports.access.acceptReset(shopId, link.linkId, before.agentId, passwordHash);
    if (isDone) announceAccess(shopId, ports);
    return isDone ? { kind: "done", agent, shop, isNew: false } : refuse("link-void");
  }
  if (!(await ports.access.acceptInvitation(shopId, link.linkId, agent, passwordHash))) return refuse("link-void");
  const { agentId } = agent;
  await ports.desk.saveDesk(shopId, { agentId, availability: "away", languages, skills: [], capacity: null });
  return { kind: "done", agent, shop, isNew: true };
}

function inviteeOf({ shop, link }: FoundLink, name: string, { ids }: Pick<AccessPorts, "ids">): Agent {
  const { email, role } = link;
  return { shopId: shop.shopId, agentId: ids.next<AgentId>(), email, role, name };
}

async function makeLink(
  actor: Agent,
  wanted: Pick<AccessLink, "kind" | "email" | "role" | "agentId"> & { readonly lifeMs: number },
  ports: AccessPorts,
): Promise<GivenLink> {
  const { lifeMs, ...link } = wanted;
  const shop = await ports.shops.get(actor.shopId);
  if (!shop) throw new AppError("NOT_FOUND", "This shop does not exist.");
  const token = ports.vault.newToken();
  const expiresAt = (ports.clock.now() + lifeMs) as Instant;
  const made = { ...link, linkId: ports.ids.next<AccessLinkId>(), madeBy: actor.agentId, expiresAt };
  await ports.access.addLink(actor.shopId, made, ports.vault.hashToken(token));
  return { kind: "given", ticket: `${shop.shopKey}.${token}`, expiresAt };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
