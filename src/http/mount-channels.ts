/** Gives each channel its routes below /channels/<channel>, matched letter by letter, with the raw body. */
import express, { type Request, type RequestHandler, type Response } from "express";
import type { ChannelRoute, HttpRequest } from "../contracts/channel-adapter.ts";
import { AppError } from "../contracts/errors.ts";
import { writeWrongMethod } from "./answer-error.ts";
import type { RunningRequests } from "./follow-requests.ts";
import { nameRoute } from "./log-request.ts";
import type { ChannelMount } from "./server-options.ts";
import { writeReply } from "./write-reply.ts";

interface Endpoint {
  readonly route: ChannelRoute;
  readonly readBody: RequestHandler;
}

type Endpoints = ReadonlyMap<string, ReadonlyMap<string, Endpoint>>;

/** Mounted at /channels, so `request.path` begins with the channel's name. */
export function mountChannels(channels: readonly ChannelMount[], running: RunningRequests): RequestHandler {
  const endpoints = listEndpoints(channels);
  return (request, response, next) => {
    const methods = endpoints.get(request.path);
    if (methods === undefined) throw new AppError("NOT_FOUND", "No channel answers at this address.");
    nameRoute(response, `/channels${request.path}`);
    const endpoint = methods.get(request.method);
    if (endpoint === undefined) return writeWrongMethod(response, [...methods.keys()]);
    // Shops load the widget from their own pages; who may read an answer is the adapter's decision, by CORS.
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    endpoint.readBody(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error);
      answerChannel(request, response, endpoint.route, running.signalFor(response)).catch(next);
    });
  };
}

function listEndpoints(channels: readonly ChannelMount[]): Endpoints {
  const endpoints = new Map<string, Map<string, Endpoint>>();
  for (const { channel, routes } of channels) {
    for (const route of routes) {
      const path = `/${channel}${route.path}`;
      const methods = endpoints.get(path) ?? new Map<string, Endpoint>();
      endpoints.set(path, methods);
      // `inflate: false`: signatures cover the bytes as sent, and a zip bomb is refused with 415.
      const readBody = express.raw({ type: () => true, limit: route.maxBytes, inflate: false });
      methods.set(route.method, { route, readBody });
    }
  }
  return endpoints;
}

async function answerChannel(
  request: Request,
  response: Response,
  route: ChannelRoute,
  signal: AbortSignal,
): Promise<void> {
  const reply = await route.handle(readRequest(request, route.path, signal));
  await writeReply(response, reply, signal);
}

function readRequest(request: Request, path: string, signal: AbortSignal): HttpRequest {
  const body: unknown = request.body;
  return {
    method: request.method,
    path,
    query: readQuery(request.originalUrl),
    headers: readHeaders(request),
    body: body instanceof Uint8Array ? body : new Uint8Array(0),
    remoteAddress: request.ip ?? "",
    signal,
  };
}

/** The first value of each name; a repeated name is a mistake or an attack, and adapters should not have to choose. */
function readQuery(url: string): Readonly<Record<string, string>> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  const mark = url.indexOf("?");
  if (mark === -1) return query;
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) query[name] ??= value;
  return query;
}

function readHeaders(request: Request): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
