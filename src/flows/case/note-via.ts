/** For the audit log: through which API key an agent acted; nothing when they acted themselves. */
import type { Agent } from "../../contracts/agent.ts";

export function noteVia({ via }: Pick<Agent, "via">): { readonly apiKey?: string } {
  return via === undefined ? {} : { apiKey: via };
}
