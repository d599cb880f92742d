/** Everybody who is let in: invited, given a role, shut out, helped back in. Another shop's person does not exist. */
import { z } from "zod";
import type { AccessLinkId, PeopleView } from "../../contracts/access.ts";
import type { AgentId } from "../../contracts/ids.ts";
import { AGENT_ROLES } from "../../contracts/permission.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { invitePerson, inviteReset, listLinks, revokeLink } from "../../flows/access/links.ts";
import {
  changeRole,
  disablePerson,
  enablePerson,
  endSessionsOf,
  listPeople,
  resetFactor,
  saveAccessSettings,
} from "../../flows/access/manage-person.ts";
import { idOf, NO_BODY } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleReply, type ConsoleRoute, DONE, json } from "../console-route.ts";

const ROLE = z.enum(AGENT_ROLES);
const INVITATION = z.strictObject({ email: z.email().max(254), role: ROLE });
const PERSON = z.strictObject({ agentId: idOf<AgentId>() });
const LINK = z.strictObject({ linkId: idOf<AccessLinkId>() });
const SETTINGS = z.strictObject({ isFactorRequired: z.boolean() });

export function createPeopleRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/people", permission: "people:manage" }, {}, async (_input, { agent }) =>
      json(await viewPeople(agent, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/invitations", permission: "people:manage" },
      { body: INVITATION },
      async ({ body }, { agent }) => json(await invitePerson(agent, body, ports)),
    ),
    agentRoute(
      { method: "DELETE", path: "/people/links/:linkId", permission: "people:manage" },
      { params: LINK },
      async ({ params }, { agent }) => done(await revokeLink(agent, params.linkId, ports)),
    ),
    agentRoute(
      { method: "PUT", path: "/people/settings", permission: "people:secure" },
      { body: SETTINGS },
      async ({ body }, { agent }) => done(await saveAccessSettings(agent, body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/:agentId/role", permission: "people:manage" },
      { params: PERSON, body: z.strictObject({ role: ROLE }) },
      async ({ params, body }, { agent }) => done(await changeRole(agent, params.agentId, body.role, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/:agentId/disable", permission: "people:manage" },
      { params: PERSON, body: NO_BODY },
      async ({ params }, { agent }) => done(await disablePerson(agent, params.agentId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/:agentId/enable", permission: "people:manage" },
      { params: PERSON, body: NO_BODY },
      async ({ params }, { agent }) => done(await enablePerson(agent, params.agentId, ports)),
    ),
    ...createSecureRoutes(ports),
  ];
}

function createSecureRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "POST", path: "/people/:agentId/password-link", permission: "people:secure" },
      { params: PERSON, body: NO_BODY },
      async ({ params }, { agent }) => json(await inviteReset(agent, params.agentId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/:agentId/end-sessions", permission: "people:secure" },
      { params: PERSON, body: NO_BODY },
      async ({ params }, { agent }) => done(await endSessionsOf(agent, params.agentId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/people/:agentId/reset-factor", permission: "people:secure" },
      { params: PERSON, body: NO_BODY },
      async ({ params }, { agent }) => done(await resetFactor(agent, params.agentId, ports)),
    ),
  ];
}

async function viewPeople(agent: Agent, ports: Ports): Promise<PeopleView> {
  const [people, links, settings] = await Promise.all([
    listPeople(agent, ports),
    listLinks(agent, ports),
    ports.access.settings(agent.shopId),
  ]);
  return { people: people.map(({ shopId: _own, ...person }) => person), links, settings };
}

function done(_nothing: void): ConsoleReply {
  return DONE;
}
