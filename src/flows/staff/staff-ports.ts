/** What the stories of staff desks reach. */
import type { Ports } from "../../contracts/ports.ts";
import type { AgentPorts } from "../agent-action.ts";

export type StaffPorts = AgentPorts &
  Pick<Ports, "staff" | "agents" | "shops" | "macros" | "copilot" | "tools" | "commerce" | "log">;
