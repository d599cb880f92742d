/** A browser with the widget open, without the browser: posts until acknowledged, reads with a cursor, comes back. */
import { randomUUID } from "node:crypto";
import type { WidgetEntry } from "../../adapters/web-widget/wire.ts";

const RETRY_MS = 50;

export interface WidgetBuyer {
  /** Resolves when the server has said that it is stored; repeats with the same id until then. */
  says(text: string): Promise<void>;
  presses(choiceId: string, label: string): Promise<void>;
  /** Entries as they came, in order. */
  readonly entries: readonly { readonly cursor: number; readonly entry: WidgetEntry; readonly at: number }[];
  /** Texts of the messages from the shop's side. */
  replies(): readonly string[];
  /** Cursors that came twice or left a gap: must stay empty. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

export async function openWidgetBuyer(url: string, locale: string | null = null): Promise<WidgetBuyer> {
  const stopping = new AbortController();
  const entries: { cursor: number; entry: WidgetEntry; at: number }[] = [];
  const faults: string[] = [];
  const headers = { "content-type": "application/json", origin: url };
  const { token } = (await insist(`${url}/channels/web/session`, { method: "POST", headers, body: "{}" })) as {
    token: string;
  };
  const signed = { ...headers, "x-dragoman-session": token };
  const post = (body: object) =>
    insist(`${url}/channels/web/messages`, {
      method: "POST",
      headers: signed,
      body: JSON.stringify({ clientMessageId: randomUUID(), locale, ...body }),
    });
  const reading = (async () => {
    while (!stopping.signal.aborted) {
      const after = entries.at(-1)?.cursor ?? 0;
      await readEvents(
        `${url}/channels/web/events?after=${after}`,
        { headers: signed, signal: stopping.signal },
        (cursor, entry) => {
          const expected = (entries.at(-1)?.cursor ?? 0) + 1;
          if (cursor !== expected) faults.push(`cursor ${cursor} came where ${expected} was due`);
          entries.push({ cursor, entry, at: performance.now() });
        },
      );
      await pause(RETRY_MS);
    }
  })();
  return {
    says: async (text) => void (await post({ text })),
    presses: async (choiceId, label) => void (await post({ choiceId, label })),
    entries,
    replies: () => entries.flatMap(({ entry }) => (entry.kind === "message" ? [entry.text] : [])),
    faults,
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}

/** A server that is down, starting or busy is asked again; one that says no is believed. */
async function insist(address: string, request: RequestInit): Promise<unknown> {
  for (;;) {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(10_000) }).catch(() => null);
    const body = await response?.json().catch(() => null);
    if (response?.ok && body !== null) return body;
    if (response && response.status >= 400 && response.status < 500 && response.status !== 429) {
      throw new Error(`${address} answered ${response.status}: ${JSON.stringify(body)}`);
    }
    await pause(RETRY_MS);
  }
}

async function readEvents(
  address: string,
  request: RequestInit,
  onEntry: (cursor: number, entry: WidgetEntry) => void,
): Promise<void> {
  try {
    const response = await fetch(address, request);
    if (!response.ok || !response.body) return;
    let held = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      held += chunk;
      const events = held.split("\n\n");
      held = events.pop() ?? "";
      for (const event of events) {
        if (!/^event: entry$/mu.test(event)) continue;
        const cursor = Number(/^id: (\d+)$/mu.exec(event)?.[1]);
        onEntry(cursor, JSON.parse(/^data: (.*)$/mu.exec(event)?.[1] ?? "null") as WidgetEntry);
      }
    }
  } catch {
    // Cut: the caller comes back with its cursor.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
