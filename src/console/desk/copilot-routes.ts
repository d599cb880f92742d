/** What helps the agent of a ticket: its story, a reply to look at, better words. None of it is sent by itself. */
import { z } from "zod";
import { type CopilotView, REWRITE_MANNERS, type Rewritten } from "../../contracts/copilot.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { readCopilot } from "../../flows/copilot/read-copilot.ts";
import { rewriteReply } from "../../flows/copilot/rewrite-reply.ts";
import { suggestReply } from "../../flows/copilot/suggest-reply.ts";
import { writeSummary } from "../../flows/copilot/sum-up-case.ts";
import { cleanText, MAX_TEXT_CODE_POINTS } from "../../shared/clean-text.ts";
import { NO_BODY, TICKET } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";

const SEEN_IN = z.strictObject({ language: z.enum(LANGUAGES).optional() });
const SUMMARY = z.strictObject({ language: z.enum(LANGUAGES), anew: z.boolean().default(false) });
const REWRITE = z.strictObject({
  text: z
    .string()
    .max(MAX_TEXT_CODE_POINTS)
    .refine((text) => cleanText(text).trim() !== ""),
  manner: z.enum(REWRITE_MANNERS),
});

export function createCopilotRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId/copilot", permission: "tickets:read" },
      { params: TICKET, query: SEEN_IN },
      async ({ params, query }, { agent }) => {
        const wish = { ...params, language: query.language ?? null };
        return json((await readCopilot(agent, wish, ports)) satisfies CopilotView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/copilot/summary", permission: "tickets:work" },
      { params: TICKET, body: SUMMARY },
      async ({ params, body, signal }, { agent }) => {
        const wish = { ...params, language: body.language, isAnew: body.anew };
        return json(await writeSummary(agent, wish, ports, signal));
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/copilot/reply", permission: "tickets:work" },
      { params: TICKET, body: NO_BODY },
      async ({ params, signal }, { agent }) => json(await suggestReply(agent, params.ticketId, ports, signal)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/copilot/rewrite", permission: "tickets:work" },
      { params: TICKET, body: REWRITE },
      async ({ params, body, signal }, { agent }) =>
        json((await rewriteReply(agent, { ...params, ...body }, ports, signal)) satisfies Rewritten),
    ),
  ];
}
