/** Notes of a case, and the people one can name in them or hand a case to. */
import { z } from "zod";
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { readNotes, writeNote } from "../../flows/case/write-note.ts";
import type { ColleagueListView, NoteListView } from "../console-api.ts";
import { idOf, TEXT, TICKET } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";

const MAX_MENTIONS = 50;

const NOTE = z.strictObject({
  noteId: idOf<string>(),
  text: TEXT,
  mentions: z.array(idOf<AgentId>()).max(MAX_MENTIONS),
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
        return json(body);
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/notes", permission: "tickets:work" },
      { params: TICKET, body: NOTE },
      async ({ params, body }, { agent }) => {
        await writeNote(agent, params.ticketId, body, ports);
        return DONE;
      },
    ),
    agentRoute({ method: "GET", path: "/agents", permission: "colleagues:read" }, {}, async (_input, { agent }) => {
      const body: ColleagueListView = {
        agents: (await ports.agents.list(agent.shopId))
          .filter(({ isDisabled }) => isDisabled !== true)
          .map(({ agentId, name, role, availability }) => ({ agentId, name, role, availability })),
      };
      return json(body);
    }),
  ];
}
