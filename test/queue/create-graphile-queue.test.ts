/** The graphile queue on a real PostgreSQL, as the role that owns its schema and nothing else. */
import pg from "pg";
import { expect, test } from "vitest";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createGraphileQueue } from "../../src/queue/create-graphile-queue.ts";
import { until } from "../ops/program-under-test.ts";
import { createRecordingLog } from "../ops/recording-log.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type QueueServer, testJobQueue } from "./job-queue.contract.ts";

async function openServer(): Promise<QueueServer> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  // As the store prepares it: the schema is made for the role, which may not make schemas itself.
  const { username, pathname, port } = new URL(database.url);
  await client.query(`ALTER DATABASE ${pathname.slice(1)} OWNER TO postgres`);
  await client.query(`CREATE SCHEMA graphile_worker AUTHORIZATION ${username}`);
  return {
    port: Number(port),
    urlFor: (proxyPort) => Object.assign(new URL(database.url), { port: String(proxyPort) }).href,
    create: (connectionString, log, concurrency) =>
      createGraphileQueue({ connectionString, log, concurrency, clock: systemClock }),
    countConnections: async () => {
      const { rows } = await client.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND usename = $1",
        [username],
      );
      return rows[0]?.count ?? 0;
    },
    countWaiting: async (name, key) => {
      const { rows } = await client.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE key = $1 AND attempts < max_attempts",
        [`${name}:${key}`],
      );
      return rows[0]?.count ?? 0;
    },
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}

testJobQueue({ driver: "graphile", skipped: null, openServer });

test("several processes may prepare an empty schema at the same moment", async () => {
  const server = await openServer();
  const { log } = createRecordingLog();
  const queues = await Promise.all([1, 2, 3].map(() => server.create(server.urlFor(server.port), log, 1)));
  const ran: string[] = [];
  await queues[0]?.process({ hello: (job) => Promise.resolve(void ran.push(job.key)) });
  // On a busy machine the first ring may be too late for its quarter of a second; that is a "missed", and no fault.
  await until(async () => (await queues[1]?.ring({ name: "hello", key: "one", payload: {} })) === "rung");
  await until(() => ran.length >= 1);
  await Promise.all(queues.map((queue) => queue.stop()));
  await server.close();
});

test("a database that cannot be reached is a fault of the start, with nothing left open", async () => {
  const { log } = createRecordingLog();
  const options = { connectionString: "postgres://nobody@127.0.0.1:1/none", concurrency: 1, clock: systemClock, log };
  await expect(createGraphileQueue(options)).rejects.toThrow(/ECONNREFUSED/);
});
