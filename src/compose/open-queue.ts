/** The doorbell: graphile-worker in the database, or bull when REDIS_URL names a Redis. */
import type { Config } from "../config.ts";
import type { JobQueue } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";

/** Handlers at a time: rings are instant, and of the slow jobs one at a time is enough. */
const CONCURRENCY = 2;

export async function openQueue(
  config: Config,
  queueUrl: string,
  tools: { readonly clock: Clock; readonly log: Logger },
): Promise<JobQueue> {
  // Imported when it is chosen: bull alone takes a third of a second and 29 MB.
  if (config.redisUrl !== null) {
    const { createBullQueue } = await import("../queue/create-bull-queue.ts");
    return createBullQueue({ redisUrl: config.redisUrl, concurrency: CONCURRENCY, ...tools });
  }
  const { createGraphileQueue } = await import("../queue/create-graphile-queue.ts");
  return createGraphileQueue({ connectionString: queueUrl, concurrency: CONCURRENCY, ...tools });
}
