/** What a program does with a ticket on behalf of its agent: through the same stories as the console, by the same rules. */
import { z } from "zod";
import type { ApiCaller } from "../../contracts/api-key.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, Instant, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import {
  type AgentActionResult,
  awaitBuyer,
  releaseTicket,
  resolveTicket,
  snoozeTicket,
  takeTicket,
  transferTicket,
} from "../../flows/agent-action.ts";
import { type AgentEdit, editTicket } from "../../flows/case/edit-ticket.ts";
import { replyThen } from "../../flows/case/reply-then.ts";
import { writeNote } from "../../flows/case/write-note.ts";
import { EDIT, idOf, isWithinYear, NO_BODY, TEXT, TICKET } from "../input/request-fields.ts";
import { type ApiPlace, type ApiRoute, apiRoute } from "./api-route.ts";
import { DONE, TICKET_VIEW, viewTicket } from "./api-views.ts";
import { findTicket } from "./ticket-reads.ts";

const AGENT_ID = idOf<AgentId>();

const REPLY = z.strictObject({ text: TEXT, next: z.enum(["resolve", "await"]).optional() });
const NOTE = z.strictObject({ text: TEXT, mentions: z.array(AGENT_ID).max(50).default([]) });
const RELEASE = z.strictObject({ to: z.enum(["queue", "assistant"]) });
const SNOOZE = z.strictObject({ until: z.iso.datetime({ offset: true }) });
const TRANSFER = z.strictObject({ agentId: AGENT_ID });

const OVERTAKEN = "A colleague holds this conversation, or was faster; read the ticket again before you go on.";

type Place = Pick<ApiPlace<unknown>, "path" | "operationId" | "summary" | "scope" | "isIdempotent">;

type Act<Body> = (
  caller: ApiCaller,
  ticketId: TicketId,
  input: { readonly body: Body; readonly key: string },
) => Promise<AgentActionResult>;

/** Answers with the ticket as it is then; 409 when somebody else was faster. */
function action<Body = undefined>(
  ports: Ports,
  place: Place & { readonly body?: z.ZodType<Body>; readonly method?: "POST" | "PATCH" },
  act: Act<Body>,
): ApiRoute {
  const { body, method = "POST", ...rest } = place;
  return apiRoute(
    { ...rest, method, permission: "tickets:work", reply: TICKET_VIEW },
    { params: TICKET, body: body ?? (NO_BODY as unknown as z.ZodType<Body>) },
    async ({ params, body: sent, idempotencyKey, caller }) => {
      const key = `api:${caller.keyId}:${idempotencyKey}`;
      const result = await act(caller, params.ticketId, { body: sent, key });
      if (result.kind === "overtaken") throw new AppError("TRANSITION_FORBIDDEN", OVERTAKEN);
      return viewTicket(await findTicket(caller.agent.shopId, params.ticketId, ports));
    },
  );
}

const scope = "tickets:write" as const;
const at = (rest = "") => `/tickets/:ticketId${rest}`;

export function createTicketActions(ports: Ports): readonly ApiRoute[] {
  return [...createHolderActions(ports), ...createCaseActions(ports), createNoteAction(ports)];
}

/** Those that say who speaks next. */
function createHolderActions(ports: Ports): readonly ApiRoute[] {
  return [
    action(
      ports,
      {
        path: at("/replies"),
        operationId: "replyToBuyer",
        summary: "Sends words to the buyer; the key's agent holds the conversation from then on",
        scope: "messages:send",
        isIdempotent: true,
        body: REPLY,
      },
      ({ agent }, ticketId, { body: { text, next }, key }) =>
        replyThen(agent, ticketId, { text, draftKey: key, next }, ports),
    ),
    action(
      ports,
      { path: at("/take"), operationId: "takeTicket", summary: "The key's agent takes the ticket", scope },
      ({ agent }, ticketId) => takeTicket(agent, ticketId, ports),
    ),
    action(
      ports,
      { path: at("/release"), operationId: "releaseTicket", summary: "Gives the ticket back", scope, body: RELEASE },
      ({ agent }, ticketId, { body }) => releaseTicket(agent, ticketId, body.to, ports),
    ),
    action(
      ports,
      { path: at("/resolve"), operationId: "resolveTicket", summary: "The case is over", scope },
      ({ agent }, ticketId) => resolveTicket(agent, ticketId, ports),
    ),
  ];
}

function createCaseActions(ports: Ports): readonly ApiRoute[] {
  return [
    action(
      ports,
      { path: at("/await"), operationId: "awaitBuyer", summary: "The ticket waits for its buyer", scope },
      ({ agent }, ticketId) => awaitBuyer(agent, ticketId, ports),
    ),
    action(
      ports,
      { path: at("/snooze"), operationId: "snoozeTicket", summary: "Sleeps until then", scope, body: SNOOZE },
      ({ agent }, ticketId, { body }) => snoozeTicket(agent, ticketId, { until: readUntil(body.until, ports) }, ports),
    ),
    action(
      ports,
      { path: at("/transfer"), operationId: "transferTicket", summary: "To a colleague", scope, body: TRANSFER },
      ({ agent }, ticketId, { body }) => transferTicket(agent, ticketId, body.agentId, ports),
    ),
    action(
      ports,
      {
        method: "PATCH",
        path: at(),
        operationId: "editTicket",
        summary: "Changes priority, category or tags; tags replace those it has",
        scope,
        body: EDIT,
      },
      async ({ agent }, ticketId, { body }) => {
        await editTicket(agent, ticketId, body as AgentEdit, ports);
        return { kind: "done" };
      },
    ),
  ];
}

function createNoteAction(ports: Ports): ApiRoute {
  return apiRoute(
    {
      method: "POST",
      path: "/tickets/:ticketId/notes",
      operationId: "writeNote",
      summary: "Tells colleagues something; a buyer never sees it",
      scope: "tickets:write",
      permission: "tickets:work",
      isIdempotent: true,
      status: 201,
      reply: DONE,
    },
    { params: TICKET, body: NOTE },
    async ({ params, body, idempotencyKey, caller }) => {
      const noteId = ports.ids.derive<string>(`api-note:${caller.keyId}:${params.ticketId}:${idempotencyKey}`);
      await writeNote(caller.agent, params.ticketId, { noteId, ...body }, ports);
      return { done: true as const };
    },
  );
}

function readUntil(text: string, { clock }: Pick<Ports, "clock">): Instant {
  const until = Date.parse(text);
  if (isWithinYear(until, clock)) return until as Instant;
  throw new AppError("REQUEST_INVALID", "Choose a moment within a year.");
}
