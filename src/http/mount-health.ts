/** `/healthz` (the process lives), `/readyz` (it may be sent work) and `/metrics`. */
import { type RequestHandler, Router } from "express";
import type { Clock } from "../contracts/runtime.ts";
import { writeWrongMethod } from "./answer-error.ts";
import { nameRoute } from "./log-request.ts";
import type { HttpServerOptions, Readiness } from "./server-options.ts";

/** A balancer asks every few seconds; a database slower than this cannot serve anybody. */
const READINESS_LIMIT_MS = 2_000;

type HealthOptions = Pick<HttpServerOptions, "readiness" | "renderMetrics"> & {
  readonly clock: Clock;
  readonly isStopping: () => boolean;
};

export function mountHealth(options: HealthOptions): Router {
  const router = Router({ strict: true });
  const onGet = (path: string, handle: RequestHandler) =>
    router.all(path, (request, response, next) => {
      nameRoute(response, path);
      if (request.method !== "GET" && request.method !== "HEAD") return writeWrongMethod(response, ["GET", "HEAD"]);
      response.set("Cache-Control", "no-store");
      return handle(request, response, next);
    });
  onGet("/healthz", (_request, response) => void response.json({ status: "alive" }));
  onGet("/readyz", async (_request, response) => {
    const { isReady, waitingFor } = await judgeReadiness(options);
    response.status(isReady ? 200 : 503).json({ status: isReady ? "ready" : "not-ready", waitingFor });
  });
  onGet("/metrics", async (_request, response) => {
    const { contentType, text } = await options.renderMetrics();
    response.set("Content-Type", contentType).send(text);
  });
  return router;
}

async function judgeReadiness({ readiness, clock, isStopping }: HealthOptions): Promise<Readiness> {
  if (isStopping()) return { isReady: false, waitingFor: ["stopping"] };
  const limit = new AbortController();
  const tooLate = clock
    .sleep(READINESS_LIMIT_MS, limit.signal)
    .then((): Readiness => ({ isReady: false, waitingFor: ["answer-in-time"] }));
  // An exception here means "no", it is not a fault of the request: the balancer only wants the status.
  const answer = readiness().catch((): Readiness => ({ isReady: false, waitingFor: ["readiness-check"] }));
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    limit.abort();
  }
}
