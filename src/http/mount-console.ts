/** Gives the console's routes to Express: schema first, then session, then CSRF, and only then the route itself. */
import { type Request, type Response, Router } from "express";
import type { ConsoleReply, ConsoleRequest, ConsoleRoute } from "../console/console-route.ts";
import type { Ports } from "../contracts/ports.ts";
import { writeWrongMethod } from "./answer-error.ts";
import type { RunningRequests } from "./follow-requests.ts";
import { nameRoute } from "./log-request.ts";
import { readJson } from "./read-json.ts";
import { checkCsrfToken, checkOrigin } from "./session/check-csrf.ts";
import { clearSessionCookie, readSessionCookie, setSessionCookie } from "./session/session-cookie.ts";
import { findSession, type Session } from "./session/sessions.ts";
import { writeReply, writeStream } from "./write-reply.ts";

interface ConsoleMount {
  readonly routes: readonly ConsoleRoute[];
  readonly ports: Pick<Ports, "agents" | "shops" | "clock">;
  readonly running: RunningRequests;
  readonly publicOrigin: string | null;
}

export function mountConsole(mount: ConsoleMount): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const parseBody = readJson();
  for (const [path, routes] of Map.groupBy(mount.routes, (route) => route.path)) {
    router.all(path, (request, response, next) => {
      nameRoute(response, `/console/api${path}`);
      const route = routes.find(({ method }) => method === request.method);
      if (route === undefined) return writeWrongMethod(response, [...new Set(routes.map(({ method }) => method))]);
      parseBody(request, response, (error?: unknown) => {
        if (error !== undefined) return next(error);
        answerRoute(mount, route, request, response).catch(next);
      });
    });
  }
  return router;
}

async function answerRoute(
  mount: ConsoleMount,
  route: ConsoleRoute,
  request: Request,
  response: Response,
): Promise<void> {
  if (route.method !== "GET") checkOrigin(request, mount.publicOrigin);
  const session = await findSession(readSessionCookie(request), mount.ports);
  if (route.access === "agent" && route.method !== "GET") checkCsrfToken(request, session);
  const reply = await route.answer(toConsoleRequest(request, session, mount.running.signalFor(response)));
  await writeConsoleReply(request, response, reply, mount.running.signalFor(response));
}

function toConsoleRequest(request: Request, session: Session | null, signal: AbortSignal): ConsoleRequest {
  return {
    params: request.params,
    query: { ...request.query },
    body: request.body as unknown,
    session,
    remoteAddress: request.ip ?? "",
    signal,
  };
}

async function writeConsoleReply(
  request: Request,
  response: Response,
  reply: ConsoleReply,
  signal: AbortSignal,
): Promise<void> {
  if (reply.kind === "json" && reply.session !== undefined) {
    if (reply.session === null) clearSessionCookie(request, response);
    else setSessionCookie(request, response, reply.session);
  }
  if (reply.kind === "events") {
    response.status(200).set("Content-Type", "text/event-stream; charset=utf-8");
    return writeStream(response, reply.events, signal);
  }
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  return writeReply(response, { status: 200, headers, body: JSON.stringify(reply.body) }, signal);
}
