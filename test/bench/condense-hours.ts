/** Hours of a busy desk in minutes: as many messages, cases and replies as they bring, and what memory the server holds meanwhile. */
import { randomUUID } from "node:crypto";
import { memoryOfTree } from "../support/print-report.ts";
import type { ServerProcess } from "../support/run-server.ts";

/** Fifty agents who each read a message a minute. */
const MESSAGES_AN_HOUR = 3_000;
const MESSAGES_A_BUYER = 6;
const LANES = 6;
const SAMPLES = 40;
/** Of so many buyers one is helped by the assistant; the others ask for a person. */
const HELPED = 3;
/** While caches and pools fill, memory grows and should. */
const WARM_UP_SHARE = 0.2;

export interface HoursFigures {
  readonly hours: number;
  readonly messagesInHours: number;
  readonly casesAnswered: number;
  readonly rssStartMb: number;
  readonly rssEndMb: number;
  /** Of a line through what was measured behind the warm-up. */
  readonly slopeMbPerHour: number;
  readonly condensedToS: number;
}

export async function condenseHours(
  server: ServerProcess,
  { hours, changing }: { readonly hours: number; readonly changing: Readonly<Record<string, string>> },
): Promise<HoursFigures> {
  const startedAt = performance.now();
  const goal = Math.round(hours * MESSAGES_AN_HOUR);
  const samples: { readonly hour: number; readonly mb: number }[] = [];
  let sent = 0;
  let buyers = 0;
  let answered = 0;
  const sample = () => {
    if (sent < (samples.length * goal) / SAMPLES) return;
    samples.push({ hour: sent / MESSAGES_AN_HOUR, mb: memoryOfTree(server.pid).ownMb });
  };
  const lane = async () => {
    while (sent < goal) {
      buyers += 1;
      const says = await openBuyer(server.url, buyers);
      await says(buyers % HELPED === 0 ? "How long does delivery take?" : "I want to talk to a person");
      sent += 1;
      for (let said = 1; said < MESSAGES_A_BUYER && sent < goal; said += 1) {
        await says(`Message ${said}: where is my parcel with the blue kettle?`);
        sent += 1;
        sample();
      }
    }
  };
  const buying = Promise.all(Array.from({ length: LANES }, lane));
  let isOver = false;
  void buying.finally(() => (isOver = true)).catch(() => undefined);
  const serving = (async () => {
    while (!isOver) answered += await answerWaiting(server.url, changing);
  })();
  await Promise.all([buying, serving]);
  sample();
  const settled = samples.filter(({ hour }) => hour >= hours * WARM_UP_SHARE);
  return {
    hours,
    messagesInHours: sent,
    casesAnswered: answered,
    rssStartMb: settled[0]?.mb ?? 0,
    rssEndMb: settled.at(-1)?.mb ?? 0,
    slopeMbPerHour: slopeOf(settled),
    condensedToS: Math.round((performance.now() - startedAt) / 1_000),
  };
}

/** Each buyer from an address of their own, as behind a proxy: a single one would be taken for a flood, rightly. */
async function openBuyer(url: string, number: number): Promise<(text: string) => Promise<void>> {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const headers = { "content-type": "application/json", origin: url, "x-forwarded-for": address };
  const opened = await fetch(`${url}/channels/web/session`, { method: "POST", headers, body: "{}" });
  const { token } = (await opened.json()) as { token: string };
  return async (text) => {
    const response = await fetch(`${url}/channels/web/messages`, {
      method: "POST",
      headers: { ...headers, "x-dragoman-session": token },
      body: JSON.stringify({ clientMessageId: randomUUID(), locale: "en", text }),
    });
    if (!response.ok) throw new Error(`A buyer was answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  };
}

/** What agents do: they look at the queue, open a case, answer it and resolve it. Returns how many. */
async function answerWaiting(url: string, changing: Readonly<Record<string, string>>): Promise<number> {
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${url}/console/api${path}`, {
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
      headers: changing,
    });
    return { isDone: response.ok, body: (await response.json()) as unknown };
  };
  const { body } = await ask("/tickets?view=waiting");
  const { tickets = [] } = body as { tickets?: readonly { ticketId: string }[] };
  let answered = 0;
  for (const { ticketId } of tickets.slice(-10)) {
    await ask(`/tickets/${ticketId}`);
    const reply = await ask(`/tickets/${ticketId}/reply`, { text: "It is on its way.", draftKey: randomUUID() });
    if (!reply.isDone) continue;
    await ask(`/tickets/${ticketId}/resolve`, {});
    answered += 1;
  }
  if (answered === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  return answered;
}

/** By least squares, to a tenth. */
function slopeOf(samples: readonly { readonly hour: number; readonly mb: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const hour = mean(samples.map((each) => each.hour));
  const mb = mean(samples.map((each) => each.mb));
  const spread = samples.reduce((sum, each) => sum + (each.hour - hour) ** 2, 0);
  const common = samples.reduce((sum, each) => sum + (each.hour - hour) * (each.mb - mb), 0);
  return spread === 0 ? 0 : Math.round((common / spread) * 10) / 10;
}
