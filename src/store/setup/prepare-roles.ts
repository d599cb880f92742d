/** Creates the three roles: the owner migrates, the runtime serves and owns nothing, the queue owns its own schema. */
import pg from "pg";
import { AppError } from "../../contracts/errors.ts";

export const RUNTIME_ROLE = "dragoman_runtime";
export const QUEUE_ROLE = "dragoman_queue";
export const OWNER_ROLE = "dragoman_owner";
export const QUEUE_SCHEMA = "graphile_worker";

export interface RolePasswords {
  readonly runtime: string;
  readonly queue: string;
}

export interface RoleUrls {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  readonly queueUrl: string;
}

/** With the embedded database: the superuser makes a plain owner and a database that belongs to it. */
export async function prepareEmbeddedDatabase(superuserUrl: string, ownerPassword: string): Promise<string> {
  await withClient(superuserUrl, async (client) => {
    await ensureRole(client, OWNER_ROLE, ownerPassword, "createrole");
    const { rows } = await client.query("select 1 from pg_database where datname = 'dragoman'");
    if (rows.length === 0) await client.query(`create database dragoman owner ${OWNER_ROLE}`);
    // The owner must be able to hand rights on; a superuser made these roles when an older start died half-way.
    await client.query(`grant create on database dragoman to ${OWNER_ROLE}`);
  });
  return withLogin(superuserUrl, OWNER_ROLE, ownerPassword, "dragoman");
}

/** `ownerUrl` may be the merchant's own DATABASE_URL: its role must be allowed to create roles. */
export async function prepareRoles(ownerUrl: string, passwords: RolePasswords): Promise<RoleUrls> {
  await withClient(ownerUrl, async (client) => {
    await client.query("select pg_advisory_lock(hashtextextended('dragoman:prepare', 0))");
    try {
      await ensureRole(client, RUNTIME_ROLE, passwords.runtime, "");
      await ensureRole(client, QUEUE_ROLE, passwords.queue, "");
      const { rows } = await client.query("select current_database() as name");
      const database = client.escapeIdentifier((rows[0] as { name: string }).name);
      await client.query(`grant connect on database ${database} to ${RUNTIME_ROLE}, ${QUEUE_ROLE}`);
      await client.query(`grant usage on schema public to ${RUNTIME_ROLE}`);
      await client.query(`grant ${QUEUE_ROLE} to current_user`);
      await client.query(`create schema if not exists ${QUEUE_SCHEMA} authorization ${QUEUE_ROLE}`);
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended('dragoman:prepare', 0))");
    }
  });
  return {
    ownerUrl,
    runtimeUrl: withLogin(ownerUrl, RUNTIME_ROLE, passwords.runtime),
    queueUrl: withLogin(ownerUrl, QUEUE_ROLE, passwords.queue),
  };
}

async function ensureRole(client: pg.Client, role: string, password: string, extra: "" | "createrole"): Promise<void> {
  const { rows } = await client.query("select 1 from pg_roles where rolname = $1", [role]);
  const secret = `password ${client.escapeLiteral(password)}`;
  const attributes = `login nosuperuser nocreatedb nobypassrls ${extra} ${secret}`;
  try {
    // Only a superuser may name the attributes of a role that exists; the leak check looks at them anyway.
    await client.query(rows.length === 0 ? `create role ${role} ${attributes}` : `alter role ${role} ${secret}`);
  } catch (error) {
    // Two processes at once: the other one has just made it, with the same derived password.
    if (sqlState(error) === "42710") return;
    if (sqlState(error) !== "42501") throw error;
    throw new AppError(
      "DATABASE_UNSAFE",
      `The role in DATABASE_URL may not create or alter the role ${role}; give it CREATEROLE.`,
      {},
      error,
    );
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port } = new URL(url);
    throw new AppError(
      "DATABASE_UNREACHABLE",
      `No PostgreSQL answers at ${hostname}:${port || "5432"} with this user and password (${sqlState(error) || "no connection"}). Check DATABASE_URL and that the server runs.`,
      {},
      error,
    );
  }
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withLogin(url: string, user: string, password: string, database?: string): string {
  const copy = new URL(url);
  copy.username = user;
  copy.password = encodeURIComponent(password);
  if (database !== undefined) copy.pathname = `/${database}`;
  return copy.toString();
}

function sqlState(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
