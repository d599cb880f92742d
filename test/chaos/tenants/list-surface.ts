/** Everything the program answers, from the lists that the server itself is built of, and held against what it serves. */
import type { z } from "zod";
import { webWidget } from "../../../adapters/web-widget/index.ts";
import { createConsoleRoutes } from "../../../src/console/console-routes.ts";
import type { ChannelName } from "../../../src/contracts/message.ts";
import type { Ports } from "../../../src/contracts/ports.ts";
import type { ImportDesk } from "../../../src/flows/import/edit-sources.ts";
import { createApiRoutes } from "../../../src/http/api/api-routes.ts";
import { createHttpServer } from "../../../src/http/create-server.ts";
import { createRecordingHost, systemClock } from "../../support/recording-host.ts";

export interface SurfaceRoute {
  readonly surface: "console" | "api" | "widget" | "events" | "open";
  readonly method: string;
  /** The whole of it, with `:name` for a segment. */
  readonly path: string;
  readonly shape: Readonly<Partial<Record<"params" | "query" | "body", z.ZodType>>>;
  readonly takesFile: boolean;
}

export interface Surface {
  readonly routes: readonly SurfaceRoute[];
  /** Served, and in none of the lists: a hole in this very test. */
  readonly unlisted: readonly string[];
}

const COMMERCE = ["/api/events", "/webhooks/shopify", "/webhooks/woocommerce"];
const OPEN = ["/healthz", "/readyz", "/metrics", "/api/v1/", "/api/v1/openapi.json", "/console", "/"];

export async function listSurface(): Promise<Surface> {
  // Some schemas ask what time it is.
  const ports = createStub({ clock: systemClock }) as Ports;
  const imports = createStub() as ImportDesk;
  const host = createRecordingHost();
  const widget = await webWidget.create({ origins: "" }, host);
  const channels = [{ channel: "web" as ChannelName, routes: widget.routes }];
  const consoleRoutes = createConsoleRoutes({
    ports,
    channels: ["web" as ChannelName],
    imports,
    judgeTarget: () => null,
  });
  const apiRoutes = createApiRoutes(ports, () => null);
  const server = createHttpServer({
    ports,
    imports,
    channels,
    commerce: createStub() as never,
    roles: ["web"],
    pages: { console: "/nowhere", storefront: "/nowhere" },
    readiness: async () => ({ isReady: true, waitingFor: [] }),
    renderMetrics: async () => ({ contentType: "text/plain", text: "" }),
    publicOrigin: null,
    trustedProxies: 0,
    log: host.log,
  });
  const plain = { shape: {}, takesFile: false };
  const routes: readonly SurfaceRoute[] = [
    ...consoleRoutes.map(({ method, path, shape, upload }) => ({
      surface: "console" as const,
      method,
      path: `/console/api${path}`,
      shape: shape as SurfaceRoute["shape"],
      takesFile: upload !== undefined,
    })),
    ...apiRoutes.map(({ method, path, shape }) => ({
      surface: "api" as const,
      method,
      path: `/api/v1${path}`,
      shape: shape as SurfaceRoute["shape"],
      takesFile: false,
    })),
    ...widget.routes.map(({ method, path }) => ({
      surface: "widget" as const,
      method,
      path: `/channels/web${path}`,
      ...plain,
    })),
    ...COMMERCE.map((path) => ({ surface: "events" as const, method: "POST", path, ...plain })),
    ...OPEN.map((path) => ({ surface: "open" as const, method: "GET", path, ...plain })),
  ];
  return { routes, unlisted: findUnlisted(server.paths(), routes) };
}

/** The server names paths as they stand below where they are mounted. */
function findUnlisted(served: readonly string[], routes: readonly SurfaceRoute[]): readonly string[] {
  const listed = new Set(
    routes.flatMap(({ path }) => [path, path.replace(/^\/console\/api/u, ""), path.replace(/^\/api\/v1/u, "")]),
  );
  return served.filter((path) => !listed.has(path));
}

/** Routes only keep their ports until somebody calls. */
function createStub(own: Readonly<Record<PropertyKey, unknown>> = {}): unknown {
  const stub: unknown = new Proxy(() => stub, {
    get: (_target, name) => (name === "then" ? undefined : (own[name] ?? stub)),
  });
  return stub;
}
