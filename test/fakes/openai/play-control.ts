/** `/_control/`: the command line's way to script the fake and to read what was asked of it. */
import type { ServerResponse } from "node:http";
import type { Behaviour, FakeEndpoint, FakeScript, JournalEntry } from "./behaviour.ts";
import { encodeError } from "./encode-answer.ts";
import { sendJson } from "./play-refusal.ts";

interface Controlled {
  readonly journal: JournalEntry[];
  readonly script: FakeScript;
}

interface ControlBody {
  readonly endpoint?: FakeEndpoint;
  readonly behaviour?: Behaviour | null;
  readonly latencyMs?: number;
}

/**
 * GET journal; POST next {endpoint, behaviour}, always {endpoint, behaviour|null}, latency {latencyMs, endpoint}, reset.
 * `endpoint` is "chat" when left out.
 */
export function playControl(path: string, body: unknown, response: ServerResponse, fake: Controlled): void {
  const { endpoint = "chat", behaviour = null, latencyMs = 0 } = (body ?? {}) as ControlBody;
  switch (path) {
    case "/_control/journal":
      sendJson(response, 200, fake.journal);
      return;
    case "/_control/next":
      if (behaviour) fake.script.next(endpoint, behaviour);
      sendJson(response, 200, { ok: true });
      return;
    case "/_control/always":
      fake.script.always(endpoint, behaviour);
      sendJson(response, 200, { ok: true });
      return;
    case "/_control/latency":
      fake.script.setLatency(latencyMs, endpoint);
      sendJson(response, 200, { ok: true });
      return;
    case "/_control/reset":
      fake.script.reset();
      fake.journal.length = 0;
      sendJson(response, 200, { ok: true });
      return;
    default:
      sendJson(response, 404, encodeError("Unknown control", "invalid_request_error", null));
  }
}
