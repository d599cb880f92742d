/** The fake's own small REST surface under /_control, so that a person at a terminal can play the buyer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { buttonsOf, type FakeBuyer } from "./buyer.ts";
import type { Faults, RestFault } from "./faults.ts";
import type { GatewayServer } from "./gateway-server.ts";
import type { Journal } from "./journal.ts";

export interface ControlParts {
  readonly buyer: (name: string) => FakeBuyer;
  readonly faults: Faults;
  readonly gateway: GatewayServer;
  readonly journal: Journal;
}

const Says = z.object({ buyer: z.string().min(1), text: z.string().min(1) });
const Presses = z.object({ buyer: z.string().min(1), choice: z.string().min(1) });
const GatewayOrder = z.object({
  order: z.enum(["drop", "reconnect", "invalidate"]).optional(),
  ignoresHeartbeats: z.boolean().optional(),
  ignoresResume: z.boolean().optional(),
  forgetsSessions: z.boolean().optional(),
  staysSilent: z.boolean().optional(),
  holdsHandshakes: z.boolean().optional(),
});
const FaultOrder = z.object({
  kind: z.string(),
  method: z.string().optional(),
  pathPart: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  times: z.number().optional(),
});

/** True when the request was one of these. */
export async function handleControl(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (!url.pathname.startsWith("/_control/")) return false;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const body: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const answer = play(parts, `${request.method} ${url.pathname.slice("/_control".length)}`, body, url.searchParams);
    response.writeHead(answer === null ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: "no such control" }));
  } catch (error) {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
  return true;
}

function play(parts: ControlParts, order: string, body: unknown, query: URLSearchParams): unknown {
  const { buyer, faults, gateway, journal } = parts;
  switch (order) {
    case "POST /says": {
      const { buyer: name, text } = Says.parse(body);
      return { messageId: buyer(name).says(text) };
    }
    case "POST /presses": {
      const { buyer: name, choice } = Presses.parse(body);
      return { pressId: buyer(name).presses(choice) };
    }
    case "GET /messages":
      return buyer(query.get("buyer") ?? "buyer")
        .reads()
        .map((message) => ({ id: message.id, text: message.content, choices: buttonsOf(message) }));
    case "GET /journal":
      return journal.entries.slice(-Number(query.get("last") ?? 100));
    case "POST /gateway": {
      const { order: what, ...switches } = GatewayOrder.parse(body);
      Object.assign(faults.gateway, switches);
      if (what === "drop") gateway.dropAll();
      if (what === "reconnect") gateway.askToReconnect();
      if (what === "invalidate") gateway.invalidateAll(false);
      return { connected: gateway.connectedCount(), identifies: gateway.identifyCount() };
    }
    case "POST /faults":
      faults.next(FaultOrder.parse(body) as RestFault);
      return {};
    case "DELETE /faults":
      faults.clear();
      return {};
    default:
      return null;
  }
}
