/** Puts the HTTP server together: health, channels, console, pages; one order, one error form, one way to stop. */
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import express, { type Express, type RequestHandler } from "express";
import { createConsoleRoutes } from "../console/console-routes.ts";
import { AppError } from "../contracts/errors.ts";
import { createApiRoutes } from "./api/api-routes.ts";
import { mountApi } from "./api/mount-api.ts";
import { answerError } from "./answer-error.ts";
import { mountCommerce } from "./commerce/mount-commerce.ts";
import { followRequests, type RunningRequests } from "./follow-requests.ts";
import { listPaths } from "./list-paths.ts";
import { limitBodies, MAX_FILE_MS } from "./limit-bodies.ts";
import { logRequest } from "./log-request.ts";
import { mountChannels } from "./mount-channels.ts";
import { mountConsole } from "./mount-console.ts";
import { mountHealth } from "./mount-health.ts";
import { secureAnswer } from "./secure-response.ts";
import { servePages } from "./serve-pages.ts";
import type { HttpServer, HttpServerOptions } from "./server-options.ts";

/** Shorter than the 25 s a whole shutdown may take, so that workers keep their share. */
const MAX_CLOSE_MS = 10_000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const running = followRequests();
  let isStopping = false;
  const app = createApp(options, running, () => isStopping);
  const server = createServer({ requestTimeout: MAX_FILE_MS, headersTimeout: 15_000, keepAliveTimeout: 65_000 }, app);
  const sockets = followSockets(server);
  server.on("clientError", refuseGarbage);
  return {
    paths: () => listPaths(app),
    listen: (port) => listen(server, port, options.host),
    async close() {
      isStopping = true;
      running.abortAll();
      await closeServer(server, sockets);
    },
  };
}

function createApp(options: HttpServerOptions, running: RunningRequests, isStopping: () => boolean): Express {
  const { ports, log } = options;
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("trust proxy", options.trustedProxies);
  app.use(logRequest({ clock: ports.clock, log, metrics: ports.metrics }));
  app.use(secureAnswer);
  app.use(limitBodies());
  app.use(closeWhenStopping(isStopping));
  app.use(mountHealth({ ...options, clock: ports.clock, isStopping }));
  if (options.roles.includes("web")) {
    app.use("/channels", mountChannels(options.channels, running));
    const channels = options.channels.map(({ channel }) => channel);
    const routes = createConsoleRoutes({ ports, channels, judgeTarget: options.judgeTarget, imports: options.imports });
    app.use("/console/api", mountConsole({ routes, ports, running, publicOrigin: options.publicOrigin }));
    app.use("/api/v1", mountApi(createApiRoutes(ports, options.judgeTarget ?? (() => "private-address")), ports));
    if (options.commerce) app.use(mountCommerce(options.commerce, ports));
    app.use(servePages(options.pages));
  }
  app.use(() => {
    throw new AppError("NOT_FOUND", "Nothing is at this address.");
  });
  app.use(answerError(log));
  return app;
}

/** A kept-alive connection would otherwise hold the stop until it times out. */
function closeWhenStopping(isStopping: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isStopping()) response.set("Connection", "close");
    next();
  };
}

/** What is not HTTP never reaches Express; Node's own answer would be empty. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const isTooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = isTooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const code = isTooLarge ? "REQUEST_TOO_LARGE" : "REQUEST_INVALID";
  const hint = isTooLarge ? "Send shorter headers." : "This is not an HTTP request.";
  const body = JSON.stringify({ error: { code, message: "The request is not valid", hint, requestId: "" } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      const hint = `Another program listens on port ${port}. Stop it, or set PORT to a free one.`;
      reject(isTaken ? new AppError("PORT_IN_USE", hint, { port }, error) : error);
    };
    server.once("error", fail);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function followSockets(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}

/** By the machine's own time: sockets do not follow a clock that tests move by hand. */
async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose request has just ended stays open for the next one, and nobody else will close it now.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    // Browsers keep connections ready on which they have sent nothing; to Node those are not idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, 50);
  const limit = setTimeout(() => server.closeAllConnections(), MAX_CLOSE_MS);
  await isClosed;
  clearInterval(sweep);
  clearTimeout(limit);
}
