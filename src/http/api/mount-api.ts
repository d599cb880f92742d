/** Gives the API to Express: first the key, then its limit, then the body, and only then the route itself. */
import { createHash } from "node:crypto";
import { type Request, type Response, Router } from "express";
import type { ApiCaller } from "../../contracts/api-key.ts";
import type { Ports } from "../../contracts/ports.ts";
import { writeWrongMethod } from "../answer-error.ts";
import { nameRoute } from "../log-request.ts";
import { readJson } from "../read-json.ts";
import type { ApiRoute } from "./api-route.ts";
import { describeApi } from "./describe-api.ts";
import { findCaller } from "./find-caller.ts";
import { type CallLimit, type CallStanding, createCallCounter } from "./limit-calls.ts";
import { API_PAGE_STYLE, writeApiPage } from "./write-api-page.ts";

/** Of one key, in one process. */
const CALLS: CallLimit = { burst: 120, perSecond: 10 };
/** Of one address whose keys are wrong. */
const FAILURES: CallLimit = { burst: 30, perSecond: 0.5 };

type ApiPorts = Pick<Ports, "apiKeys" | "shops" | "clock">;

export function mountApi(routes: readonly ApiRoute[], ports: ApiPorts): Router {
  const router = Router({ strict: true, caseSensitive: true });
  mountDocument(router, routes);
  const parseBody = readJson();
  const calls = createCallCounter(CALLS, ports.clock);
  const failures = createCallCounter(FAILURES, ports.clock);
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    router.all(path, (request, response, next) => {
      nameRoute(response, `/api/v1${path}`);
      const route = ofPath.find(({ method }) => method === request.method);
      if (route === undefined) return writeWrongMethod(response, [...new Set(ofPath.map(({ method }) => method))]);
      response.set("Cache-Control", "no-store");
      const answer = async () => {
        const caller = await findCaller(request, failures, ports);
        const { limit, remaining, resetMs } = calls.look(caller.keyId);
        setStanding(response, { limit, remaining: Math.max(0, remaining - 1), resetMs });
        calls.take(caller.keyId);
        await readBody(parseBody, request, response);
        await answerRoute(route, caller, request, response);
      };
      answer().catch(next);
    });
  }
  return router;
}

function setStanding(response: Response, { limit, remaining, resetMs }: CallStanding): void {
  response.set("RateLimit-Limit", String(limit));
  response.set("RateLimit-Remaining", String(remaining));
  response.set("RateLimit-Reset", String(Math.ceil(resetMs / 1_000)));
}

/** Only once it is known who sends it. */
function readBody(parseBody: ReturnType<typeof readJson>, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void parseBody(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error)));
  });
}

async function answerRoute(route: ApiRoute, caller: ApiCaller, request: Request, response: Response): Promise<void> {
  const body = await route.answer({
    params: request.params,
    query: { ...request.query },
    body: request.body as unknown,
    idempotencyKey: request.get("idempotency-key") ?? null,
    caller,
  });
  response.status(route.status ?? 200).json(body);
}

/** Public: it says nothing of any shop. */
function mountDocument(router: Router, routes: readonly ApiRoute[]): void {
  const document = describeApi(routes);
  const { description } = document["info"] as { readonly description: string };
  const page = writeApiPage(routes, description);
  const styleHash = createHash("sha256").update(API_PAGE_STYLE).digest("base64");
  const onGet = (path: string, write: (response: Response) => void) =>
    router.all(path, (request, response) => {
      nameRoute(response, `/api/v1${path}`);
      if (request.method !== "GET" && request.method !== "HEAD") return writeWrongMethod(response, ["GET", "HEAD"]);
      return write(response);
    });
  onGet("/openapi.json", (response) => void response.set("Cache-Control", "no-cache").json(document));
  onGet("/", (response) => {
    response.set(
      "Content-Security-Policy",
      `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
    );
    response.type("html").set("Cache-Control", "no-cache").send(page);
  });
}
