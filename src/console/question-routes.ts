/** Questions without an answer in the console: the list, an article begun from one of them, done or put aside. */
import { z } from "zod";
import { GROUP_STATES, type QuestionGroupId } from "../contracts/knowledge-feedback.ts";
import type { Ports } from "../contracts/ports.ts";
import { listGroups, moveGroup, startArticle } from "../flows/group-unanswered.ts";
import { idOf } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "./console-route.ts";
import type { GroupListView, StartedView } from "./knowledge-api.ts";
import { ARTICLE_KEY, readRights } from "./knowledge-routes.ts";
import { viewGroup } from "./view-knowledge.ts";

const STATE = z.strictObject({ state: z.enum(GROUP_STATES) });
const GROUP = z.strictObject({ groupId: idOf<QuestionGroupId>() });
const START = z.strictObject({ articleKey: ARTICLE_KEY });

export function createQuestionRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/knowledge/questions", permission: "knowledge:read" },
      { query: STATE },
      async ({ query }, { agent }) => {
        const groups = await listGroups(agent, [query.state], ports);
        const { mayWrite, hasModel } = readRights(agent, ports);
        return json({ groups: groups.map(viewGroup), mayWrite, hasModel } satisfies GroupListView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/questions/:groupId/article", permission: "knowledge:write" },
      { params: GROUP, body: START },
      async ({ params, body }, { agent }) => {
        const languages = await startArticle(agent, params.groupId, body.articleKey, ports);
        return json({ articleKey: body.articleKey, languages } satisfies StartedView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/questions/:groupId/state", permission: "knowledge:write" },
      { params: GROUP, body: STATE },
      async ({ params, body }, { agent }) => {
        await moveGroup(agent, params.groupId, body.state, ports);
        return DONE;
      },
    ),
  ];
}
