/** The console over a large shop: the queue, one conversation, the search, and how soon fifty agents see a new message. */
import { readdir, readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { deriveKey, readInstallationSecret } from "../../src/ops/installation-secret.ts";
import { memoryOfTree } from "../support/print-report.ts";
import { findFreePort, type ServerProcess, startServer } from "../support/run-server.ts";
import { openWidgetBuyer } from "../support/widget-buyer.ts";
import { condenseHours } from "./condense-hours.ts";
import { fillShop } from "./fill-shop.ts";
import { makeQueries, measureSizes, waitForIndex } from "./measure-search.ts";

const DIST = fileURLToPath(new URL("../../dist/console/", import.meta.url));
const OPENINGS = 200;
const LIVE_BUYERS = 4;
/** Of one buyer; who writes much more is slowed down on purpose. */
const LIVE_MESSAGES = 15;

interface Client {
  headers: Record<string, string>;
  /** With what a change, and a search, needs beside the cookie. */
  changing: Record<string, string>;
}

interface ConsoleOptions {
  readonly conversations: number;
  readonly messages: number;
  /** Open consoles. */
  readonly agents: number;
  /** Of a busy desk, condensed, for what memory does; 0: none. */
  readonly hours: number;
}

export async function runConsole(options: ConsoleOptions): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-console-"));
  const dataFolder = join(folder, "data");
  // Buyers of the condensed hours come from many addresses.
  const environment = { DRAGOMAN_BEHIND_PROXY: "on" };
  const server = startServer({ dataFolder, port: await findFreePort(), environment });
  const client: Client = { headers: {}, changing: {} };
  try {
    await server.untilReady();
    const database = await connectAsOwner(dataFolder);
    const ticketIds = await fillShop(database, options);
    const searchReadS = await waitForIndex(database, options.conversations);
    const sizes = await measureSizes(database);
    const baselineMs = await measureBareQuery(database);
    await database.end();
    await signIn(server, client);
    const ask = (path: string) => fetch(`${server.url}/console/api${path}`, { headers: client.headers });
    const queueP95Ms = await timeAll(["waiting", "mine", "held", "resolved"], OPENINGS, async (view) => {
      await mustAnswer(await ask(`/tickets?view=${view}`));
    });
    const conversationP95Ms = await timeAll(ticketIds, OPENINGS, async (ticketId) => {
      await mustAnswer(await ask(`/tickets/${ticketId}`));
    });
    const queries = makeQueries(options.conversations);
    const search = await timeEach(queries, queries.length, async (query) => {
      const body = JSON.stringify({ query });
      await mustAnswer(
        await fetch(`${server.url}/console/api/search`, { method: "POST", headers: client.changing, body }),
      );
    });
    const { liveP95Ms, hours } = await measureLive(server, client, options);
    return {
      queueP95Ms,
      conversationP95Ms,
      searchP95Ms: p95(search),
      searchMaxMs: Math.round(Math.max(...search)),
      searchReadS,
      ...sizes,
      liveP95Ms,
      ...hours,
      firstLoadBytes: await firstLoadBytes(),
      nodeRssMb: memoryOfTree(server.pid).ownMb,
      ...options,
      baselineBareQueryP95Ms: baselineMs,
      ratioToBaseline: Math.round((queueP95Ms / baselineMs) * 10) / 10,
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function connectAsOwner(dataFolder: string): Promise<pg.Client> {
  const { port } = JSON.parse(await readFile(join(dataFolder, "postgres.json"), "utf8")) as { port: number };
  const secret = await readInstallationSecret(dataFolder);
  const password = deriveKey(secret, "database-owner").toString("hex");
  const client = new pg.Client({ host: "127.0.0.1", port, user: "dragoman_owner", password, database: "dragoman" });
  await client.connect();
  return client;
}

/** The hundred cases that wait longest, by their index alone: less than this a queue cannot cost. */
async function measureBareQuery(database: pg.Client): Promise<number> {
  return timeAll([0], OPENINGS, async () => {
    await database.query("select * from ticket where status = 'waiting' order by opened_at limit 100");
  });
}

async function signIn(server: ServerProcess, client: Client): Promise<void> {
  const [, email = "", password = ""] = /sign in as (\S+) with (\S+)/u.exec(server.output()) ?? [];
  const response = await fetch(`${server.url}/console/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ email, password }),
  });
  const text = await mustAnswer(response);
  client.headers = { cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
  client.changing = {
    ...client.headers,
    origin: server.url,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
    "x-csrf-token": (JSON.parse(text) as { csrfToken: string }).csrfToken,
  };
}

async function mustAnswer(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 200)}`);
  return text;
}

/** The 95th of a hundred, in ms, rounded to a tenth. */
async function timeAll<Item>(
  items: readonly Item[],
  times: number,
  run: (item: Item) => Promise<void>,
): Promise<number> {
  return p95(await timeEach(items, times, run));
}

async function timeEach<Item>(
  items: readonly Item[],
  times: number,
  run: (item: Item) => Promise<void>,
): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const item = items[count % items.length];
    if (item === undefined) throw new Error("There is nothing to open.");
    const startedAt = performance.now();
    await run(item);
    taken.push(performance.now() - startedAt);
  }
  return taken;
}

function p95(taken: readonly number[]): number {
  const sorted = taken.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 10) / 10;
}

/** From the buyer's request to the event in each open console; then the hours, which they all go on reading. */
async function measureLive(server: ServerProcess, client: Client, { agents, hours }: ConsoleOptions) {
  const stopping = new AbortController();
  let heard: (agent: number) => void = () => {};
  const reading = Array.from({ length: agents }, (_, agent) =>
    readLive(server, { headers: client.headers, signal: stopping.signal }, () => heard(agent)),
  );
  const taken: number[] = [];
  for (let count = 0; count < LIVE_BUYERS; count += 1) {
    const buyer = await openWidgetBuyer(server.url, "en");
    await buyer.says("I want to talk to a person");
    // What the hand-over sets off is not what is measured.
    await pause(3_000);
    for (let said = 0; said < LIVE_MESSAGES; said += 1) {
      const seen = new Set<number>();
      heard = (agent) => {
        if (!seen.has(agent)) taken.push(performance.now() - sentAt);
        seen.add(agent);
      };
      const sentAt = performance.now();
      await buyer.says(`Message ${said}`);
      const giveUpAt = sentAt + 5_000;
      while (seen.size < agents && performance.now() < giveUpAt) await pause(2);
      if (seen.size < agents) throw new Error(`${agents - seen.size} consoles were not told of message ${said}`);
      await pause(100);
    }
    heard = () => {};
    await buyer.stop();
  }
  const condensed = hours > 0 ? await condenseHours(server, { hours, changing: client.changing }) : {};
  stopping.abort();
  await Promise.all(reading);
  return { liveP95Ms: p95(taken), hours: condensed };
}

async function readLive(
  server: ServerProcess,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
  onEvent: () => void,
): Promise<void> {
  try {
    const response = await fetch(`${server.url}/console/api/live`, { headers, signal });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true });
      for (const _ of text.matchAll(/^data: .*"message-added"/gmu)) onEvent();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What the page loads before anything is asked for: its own script and style, not the other languages' texts. */
async function firstLoadBytes(): Promise<number> {
  const files = await readdir(DIST, { recursive: true });
  const first = files.filter((name) => name === "index.html" || /index-[^/]+\.(js|css)$/u.test(name));
  const bytes = await Promise.all(first.map(async (name) => gzipSync(await readFile(join(DIST, name))).byteLength));
  return bytes.reduce((sum, each) => sum + each, 0);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
