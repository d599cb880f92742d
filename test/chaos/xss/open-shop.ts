/** The whole program as a process, with its three channels: what people need to write into it, and to look at it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { API_SCOPES } from "../../../src/contracts/api-key.ts";
import { makeKey } from "../../../src/http/api/api-key.ts";
import { hashPassword } from "../../../src/http/session/passwords.ts";
import { deriveKey, readInstallationSecret } from "../../../src/ops/installation-secret.ts";
import { superuserUrl } from "../../../src/ops/postgres/judge-postmaster.ts";
import { type DiscordFake, startDiscordFake } from "../../fakes/discord/start-discord-fake.ts";
import { startTelegramFake, type TelegramFake } from "../../fakes/telegram/start-telegram-fake.ts";
import { findFreePort, startServer } from "../../support/run-server.ts";

export interface Person {
  readonly email: string;
  readonly cookie: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OpenShop {
  readonly url: string;
  readonly database: pg.Client;
  readonly telegram: TelegramFake;
  readonly discord: DiscordFake;
  readonly owner: Person;
  readonly agent: Person;
  readonly apiKey: string;
  readonly agentId: string;
  close(): Promise<void>;
}

export const PASSWORD = "correct horse battery staple";
/** A run says in a minute what buyers say in hours. */
const UNHURRIED = { globalPerSecond: 1_000, messagesPerWindow: 1_000, windowMs: 1_000 };

export async function openShop(): Promise<OpenShop> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-xss-"));
  const dataFolder = join(folder, "data");
  const [telegram, discord] = await Promise.all([startTelegramFake(), startDiscordFake(UNHURRIED)]);
  const server = startServer({
    dataFolder,
    port: await findFreePort(),
    environment: {
      DRAGOMAN_KNOWLEDGE: await writeKnowledge(folder),
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_API_ROOT: discord.apiRoot,
    },
  });
  const close = async () => {
    await server.stop();
    await Promise.all([telegram.stop(), discord.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.untilReady();
    await discord.untilConnected();
    const database = await connect(dataFolder);
    const { shopId, shopKey } = await readShop(database);
    const ownerId = await addPerson(database, shopId, "owner");
    const agentId = await addPerson(database, shopId, "agent");
    const { key, keyHash, prefix } = makeKey(shopKey);
    await database.query(
      `insert into api_key (shop_id, key_id, agent_id, name, key_hash, prefix, scopes, created_by)
       values ($1, gen_random_uuid(), $2, 'xss', $3, $4, $5, $2)`,
      [shopId, ownerId, keyHash, prefix, [...API_SCOPES]],
    );
    return {
      url: server.url,
      database,
      telegram,
      discord,
      owner: await signIn(server.url, "owner", shopKey),
      agent: await signIn(server.url, "agent", shopKey),
      apiKey: key,
      agentId,
      async close() {
        await database.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeKnowledge(folder: string): Promise<string> {
  const knowledge = join(folder, "knowledge");
  await mkdir(join(knowledge, "en"), { recursive: true });
  const article = "---\ntitle: Delivery\nquestions:\n  - How long does delivery take?\n---\nSeven days.\n";
  await writeFile(join(knowledge, "en", "delivery.md"), article);
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

async function readShop(database: pg.Client): Promise<{ readonly shopId: string; readonly shopKey: string }> {
  const { rows } = await database.query<{ shopId: string; shopKey: string }>(
    'select id as "shopId", key as "shopKey" from shop limit 1',
  );
  if (!rows[0]) throw new Error("no shop");
  return rows[0];
}

async function addPerson(database: pg.Client, shopId: string, role: string): Promise<string> {
  const { rows } = await database.query<{ agent_id: string }>(
    `insert into agent (shop_id, agent_id, email, name, role, password_hash)
     values ($1, gen_random_uuid(), $2, $3, $4, $5) returning agent_id`,
    [shopId, `${role}@xss.example`, role, role, await hashPassword(PASSWORD)],
  );
  return rows[0]?.agent_id ?? "";
}

async function signIn(url: string, role: string, shop: string): Promise<Person> {
  const email = `${role}@xss.example`;
  const marks = { "content-type": "application/json", origin: url, "sec-fetch-site": "same-origin" };
  const response = await fetch(`${url}/console/api/session`, {
    method: "POST",
    headers: marks,
    body: JSON.stringify({ email, password: PASSWORD, shop }),
  });
  const { csrfToken } = (await response.json()) as { csrfToken?: string };
  if (csrfToken === undefined) throw new Error(`${role} cannot sign in: ${response.status}`);
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { email, cookie, headers: { ...marks, cookie, "x-csrf-token": csrfToken } };
}
