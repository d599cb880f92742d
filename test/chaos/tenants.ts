/**
 * Every route x every role x another shop's ids, on a running server: with both guards, with row-level security alone,
 * with access functions alone; and with neither, to see that what is looked for would be found.
 */
import { createHmac, randomUUID } from "node:crypto";
import { type Attacker, forgetThread, type Guard, openTwoShops, type TwoShops } from "./tenants/open-two-shops.ts";
import { listSurface, type SurfaceRoute } from "./tenants/list-surface.ts";
import { writeSample } from "./tenants/write-sample.ts";

interface Tally {
  requests: number;
  /** Answers that hold something of the other shop, and rows of it that are not as they were. */
  foreignRows: number;
  readonly leaks: Set<string>;
  /** By surface and status. */
  readonly statuses: Map<string, number>;
  /** What an owner may not do to their own shop must not be what keeps them from the other. */
  readonly refusedOwner: Set<string>;
  readonly unbuilt: Set<string>;
}

/** Of a stream: long enough for what it sends at once. */
const STREAM_MS = 250;
const SNAKE = /[A-Z]/gu;

export async function runTenants(): Promise<Readonly<Record<string, unknown>>> {
  const { routes, unlisted } = await listSurface();
  const both = await runOne("both", routes);
  const rowSecurity = await runOne("row-level-security", routes);
  const access = await runOne("access-functions", routes);
  const none = await runOne("none", routes);
  return {
    routes: routes.length,
    roles: both.roles,
    requests: both.tally.requests + rowSecurity.tally.requests + access.tally.requests,
    foreignRows: both.tally.foreignRows + rowSecurity.tally.foreignRows + access.tally.foreignRows,
    foreignRowsWithBoth: both.tally.foreignRows,
    foreignRowsRowSecurityAlone: rowSecurity.tally.foreignRows,
    foreignRowsAccessFunctionsAlone: access.tally.foreignRows,
    leaks: [...both.tally.leaks, ...rowSecurity.tally.leaks, ...access.tally.leaks],
    // The baseline: without any guard the same requests must find what they look for.
    foundWithoutGuards: none.tally.foreignRows,
    foundThrough: none.tally.leaks.size,
    foreignTables: both.tables,
    foreignTablesEmpty: both.empty,
    unlistedPaths: unlisted,
    withoutAFittingBody: [...both.tally.unbuilt],
    refusedOwner: [...both.tally.refusedOwner],
    statuses: Object.fromEntries([...both.tally.statuses].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    serverFaults: [...rowSecurity.tally.statuses, ...access.tally.statuses, ...both.tally.statuses]
      .filter(([status]) => / 5\d\d$/u.test(status))
      .reduce((sum, [, count]) => sum + count, 0),
  };
}

async function runOne(guard: Guard, routes: readonly SurfaceRoute[]) {
  forgetThread();
  const shops = await openTwoShops(guard);
  const tally: Tally = {
    requests: 0,
    foreignRows: 0,
    leaks: new Set(),
    statuses: new Map(),
    refusedOwner: new Set(),
    unbuilt: new Set(),
  };
  try {
    const before = await fingerprint(shops);
    for (const route of routes) {
      // What one route did to the attackers, or to what their shop asks of them, must not stop them at the next.
      await shops.restore();
      for (const attacker of shops.attackers) await attack(shops, route, attacker, tally);
    }
    const after = await fingerprint(shops);
    for (const [table, mark] of before) {
      if (after.get(table) === mark) continue;
      tally.foreignRows += 1;
      tally.leaks.add(`${guard}: ${table} was changed`);
    }
    const { tables, empty } = shops.foreign;
    return { tally, roles: shops.attackers.length, tables, empty };
  } finally {
    await shops.close();
  }
}

async function attack(shops: TwoShops, route: SurfaceRoute, attacker: Attacker, tally: Tally): Promise<void> {
  const finders = [0, 1].map((row) => (name: string) => findValue(shops, name, row));
  for (const find of route.path.includes(":") && attacker.name === "owner" ? finders : finders.slice(0, 1)) {
    const path = route.path.replace(/:(\w+)/gu, (_whole, name: string) => encodeURIComponent(find(name) ?? "en"));
    const query = writeSample(route.shape.query, find);
    const body = writeSample(route.shape.body, find);
    if (query === null || body === null) tally.unbuilt.add(`${route.method} ${route.path}`);
    const search = writeSearch(query?.value);
    for (const asked of search === "" ? [""] : ["", search]) {
      const answer = await call(shops, attacker, { route, path: `${path}${asked}`, body: body?.value });
      tally.requests += 1;
      const kind = `${route.surface} ${answer.status}`;
      tally.statuses.set(kind, (tally.statuses.get(kind) ?? 0) + 1);
      const isOwner = attacker.name === "owner" && answer.status === 403;
      if (isOwner) tally.refusedOwner.add(`${route.method} ${route.path}`);
      if (!answer.text.includes(shops.foreign.canary)) continue;
      tally.foreignRows += 1;
      tally.leaks.add(`${attacker.name}: ${route.method} ${route.path}`);
    }
  }
}

interface Request {
  readonly route: SurfaceRoute;
  readonly path: string;
  readonly body: unknown;
}

async function call(
  shops: TwoShops,
  attacker: Attacker,
  request: Request,
  isAgain = false,
): Promise<{ status: number; text: string }> {
  const { route, path, body } = request;
  const own = await attacker.headersFor(route.surface, route.method);
  const sent = writeBody(shops, route, body);
  const response = await fetch(`${shops.server.url}${path}`, {
    method: route.method,
    redirect: "manual",
    headers: { ...own, ...sent.headers },
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  const text = await readFor(response, STREAM_MS);
  const waitS = Number(response.headers.get("retry-after") ?? "0");
  if (response.status === 429 && waitS <= 2 && !isAgain) {
    await new Promise((resolve) => setTimeout(resolve, waitS * 1_000));
    return call(shops, attacker, request, true);
  }
  // Some routes end the session, as they should; the next one is asked by somebody who is signed in.
  if (response.status === 401 && route.surface === "console" && attacker.name !== "nobody" && !isAgain) {
    attacker.forget();
    return call(shops, attacker, request, true);
  }
  return { status: response.status, text };
}

function writeBody(
  shops: TwoShops,
  route: SurfaceRoute,
  body: unknown,
): { readonly headers: Readonly<Record<string, string>>; readonly body?: string } {
  if (route.method === "GET" || route.method === "OPTIONS") return { headers: {} };
  if (route.takesFile)
    return { headers: { "content-type": "application/octet-stream" }, body: "# A title\n\nWords.\n" };
  if (route.surface === "events") return writeEvents(shops);
  if (route.surface === "widget") {
    const choiceId = `rate:${shops.foreign.values.get("outbound_id")?.[0] ?? ""}:1`.slice(0, 40);
    const message = { clientMessageId: randomUUID(), locale: null, choiceId, label: "1" };
    const text = route.path.endsWith("/messages") ? JSON.stringify(message) : "{}";
    return { headers: { "content-type": "application/json" }, body: text };
  }
  if (body === undefined) return { headers: {} };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Of the other shop, by somebody who does not have its secret. */
function writeEvents(shops: TwoShops): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const orderNumber = shops.foreign.values.get("order_key")?.[0] ?? "1";
  const body = JSON.stringify({ events: [{ kind: "order", id: randomUUID(), order: { key: orderNumber } }] });
  const seconds = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", "a guess").update(`${seconds}.${body}`).digest("hex");
  return {
    headers: {
      "content-type": "application/json",
      "x-dragoman-shop": "foreign",
      "x-dragoman-signature": `t=${seconds},v1=${signature}`,
    },
    body,
  };
}

/** `ticketId` is looked for in columns of that name, whatever their table. */
function findValue({ foreign }: TwoShops, name: string, row: number): string | undefined {
  const column = name.replace(SNAKE, (letter) => `_${letter.toLowerCase()}`);
  const values = foreign.values.get(column) ?? (column.endsWith("_id") ? foreign.values.get("ticket_id") : undefined);
  return values?.[row] ?? values?.[0];
}

function writeSearch(query: unknown): string {
  if (typeof query !== "object" || query === null) return "";
  const entries = Object.entries(query).filter(([name, value]) => name !== "cursor" && value !== undefined);
  return entries.length === 0
    ? ""
    : `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

async function readFor(response: Response, ms: number): Promise<string> {
  if (!(response.headers.get("content-type") ?? "").includes("event-stream")) return response.text();
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  const end = Date.now() + ms;
  for (;;) {
    const left = end - Date.now();
    if (left <= 0) break;
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), left));
    const step = await Promise.race([reader.read(), late]);
    if (step === null || step.done) break;
    text += decoder.decode(step.value, { stream: true });
  }
  await reader.cancel().catch(() => undefined);
  return text;
}

/** Of every row of the other shop, by table. */
async function fingerprint({ database, foreign }: TwoShops): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped`,
  );
  const marks = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await database.query<{ mark: string | null }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as mark from "${name}" t where shop_id = $1`,
      [foreign.shopId],
    );
    marks.set(name, rows[0]?.mark ?? "");
  }
  return marks;
}
