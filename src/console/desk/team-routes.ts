/** Groups and channels in which the team works: what is linked, codes to link, and unlinking. */
import { z } from "zod";
import type { ChannelAccountId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { STAFF_LANGUAGES, type StaffDeskId } from "../../contracts/staff-desk.ts";
import type { TeamDesksView } from "../../contracts/team-desks.ts";
import { askForCode, readTeamDesks, unlinkAccount, unlinkDesk } from "../../flows/staff/edit-links.ts";
import { idOf } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";

const DESK = z.strictObject({ deskId: idOf<StaffDeskId>() });
const CODE = z.strictObject({ kind: z.enum(["desk", "account"]), language: z.enum(STAFF_LANGUAGES) });
const ACCOUNT = z.strictObject({
  accountId: idOf<ChannelAccountId>(),
  senderKey: z.string().regex(/^[\w:.-]{1,200}$/),
});

export function createTeamRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/team-desks", permission: "team-desks:read" }, {}, async (_, { agent }) => {
      const { desks, accounts, channels, language } = await readTeamDesks(agent, ports);
      const body: TeamDesksView = {
        language,
        channels,
        desks: desks.map(({ deskId, channel, placeName, fault, linkedAt, ...desk }) => ({
          deskId,
          channel,
          placeName,
          fault,
          linkedAt,
          language: desk.language,
        })),
        accounts: accounts.map(({ accountId, senderKey, senderName, agentName, agentId, linkedAt }) => ({
          accountId,
          senderKey,
          senderName,
          agentName,
          linkedAt,
          isOwn: agentId === agent.agentId,
        })),
      };
      return json(body);
    }),
    agentRoute(
      { method: "POST", path: "/team-desks/codes", permission: "team-desks:own" },
      { body: CODE },
      async ({ body }, { agent }) => json(await askForCode(agent, body, ports)),
    ),
    agentRoute(
      { method: "DELETE", path: "/team-desks/desks/:deskId", permission: "team-desks:manage" },
      { params: DESK },
      async ({ params }, { agent }) => {
        await unlinkDesk(agent, params.deskId, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "DELETE", path: "/team-desks/accounts/:accountId/:senderKey", permission: "team-desks:own" },
      { params: ACCOUNT },
      async ({ params }, { agent }) => {
        await unlinkAccount(agent, params, ports);
        return DONE;
      },
    ),
  ];
}
