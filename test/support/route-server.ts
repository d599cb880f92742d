/** Serves an adapter's routes over real HTTP, as src/http does: exact paths, raw bodies, a size limit, streams with back-pressure. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import type { ChannelRoute, HttpReply } from "../../src/contracts/channel-adapter.ts";

export interface RouteServer {
  /** For example "http://127.0.0.1:40123". */
  readonly origin: string;
  /** Replaces the routes, as a restart would. */
  mount(channel: string, routes: readonly ChannelRoute[]): void;
  /** Cuts every connection that is open now. */
  cut(): void;
  /** How many requests are being answered, streams included. */
  readonly running: () => number;
  stop(): Promise<void>;
}

/** `folder` holds the page served at /, with the policy that the program gives it. */
export async function startRouteServer(folder?: URL): Promise<RouteServer> {
  const mounted = new Map<string, readonly ChannelRoute[]>();
  let running = 0;
  const server = createServer((request, response) => {
    running += 1;
    response.on("close", () => (running -= 1));
    answer(mounted, folder, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mount: (channel, routes) => void mounted.set(channel, routes),
    cut: () => server.closeAllConnections(),
    running: () => running,
    stop: () => stopServer(server),
  };
}

async function answer(
  mounted: ReadonlyMap<string, readonly ChannelRoute[]>,
  folder: URL | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://unused");
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const [, channel, path] = /^\/channels\/([a-z]+)(\/.*)$/.exec(url.pathname) ?? [];
  const route = mounted.get(channel ?? "")?.find((one) => one.path === path && one.method === request.method);
  if (!route) return servePage(folder, url.pathname, response);
  const body = await readBody(request, route.maxBytes);
  if (body === null) return void response.writeHead(413).end();
  const reply = await route.handle({
    method: route.method,
    path: route.path,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body,
    remoteAddress: request.socket.remoteAddress ?? "",
    signal: gone.signal,
  });
  await writeReply(response, reply);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length > maxBytes ? null : Buffer.concat(chunks);
}

async function writeReply(response: ServerResponse, reply: HttpReply): Promise<void> {
  response.writeHead(reply.status, reply.headers);
  if (!reply.stream) return void response.end(reply.body);
  response.flushHeaders();
  for await (const chunk of reply.stream) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

async function servePage(folder: URL | undefined, path: string, response: ServerResponse): Promise<void> {
  const name = path === "/" ? "index.html" : path.slice(1);
  const content = folder ? await readFile(new URL(name, folder)).catch(() => null) : null;
  if (!content) return void response.writeHead(404).end();
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  response.writeHead(200, {
    "content-type": type,
    "content-security-policy": POLICY,
    // As the program sends it: the widget must not depend on the page's own policy.
    "referrer-policy": "no-referrer",
  });
  response.end(content);
}

async function stopServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
