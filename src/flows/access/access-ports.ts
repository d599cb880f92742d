/** What the stories of access reach, and what they tell a caller who did everything right and still may not go on. */
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { PasswordFault } from "../../shared/words/judge-password.ts";

export type AccessPorts = Pick<Ports, "access" | "agents" | "shops" | "vault" | "ids" | "clock" | "log" | "live">;

/** Pages that are open look whether their session still stands. */
export function announceAccess(shopId: ShopId, { live }: Pick<Ports, "live">): void {
  live.publish(`access:${shopId}`, {});
}

export type Refusal = PasswordFault | "wrong-password" | "wrong-code" | "email-taken" | "link-void";

export type Refused = { readonly kind: "refused"; readonly reason: Refusal };

export function refuse(reason: Refusal): Refused {
  return { kind: "refused", reason };
}
