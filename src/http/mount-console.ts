/** Gives the console's routes to Express: schema first, then session, then CSRF, and only then the route itself. */
import { type Request, type Response, Router } from "express";
import {
  assertAdmitted,
  type ConsoleReply,
  type ConsoleRequest,
  type ConsoleRoute,
  type Upload,
} from "../console/console-route.ts";
import { AppError } from "../contracts/errors.ts";
import type { Ports } from "../contracts/ports.ts";
import { fileHeaders } from "../shared/files/file-headers.ts";
import { writeWrongMethod } from "./answer-error.ts";
import type { RunningRequests } from "./follow-requests.ts";
import { nameRoute } from "./log-request.ts";
import { readFile } from "./read-file.ts";
import { readJson } from "./read-json.ts";
import { checkCsrfToken, checkOrigin } from "./session/check-csrf.ts";
import { nameDevice } from "./session/name-device.ts";
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
      if (route.upload !== undefined) {
        return void answerUpload(mount, route, route.upload, { request, response }).catch(next);
      }
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
  const session = await findCaller(mount, route, request);
  const reply = await route.answer(toConsoleRequest(request, session, mount.running.signalFor(response)));
  await writeConsoleReply(request, response, reply, mount.running.signalFor(response));
}

/** A file is large, so nobody sends one before it is known who sends it and that they may. */
async function answerUpload(
  mount: ConsoleMount,
  route: ConsoleRoute,
  upload: Upload,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const session = await findCaller(mount, route, request);
  if (session === null) throw new AppError("NOT_SIGNED_IN", "Sign in first.");
  assertAdmitted(session, route.permission);
  upload.admit(session.agent);
  const signal = mount.running.signalFor(response);
  request.body = await readFile(request, response, upload);
  const reply = await route.answer(toConsoleRequest(request, session, signal));
  await writeConsoleReply(request, response, reply, signal);
}

async function findCaller(mount: ConsoleMount, route: ConsoleRoute, request: Request): Promise<Session | null> {
  if (route.method !== "GET") checkOrigin(request, mount.publicOrigin);
  const session = await findSession(readSessionCookie(request), mount.ports);
  if (route.access === "agent" && route.method !== "GET") checkCsrfToken(request, session);
  return session;
}

function toConsoleRequest(request: Request, session: Session | null, signal: AbortSignal): ConsoleRequest {
  return {
    params: request.params,
    query: { ...request.query },
    body: request.body as unknown,
    session,
    remoteAddress: request.ip ?? "",
    device: nameDevice(request.get("user-agent")),
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
  if (reply.kind === "file") {
    return writeReply(response, { status: 200, headers: fileHeaders(reply.file), stream: reply.file.content }, signal);
  }
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  return writeReply(response, { status: 200, headers, body: JSON.stringify(reply.body) }, signal);
}
