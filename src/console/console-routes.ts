/** Every address of the console's API, in one list. */
import type { ChannelName } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { JudgeTarget } from "../contracts/webhook.ts";
import { createAccountRoutes } from "./access/account-routes.ts";
import { createLinkRoutes } from "./access/link-routes.ts";
import { createPeopleRoutes } from "./access/people-routes.ts";
import type { ConsoleRoute } from "./console-route.ts";
import { createBulkRoutes } from "./desk/bulk-routes.ts";
import { createCaseRoutes } from "./desk/case-routes.ts";
import { createCopilotRoutes } from "./desk/copilot-routes.ts";
import { createDeskRoutes } from "./desk/desk-routes.ts";
import { createLanguageRoutes } from "./desk/language-routes.ts";
import { createMannerRoutes } from "./desk/manner-routes.ts";
import { createNoteRoutes } from "./desk/note-routes.ts";
import { createFileRoutes } from "./files/file-routes.ts";
import { createMergeRoutes } from "./desk/merge-routes.ts";
import { createFirstRunRoute } from "./desk/first-run-route.ts";
import type { ImportDesk } from "../flows/import/edit-sources.ts";
import { createImportRoutes } from "./import-routes.ts";
import { createKnowledgeRoutes } from "./knowledge-routes.ts";
import { createLiveRoute } from "./live-route.ts";
import { createIntegrationRoutes } from "./integrations/integration-routes.ts";
import { createIncidentRoutes } from "./incident-routes.ts";
import { createMacroRoutes } from "./macro-routes.ts";
import { createProposalRoutes } from "./proposal-routes.ts";
import { createQuestionRoutes } from "./question-routes.ts";
import { createReviewRoutes } from "./review/review-routes.ts";
import { createSatisfactionRoutes } from "./review/satisfaction-routes.ts";
import { createSearchRoutes } from "./search/search-routes.ts";
import { createSessionRoutes } from "./access/session-routes.ts";
import { createTeamRoutes } from "./desk/team-routes.ts";
import { createTicketRoutes } from "./desk/ticket-routes.ts";
import { createTrainingRoutes } from "./training/training-routes.ts";
import { createViewRoutes } from "./desk/view-routes.ts";

export interface ConsoleOptions {
  readonly ports: Ports;
  /** The channels that are switched on. */
  readonly channels: readonly ChannelName[];
  /** Absent: nothing can be imported here. */
  readonly imports?: ImportDesk | undefined;
  /** Which addresses webhooks may go to; absent: none. */
  readonly judgeTarget?: JudgeTarget | undefined;
}

export function createConsoleRoutes({
  ports,
  channels,
  imports,
  judgeTarget,
}: ConsoleOptions): readonly ConsoleRoute[] {
  return [
    ...createSessionRoutes(ports),
    ...createLinkRoutes(ports),
    ...createAccountRoutes(ports),
    ...createPeopleRoutes(ports),
    ...createTicketRoutes(ports),
    ...createFileRoutes(ports),
    ...createViewRoutes(ports),
    ...createBulkRoutes(ports),
    ...createCaseRoutes(ports),
    ...createMergeRoutes(ports),
    ...createNoteRoutes(ports),
    ...createDeskRoutes(ports),
    ...createMacroRoutes(ports),
    ...createCopilotRoutes(ports),
    ...createLanguageRoutes(ports),
    ...createMannerRoutes(ports),
    ...createIncidentRoutes(ports),
    ...createSatisfactionRoutes(ports),
    ...createReviewRoutes(ports),
    ...createTeamRoutes(ports),
    ...createTrainingRoutes(ports),
    ...createProposalRoutes(ports),
    ...createIntegrationRoutes(ports, judgeTarget ?? (() => "private-address")),
    ...createKnowledgeRoutes(ports),
    ...createQuestionRoutes(ports),
    ...createSearchRoutes(ports),
    ...(imports ? createImportRoutes(imports) : []),
    createLiveRoute(ports),
    createFirstRunRoute(ports, channels),
  ];
}
