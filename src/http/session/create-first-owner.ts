/** A new shop has nobody who could sign in: this makes one, with a password that is shown once and stored hashed. */
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Shop } from "../../contracts/stores.ts";
import { generatePassword, hashPassword } from "./passwords.ts";

export interface FirstOwner {
  readonly email: string;
  readonly password: string;
}

/** Null when the shop has agents already, or another process was faster. */
export async function createFirstOwner(shop: Shop, ports: Pick<Ports, "agents" | "ids">): Promise<FirstOwner | null> {
  if ((await ports.agents.count(shop.shopId)) > 0) return null;
  const email = `admin@${shop.shopKey}.local`;
  const password = generatePassword();
  // The shop's name, because buyers read the name of who writes to them, and nobody has told us a person's yet.
  const agent = {
    shopId: shop.shopId,
    agentId: ports.ids.next<AgentId>(),
    email,
    name: shop.name,
    role: "owner",
  } as const;
  return (await ports.agents.insert(agent, await hashPassword(password))) ? { email, password } : null;
}
