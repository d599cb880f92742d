/** The one place where a role is compared with a permission. Who is let in no more may do nothing, by whatever door. */
import type { Agent } from "../contracts/agent.ts";
import { AppError } from "../contracts/errors.ts";
import { AGENT_ROLES, type Permission, PERMISSIONS } from "../contracts/permission.ts";

type Actor = Pick<Agent, "role" | "isDisabled">;

/** What is missing, in a sentence; what is not named here has a general one. */
const HINTS: Readonly<Partial<Record<Permission, string>>> = {
  "tickets:work": "Your role may read tickets, not work on them.",
  "desk:own": "Your role may read tickets, not work on them.",
  "desk:settings": "Only an owner or a merchant may change what the shop promises.",
  "macros:write": "Your role may read macros, not change them.",
  "manners:write": "Only an owner or a merchant may change how the shop speaks.",
  "satisfaction:read": "Only an owner or a merchant reads what buyers think of everybody's cases.",
  "reviews:decide": "Only an owner or a merchant reviews cases; your own reviews are under “Your reviews”.",
  "proposals:decide": "Your role may read proposals, not decide them.",
  "knowledge:write": "Your role may read articles, not change them.",
  "knowledge:publish": "Only an owner or a merchant decides what buyers read; send it to review.",
};

export function may({ role, isDisabled }: Actor, permission: Permission): boolean {
  const roles: readonly string[] = PERMISSIONS[permission];
  return isDisabled !== true && roles.includes(role);
}

/** Throws NOT_ALLOWED. */
export function assertMay(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return;
  if (actor.isDisabled) throw new AppError("NOT_ALLOWED", "This person is not let in any more; ask an owner.");
  const hint = HINTS[permission] ?? "Your role does not allow this; ask an owner or a merchant of the shop.";
  throw new AppError("NOT_ALLOWED", hint);
}

/** Whether the first role stands above the second, or beside it. */
export function reaches(role: Agent["role"], other: Agent["role"]): boolean {
  return AGENT_ROLES.indexOf(role) >= AGENT_ROLES.indexOf(other);
}
