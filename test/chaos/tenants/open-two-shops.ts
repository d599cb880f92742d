/** A running server of its own with two shops: the one whose people attack, and the other. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { API_SCOPES } from "../../../src/contracts/api-key.ts";
import { AGENT_ROLES } from "../../../src/contracts/permission.ts";
import { makeKey } from "../../../src/http/api/api-key.ts";
import { hashPassword } from "../../../src/http/session/passwords.ts";
import { deriveKey, readInstallationSecret } from "../../../src/ops/installation-secret.ts";
import { superuserUrl } from "../../../src/ops/postgres/judge-postmaster.ts";
import { findFreePort, type ServerProcess, startServer } from "../../support/run-server.ts";
import { fillForeignShop, type ForeignShop } from "./fill-foreign-shop.ts";

/** What keeps the shops apart in a run. */
export type Guard = "both" | "row-level-security" | "access-functions" | "none";

export interface Attacker {
  readonly name: string;
  /** Signs in again when a route has ended the session. */
  headersFor(surface: string, method: string): Promise<Readonly<Record<string, string>>>;
  forget(): void;
}

export interface TwoShops {
  readonly server: ServerProcess;
  readonly database: pg.Client;
  readonly foreign: ForeignShop;
  readonly attackers: readonly Attacker[];
  /** The attackers as they were: let in, with their roles, without a second factor. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = "correct horse battery staple";
const PATCH = fileURLToPath(new URL("./drop-shop-filters.ts", import.meta.url));

export async function openTwoShops(guard: Guard): Promise<TwoShops> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-tenants-"));
  const dataFolder = join(folder, "data");
  const forgets = guard === "row-level-security" || guard === "none";
  const server = startServer({
    dataFolder,
    port: await findFreePort(),
    // Without workers: whatever changes in the other shop was changed by a request.
    roles: ["web"],
    environment: {
      // One article: what the shop knows is not what this is about, and indexing it takes longer than all the rest.
      DRAGOMAN_KNOWLEDGE: await writeKnowledge(folder),
      ...(forgets ? { NODE_OPTIONS: `--import ${PATCH}` } : {}),
    },
  });
  try {
    await server.untilReady();
    const database = await connect(dataFolder);
    const foreign = await fillForeignShop(database);
    const attackers = await addAttackers(server, database);
    if (guard === "access-functions" || guard === "none") await switchOffRowSecurity(database);
    return {
      server,
      database,
      foreign,
      attackers,
      async restore() {
        await database.query(`update agent set disabled_at = null, role = split_part(email, '@', 1)
          where email like '%@attack.example' and (disabled_at is not null or role <> split_part(email, '@', 1))`);
        await database.query("delete from access_setting where shop_id <> $1", [foreign.shopId]);
        await database.query("delete from agent_factor where shop_id <> $1", [foreign.shopId]);
      },
      async close() {
        await database.end();
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function writeKnowledge(folder: string): Promise<string> {
  const knowledge = join(folder, "knowledge");
  await mkdir(join(knowledge, "en"), { recursive: true });
  await writeFile(
    join(knowledge, "en", "delivery.md"),
    "---\ntitle: Delivery\nquestions:\n  - How long?\n---\nSeven days.\n",
  );
  return knowledge;
}

async function connect(dataFolder: string): Promise<pg.Client> {
  const { port } = JSON.parse(await readFile(join(dataFolder, "postgres.json"), "utf8")) as { port: number };
  const secret = await readInstallationSecret(dataFolder);
  const url = new URL(superuserUrl(port, deriveKey(secret, "embedded-postgres-superuser").toString("hex")));
  url.pathname = "/dragoman";
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}

/** Only after the start: the program refuses to serve from a database like this. */
async function switchOffRowSecurity(database: pg.Client): Promise<void> {
  await database.query(`do $$ declare name text; begin
    for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity loop
      execute format('alter table %I disable row level security', name);
    end loop; end $$`);
}

async function addAttackers(server: ServerProcess, database: pg.Client): Promise<readonly Attacker[]> {
  const { rows } = await database.query<{ id: string; key: string }>("select id, key from shop where key <> 'foreign'");
  const { id: shopId = "", key: shopKey = "" } = rows[0] ?? {};
  const passwordHash = await hashPassword(PASSWORD);
  const attackers: Attacker[] = [createStranger(server)];
  for (const role of AGENT_ROLES) {
    const { rows: made } = await database.query<{ agent_id: string }>(
      `insert into agent (shop_id, agent_id, email, name, role, password_hash)
       values ($1, gen_random_uuid(), $2, $3, $4, $5) returning agent_id`,
      [shopId, `${role}@attack.example`, role, role, passwordHash],
    );
    const { key, keyHash, prefix } = makeKey(shopKey);
    await database.query(
      `insert into api_key (shop_id, key_id, agent_id, name, key_hash, prefix, scopes, created_by)
       values ($1, gen_random_uuid(), $2, 'attack', $3, $4, $5, $2)`,
      [shopId, made[0]?.agent_id, keyHash, prefix, [...API_SCOPES]],
    );
    attackers.push(createAttacker(server, { role, shopKey, key }));
  }
  return attackers;
}

function createStranger(server: ServerProcess): Attacker {
  const origin = server.url;
  return {
    name: "nobody",
    headersFor: async (surface, method) => (surface === "widget" ? openThread(origin) : marksOf(origin, method)),
    forget: () => undefined,
  };
}

interface Account {
  readonly role: string;
  readonly shopKey: string;
  readonly key: string;
}

function createAttacker(server: ServerProcess, { role, shopKey, key }: Account): Attacker {
  const origin = server.url;
  let session: Readonly<Record<string, string>> | null = null;
  return {
    name: role,
    async headersFor(surface, method) {
      if (surface === "api") return { authorization: `Bearer ${key}`, "idempotency-key": `attack-${role}-0001` };
      if (surface === "widget") return openThread(origin);
      session ??= await signIn(origin, role, shopKey);
      return { ...session, ...marksOf(origin, method) };
    },
    forget: () => {
      session = null;
    },
  };
}

async function signIn(origin: string, role: string, shop: string): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`${origin}/console/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...marksOf(origin, "POST") },
    body: JSON.stringify({ email: `${role}@attack.example`, password: PASSWORD, shop }),
  });
  const view = (await response.json()) as { kind: string; csrfToken?: string };
  if (view.csrfToken === undefined)
    throw new Error(`${role} cannot sign in: ${response.status} ${JSON.stringify(view)}`);
  return { cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "", "x-csrf-token": view.csrfToken };
}

let thread: Promise<Readonly<Record<string, string>>> | null = null;

/** A buyer of the attackers' shop. */
function openThread(origin: string): Promise<Readonly<Record<string, string>>> {
  thread ??= fetch(`${origin}/channels/web/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: "{}",
  }).then(async (response) => {
    const { token = "" } = (await response.json()) as { token?: string };
    return { origin, "x-dragoman-session": token };
  });
  return thread;
}

export function forgetThread(): void {
  thread = null;
}

function marksOf(origin: string, method: string): Readonly<Record<string, string>> {
  return method === "GET" ? {} : { origin, "sec-fetch-site": "same-origin" };
}
