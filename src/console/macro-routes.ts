/** Macros: the list, one filled in for a ticket, what happens once it was sent, and writing them. */
import { z } from "zod";
import type { TicketId } from "../contracts/ids.ts";
import { LANGUAGES } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../contracts/ticket.ts";
import {
  applyMacro,
  fillForTicket,
  listMacros,
  listShelf,
  removeMacro,
  restoreMacro,
  saveMacro,
} from "../flows/desk/macros.ts";
import { idOf, NO_BODY } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "./console-route.ts";

const MAX_TEXT = 4_000;
const KEY = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/);
const MACRO = z.strictObject({ macroKey: KEY });
const OF_TICKET = z.strictObject({ ticketId: idOf<TicketId>(), macroKey: KEY });
/** Hidden ones are for who writes macros; a menu offers none of them. */
const LIST = z.strictObject({ hidden: z.literal("yes").optional() });

const byLanguage = (max: number) => z.partialRecord(z.enum(LANGUAGES), z.string().max(max));
const WRITTEN = z.strictObject({
  names: byLanguage(80),
  texts: byLanguage(MAX_TEXT),
  actions: z
    .strictObject({
      tags: z.array(z.string().trim().min(1).max(40)).max(10).optional(),
      category: z.enum(TICKET_CATEGORIES).optional(),
      priority: z.enum(TICKET_PRIORITIES).optional(),
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the API, on a plain object
      then: z.enum(["await", "resolve"]).optional(),
    })
    .default({}),
});

export function createMacroRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/macros", permission: "macros:read" },
      { query: LIST },
      async ({ query }, { agent }) =>
        json({ macros: await (query.hidden === "yes" ? listShelf : listMacros)(agent, ports) }),
    ),
    agentRoute(
      { method: "POST", path: "/macros/:macroKey", permission: "macros:write" },
      { params: MACRO, body: WRITTEN },
      async (input, session) => {
        await saveMacro(session.agent, { ...input.params, ...input.body }, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "DELETE", path: "/macros/:macroKey", permission: "macros:write" },
      { params: MACRO },
      async ({ params }, { agent }) => {
        await removeMacro(agent, params.macroKey, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/macros/:macroKey/restore", permission: "macros:write" },
      { params: MACRO, body: NO_BODY },
      async ({ params }, { agent }) => {
        await restoreMacro(agent, params.macroKey, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId/macros/:macroKey", permission: "macros:read" },
      { params: OF_TICKET },
      async ({ params }, { agent }) => json(await fillForTicket(agent, params, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/macros/:macroKey/used", permission: "macros:write" },
      { params: OF_TICKET, body: NO_BODY },
      async ({ params }, { agent }) => {
        await applyMacro(agent, params, ports);
        return DONE;
      },
    ),
  ];
}
