/** What the stories of staff desks reach. */
import type { Ports } from "../../contracts/ports.ts";
import type { AgentPorts } from "../agent-action.ts";
import type { PreviewPorts } from "../translation/preview-reply.ts";

export type StaffPorts = AgentPorts &
  PreviewPorts &
  Pick<Ports, "staff" | "agents" | "shops" | "macros" | "copilot" | "tools" | "commerce" | "log">;
