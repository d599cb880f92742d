/** One's own account: password, name, second factor, sessions. What proves who one is, is asked for again each time. */
import { z } from "zod";
import type { AccountView, SessionId } from "../../contracts/access.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import { type AccessPorts, announceAccess } from "../../flows/access/access-ports.ts";
import { changePassword, renameAgent } from "../../flows/access/own-account.ts";
import { beginFactor, confirmFactor, removeFactor, renewCodes } from "../../flows/access/second-factor.ts";
import { openSession, type Session } from "../../http/session/sessions.ts";
import { createSignInThrottle } from "../../http/session/throttle-sign-in.ts";
import { idOf, NO_BODY } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";

const PERMISSION = "account:own";
const SECRET = z.string().min(1).max(256);
const CODE = z.string().trim().min(1).max(40);
const PASSWORDS = z.strictObject({ current: SECRET, next: SECRET });
const NAME = z.strictObject({ name: z.string().trim().min(1).max(80) });
const BOTH = z.strictObject({ password: SECRET, code: CODE });
const SESSION = z.strictObject({ sessionId: idOf<SessionId>() });

export function createAccountRoutes(ports: Ports): readonly ConsoleRoute[] {
  const throttle = createSignInThrottle(ports.clock);
  /** Whoever found a browser open may guess no more often than who stands before the door. */
  const count = ({ agent }: Session, address: string) => void throttle.count(agent.agentId, address);
  return [
    agentRoute({ method: "GET", path: "/account", permission: PERMISSION }, {}, async (_input, session) =>
      json(await viewAccount(session, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/account/password", permission: PERMISSION },
      { body: PASSWORDS },
      async ({ body, remoteAddress, device }, session) => {
        count(session, remoteAddress);
        const { agent, shop } = session;
        const result = await changePassword(agent, { ...body, shopName: shop.name }, ports);
        if (result.kind === "refused") return json(result);
        throttle.forgive(agent.agentId, remoteAddress);
        // Every session has ended; this one goes on under a new token.
        return { ...json(result), session: await openSession({ agent, shop, device }, ports) };
      },
    ),
    agentRoute(
      { method: "POST", path: "/account/name", permission: PERMISSION },
      { body: NAME },
      async ({ body }, { agent }) => {
        await renameAgent(agent, body.name, ports);
        return DONE;
      },
    ),
    ...createFactorRoutes(ports, count),
    ...createOwnSessionRoutes(ports),
  ];
}

function createFactorRoutes(
  ports: AccessPorts,
  count: (session: Session, address: string) => void,
): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "POST", path: "/account/factor", permission: PERMISSION },
      { body: z.strictObject({ password: SECRET }) },
      async ({ body, remoteAddress }, session) => {
        count(session, remoteAddress);
        return json(await beginFactor(session.agent, { ...body, shopName: session.shop.name }, ports));
      },
    ),
    agentRoute(
      { method: "POST", path: "/account/factor/confirm", permission: PERMISSION },
      { body: z.strictObject({ code: CODE }) },
      async ({ body, remoteAddress }, session) => {
        count(session, remoteAddress);
        return json(await confirmFactor(session.agent, body.code, ports));
      },
    ),
    agentRoute(
      { method: "POST", path: "/account/factor/codes", permission: PERMISSION },
      { body: BOTH },
      async ({ body, remoteAddress }, session) => {
        count(session, remoteAddress);
        return json(await renewCodes(session.agent, body, ports));
      },
    ),
    agentRoute(
      { method: "POST", path: "/account/factor/remove", permission: PERMISSION },
      { body: BOTH },
      async ({ body, remoteAddress }, session) => {
        count(session, remoteAddress);
        return json(await removeFactor(session.agent, body, ports));
      },
    ),
  ];
}

function createOwnSessionRoutes(ports: Pick<Ports, "access" | "live">): readonly ConsoleRoute[] {
  const { access } = ports;
  return [
    agentRoute(
      { method: "POST", path: "/account/sessions/:sessionId/end", permission: PERMISSION },
      { params: SESSION, body: NO_BODY },
      async ({ params }, { agent }) => {
        if (!(await access.endSession(agent.shopId, agent.agentId, params.sessionId)))
          throw new AppError("NOT_FOUND", "This session has ended already.");
        announceAccess(agent.shopId, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/account/sessions/end-others", permission: PERMISSION },
      { body: NO_BODY },
      async (_input, { agent, sessionHash }) => {
        const { agentId } = agent;
        await access.endSessions(agent.shopId, { agentId, exceptHash: sessionHash }, agentId);
        announceAccess(agent.shopId, ports);
        return DONE;
      },
    ),
  ];
}

async function viewAccount({ agent, sessionHash: own }: Session, { access, clock }: Ports): Promise<AccountView> {
  const { shopId, agentId } = agent;
  const [factor, sessions, { isFactorRequired }] = await Promise.all([
    access.factor(shopId, agentId),
    access.sessions(shopId, agentId),
    access.settings(shopId),
  ]);
  const hasFactor = factor?.isConfirmed ?? false;
  return {
    hasFactor,
    codesLeft: hasFactor ? (factor?.codesLeft ?? 0) : 0,
    isFactorRequired,
    sessions: sessions
      .filter(({ expiresAt }) => expiresAt > clock.now())
      .map(({ sessionHash, ...session }) => ({ ...session, isCurrent: sessionHash === own })),
  };
}
