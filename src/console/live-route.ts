/** The live feed of a console page: what changed, by id only; the page then reads what it shows. */
import type { ConsoleEvent } from "../contracts/console-event.ts";
import type { Instant, ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import { findSession } from "../http/session/sessions.ts";
import type { LiveEvent } from "./console-api.ts";
import { agentRoute, type ConsoleRoute } from "./console-route.ts";

/** Below the 30 to 60 s after which proxies cut a silent connection. */
const HEARTBEAT_MS = 20_000;

/** A page that is this far behind reads everything again anyway. */
const MAX_WAITING_EVENTS = 200;

type LivePorts = Pick<Ports, "live" | "clock" | "agents" | "shops" | "desk">;

export function createLiveRoute(ports: LivePorts): ConsoleRoute {
  return agentRoute({ method: "GET", path: "/live", permission: "tickets:read" }, {}, async ({ signal }, session) => {
    const { shopId, agentId } = session.agent;
    // The first sign of life; the page answers every heartbeat with another, see `POST /desk/me/seen`.
    await ports.desk.noteSeen(shopId, agentId);
    // So that a page of an agent who was signed out elsewhere goes quiet.
    const isStillSignedIn = async () => (await findSession(session.token, ports))?.shop.shopId === shopId;
    return { kind: "events", events: writeEvents({ shopId, signal, isStillSignedIn, ports }) };
  });
}

interface Feed {
  readonly shopId: ShopId;
  readonly signal: AbortSignal;
  readonly isStillSignedIn: () => Promise<boolean>;
  readonly ports: LivePorts;
}

async function* writeEvents({ shopId, signal, isStillSignedIn, ports }: Feed): AsyncGenerator<string> {
  let waiting: LiveEvent[] = [];
  let wake = () => {};
  let lookedAt = ports.clock.now();
  const stop = ports.live.subscribe(`console:${shopId}`, (payload) => {
    waiting = waiting.length < MAX_WAITING_EVENTS ? [...waiting, payload as ConsoleEvent] : [{ kind: "resync" }];
    wake();
  });
  // Somebody's session ended: who it was learns it from the store, at once.
  const stopAccess = ports.live.subscribe(`access:${shopId}`, () => {
    lookedAt = 0 as Instant;
    wake();
  });
  try {
    yield ": connected\n\n";
    while (!signal.aborted) {
      if (waiting.length === 0) {
        const timer = new AbortController();
        const isWoken = new Promise<void>((resolve) => (wake = resolve));
        const ends = AbortSignal.any([signal, timer.signal]);
        await Promise.race([isWoken, ports.clock.sleep(HEARTBEAT_MS, ends)]);
        timer.abort();
      }
      if (signal.aborted) return;
      // In a busy shop there is no quiet moment to look in: it is looked by the clock.
      if (ports.clock.now() - lookedAt >= HEARTBEAT_MS) {
        lookedAt = ports.clock.now();
        if (!(await isStillSignedIn())) return;
      }
      const events = waiting;
      waiting = [];
      for (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
      if (events.length === 0) yield ": beat\n\n";
    }
  } finally {
    stop();
    stopAccess();
  }
}
