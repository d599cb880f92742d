/** One log line and one measurement per request: method, route pattern and status; never a path, query or body. */
import { randomUUID } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import type { Clock, Logger, Metrics } from "../contracts/runtime.ts";

interface Observers {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function logRequest({ clock, log, metrics }: Observers) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = clock.now();
    const requestId = randomUUID();
    response.locals["requestId"] = requestId;
    response.set("X-Request-Id", requestId);
    response.on("close", () => {
      const ms = Math.max(0, clock.now() - startedAt);
      const route = routeOf(response);
      const method = methodOf(request);
      const status = response.headersSent ? response.statusCode : 499;
      metrics.count("http_requests_total", { method, route, status: String(status) });
      metrics.observe("http_request_seconds", ms / 1000, { method, route });
      if (!isQuiet(route, status)) log.info("http-request", { requestId, method, route, status, ms });
    });
    next();
  };
}

/** Each handler that serves something names its pattern; the address itself can hold a token or a person's words. */
export function nameRoute(response: Response, route: string): void {
  response.locals["route"] = route;
}

function routeOf(response: Response): string {
  const route: unknown = response.locals["route"];
  return typeof route === "string" ? route : "unknown";
}

/** A label value must come from a closed list, and a method can be any token. */
function methodOf(request: Request): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(request.method)
    ? request.method
    : "OTHER";
}

function isQuiet(route: string, status: number): boolean {
  return status < 400 && ["/healthz", "/readyz", "/metrics", "pages"].includes(route);
}
