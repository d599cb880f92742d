/** The widget's HTTP routes below /channels/web: the browser code, its texts, sessions, and the thread. */
import type { ChannelRoute, HttpReply, HttpRequest } from "../../src/contracts/channel-adapter.ts";
import { allowOrigin, allowPublic } from "./allow-origin.ts";
import { followThread, readHistory, takeMessage } from "./answer-thread.ts";
import { buildConfig } from "./build-config.ts";
import { decodeConfigQuery } from "./decode.ts";
import { encodeJson } from "./encode.ts";
import { giveFile } from "./give-file.ts";
import {
  createRates,
  guardOrigin,
  guardThread,
  listOrigins,
  type RouteParts,
  refuseInvalid,
  refuseOrigin,
} from "./guard-request.ts";
import { type Bundle, serveBundle } from "./load-bundles.ts";
import { openSession } from "./session/open-session.ts";
import { createStreamSeats } from "./sessions.ts";

/** 4,000 characters of four bytes, escaped, with room for the rest of the body. */
const MAX_MESSAGE_BYTES = 64_000;
/** A token of 4,000 characters and its braces. */
const MAX_IDENTITY_BYTES = 5_000;

type Handle = ChannelRoute["handle"];

export function createRoutes(parts: RouteParts): readonly ChannelRoute[] {
  const seats = createStreamSeats();
  const rates = createRates(parts.host);
  const routes = [
    get("/config", (request) => Promise.resolve(answerConfig(parts, request))),
    post(
      "/session",
      MAX_IDENTITY_BYTES,
      guardOrigin(parts, (call) => openSession(call, rates.sessionsPerAddress)),
    ),
    post("/messages", MAX_MESSAGE_BYTES, guardThread(parts, rates.messages, takeMessage)),
    get(
      "/events",
      guardThread(parts, rates.reads, (call) => followThread(call, seats)),
    ),
    get("/history", guardThread(parts, rates.reads, readHistory)),
    get("/files", guardThread(parts, rates.files, giveFile)),
  ];
  const { bundles } = parts;
  const files = bundles === null ? [] : [bundles.loader, ...bundles.assets];
  return [
    ...routes,
    ...routes.map((route) => preflight(parts, route)),
    ...files.map((bundle) => get(bundle.path, (request) => Promise.resolve(answerBundle(parts, bundle, request)))),
  ];
}

function get(path: string, handle: Handle): ChannelRoute {
  return { method: "GET", path, maxBytes: 0, handle };
}

function post(path: string, maxBytes: number, handle: Handle): ChannelRoute {
  return { method: "POST", path, maxBytes, handle };
}

function answerConfig(parts: RouteParts, request: HttpRequest): HttpReply {
  const origins = listOrigins(parts);
  const verdict = allowPublic(request, origins);
  if (verdict.kind === "forbidden") return refuseOrigin(parts);
  const query = decodeConfigQuery(request);
  if (query.kind === "invalid") return refuseInvalid({ host: parts.host, headers: verdict.headers });
  const config = buildConfig(parts.host, {
    ...query.value,
    panel: parts.bundles?.panel ?? null,
    linkHosts: origins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).host),
  });
  return encodeJson(200, config, { ...verdict.headers, "cache-control": "public, max-age=60" });
}

function answerBundle(parts: RouteParts, bundle: Bundle, request: HttpRequest): HttpReply {
  const verdict = allowPublic(request, listOrigins(parts));
  if (verdict.kind === "forbidden") return refuseOrigin(parts);
  const reply = serveBundle(bundle, request, bundle !== parts.bundles?.loader);
  return { ...reply, headers: { ...verdict.headers, ...reply.headers } };
}

/** Answers the browser's question before a request with our header; a page that is not allowed learns nothing. */
function preflight(parts: RouteParts, route: ChannelRoute): ChannelRoute {
  const handle = (request: HttpRequest): Promise<HttpReply> => {
    const verdict = allowOrigin(request, listOrigins(parts));
    if (verdict.kind === "forbidden") return Promise.resolve(refuseOrigin(parts));
    const headers = {
      ...verdict.headers,
      "access-control-allow-methods": route.method,
      "access-control-allow-headers": "content-type, last-event-id, x-dragoman-session",
      "access-control-max-age": "600",
    };
    return Promise.resolve({ status: 204, headers });
  };
  return { method: "OPTIONS", path: route.path, maxBytes: 0, handle };
}
