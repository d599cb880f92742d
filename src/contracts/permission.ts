/** Who may do what: one table, asked by every route of the console and the API, and by the stories behind them. */
import type { AgentRole } from "./agent.ts";

/** From the least to the most. Nobody gives, or takes from, a role above their own. */
export const AGENT_ROLES = ["viewer", "agent", "merchant", "owner"] as const satisfies readonly AgentRole[];

const EVERYBODY: readonly AgentRole[] = AGENT_ROLES;
const DESK: readonly AgentRole[] = ["agent", "merchant", "owner"];
const HEADS: readonly AgentRole[] = ["merchant", "owner"];
const OWNERS: readonly AgentRole[] = ["owner"];

export const PERMISSIONS = {
  /** To leave. */
  "session:own": EVERYBODY,
  /** One's own password, second factor, sessions, name. */
  "account:own": EVERYBODY,
  "tickets:read": EVERYBODY,
  "tickets:work": DESK,
  /** To end, or put out of sight, what a colleague holds. */
  "tickets:override": HEADS,
  /** Whether one is there, and what one takes. */
  "desk:own": DESK,
  "desk:read": EVERYBODY,
  /** What the shop promises. */
  "desk:settings": HEADS,
  "contacts:read": EVERYBODY,
  "contacts:write": DESK,
  "colleagues:read": EVERYBODY,
  "macros:read": EVERYBODY,
  "macros:write": DESK,
  /** How the shop speaks in each market. */
  "manners:read": EVERYBODY,
  "manners:write": HEADS,
  /** What buyers think of cases, also by agent. */
  "satisfaction:read": HEADS,
  /** What was said of one's own cases, and an answer to it. */
  "reviews:own": DESK,
  /** The score card, the samples, and everybody's results. */
  "reviews:decide": HEADS,
  "incidents:read": EVERYBODY,
  "incidents:decide": HEADS,
  "proposals:read": EVERYBODY,
  "proposals:decide": DESK,
  "knowledge:read": EVERYBODY,
  "knowledge:write": DESK,
  /** What buyers read. */
  "knowledge:publish": HEADS,
  /** Invitations, roles, who is let in. */
  "people:manage": HEADS,
  /** Somebody else's password, second factor and sessions, and what the shop asks of everybody. */
  "people:secure": OWNERS,
  /** Groups and channels in which the team works, and who is who there. */
  "team-desks:read": EVERYBODY,
  "team-desks:own": DESK,
  "team-desks:manage": HEADS,
  /** One's own practice with simulated buyers. */
  "training:own": DESK,
  /** What the practice of others came to. */
  "training:results": HEADS,
  /** Keys of the API and webhooks. */
  "integrations:manage": HEADS,
} as const satisfies Readonly<Record<string, readonly AgentRole[]>>;

export type Permission = keyof typeof PERMISSIONS;

/** What is practised with simulated buyers. All else belongs to the real shop, and waits until the practice is over. */
export const PRACTISED: ReadonlySet<Permission> = new Set([
  "session:own",
  "tickets:read",
  "tickets:work",
  "desk:own",
  "desk:read",
  "contacts:read",
  "contacts:write",
  "colleagues:read",
  "macros:read",
  "macros:write",
  "manners:read",
  "incidents:read",
  "proposals:read",
  "training:own",
]);
