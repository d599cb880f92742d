/** Notes of a case, and the people one can name in them or hand a case to. */
import { z } from "zod";
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { readNotes, writeNote } from "../../flows/case/write-note.ts";
import { cleanText, MAX_TEXT_CODE_POINTS } from "../../shared/clean-text.ts";
import type { ColleagueListView, NoteListView } from "../console-api.ts";
import { agentRoute, type ConsoleRoute } from "../console-route.ts";
import { TICKET } from "./ticket-routes.ts";

const MAX_MENTIONS = 50;

const NOTE = z.strictObject({
  noteId: z.guid().transform((id) => id.toLowerCase()),
  text: z
    .string()
    .max(MAX_TEXT_CODE_POINTS)
    .transform((text) => cleanText(text).trim())
    .refine((text) => text !== ""),
  mentions: z.array(z.guid().transform((id) => id.toLowerCase() as AgentId)).max(MAX_MENTIONS),
});

export function createNoteRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId/notes", permission: "tickets:read" },
      { params: TICKET },
      async ({ params }, { agent }) => {
        const notes = await readNotes(agent, params.ticketId, ports);
        const names = notes.length === 0 ? [] : await ports.agents.list(agent.shopId);
        const nameOf = new Map(names.map(({ agentId, name }) => [agentId, name]));
        const body: NoteListView = {
          notes: notes.map(({ noteId, agentId, text, mentions, at }) => {
            return { noteId, agentId, agentName: nameOf.get(agentId) ?? null, text, mentions, at };
          }),
        };
        return { kind: "json", body };
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/notes", permission: "tickets:work" },
      { params: TICKET, body: NOTE },
      async ({ params, body }, { agent }) => {
        await writeNote(agent, params.ticketId, body, ports);
        return { kind: "json", body: { kind: "done" } };
      },
    ),
    agentRoute({ method: "GET", path: "/agents", permission: "colleagues:read" }, {}, async (_input, { agent }) => {
      const body: ColleagueListView = {
        agents: (await ports.agents.list(agent.shopId))
          .filter(({ isDisabled }) => isDisabled !== true)
          .map(({ agentId, name, role, availability }) => ({ agentId, name, role, availability })),
      };
      return { kind: "json", body };
    }),
  ];
}
