/** What who is signed in may do, by the same table as the server, so that no button is shown that would be refused. */
import { type Permission, PERMISSIONS } from "../../../contracts/permission.ts";
import type { SignedIn } from "./use-session.ts";

export function mayDo({ role }: Pick<SignedIn["agent"], "role">, permission: Permission): boolean {
  const roles: readonly string[] = PERMISSIONS[permission];
  return roles.includes(role);
}
