/** Every address of the console's API, in one list. */
import type { ChannelName } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { ConsoleRoute } from "./console-route.ts";
import { createFirstRunRoute } from "./first-run-route.ts";
import type { ImportDesk } from "../flows/import/edit-sources.ts";
import { createImportRoutes } from "./import-routes.ts";
import { createKnowledgeRoutes } from "./knowledge-routes.ts";
import { createLiveRoute } from "./live-route.ts";
import { createProposalRoutes } from "./proposal-routes.ts";
import { createQuestionRoutes } from "./question-routes.ts";
import { createSessionRoutes } from "./session-routes.ts";
import { createTicketRoutes } from "./ticket-routes.ts";

export interface ConsoleOptions {
  readonly ports: Ports;
  /** The channels that are switched on. */
  readonly channels: readonly ChannelName[];
  /** Absent: nothing can be imported here. */
  readonly imports?: ImportDesk | undefined;
}

export function createConsoleRoutes({ ports, channels, imports }: ConsoleOptions): readonly ConsoleRoute[] {
  return [
    ...createSessionRoutes(ports),
    ...createTicketRoutes(ports),
    ...createProposalRoutes(ports),
    ...createKnowledgeRoutes(ports),
    ...createQuestionRoutes(ports),
    ...(imports ? createImportRoutes(imports) : []),
    createLiveRoute(ports),
    createFirstRunRoute(ports, channels),
  ];
}
