/** Brings a server up part by part and registers how each is taken down: the newest first. */
import { fileURLToPath } from "node:url";
import type { Config, Role } from "../config.ts";
import { AppError } from "../contracts/errors.ts";
import type { Doorbell, Ports } from "../contracts/ports.ts";
import type { JobQueue } from "../contracts/job-queue.ts";
import type { ShopId } from "../contracts/ids.ts";
import { createImportRuns } from "../flows/import/create-import-runs.ts";
import { createImportDesk, type ImportDesk } from "../flows/import/edit-sources.ts";
import { storeKnowledge } from "../flows/refresh-knowledge.ts";
import { createHttpServer } from "../http/create-server.ts";
import { createFirstOwner, type FirstOwner } from "../http/session/create-first-owner.ts";
import { createTargetJudge, createWebhookPost } from "../ops/web/create-webhook-post.ts";
import type { ProgramLife } from "../ops/run-until-signal.ts";
import { buildChannels, findChannels, type RunningChannel, readChannelSettings } from "./build-channels.ts";
import { buildCommerceGate } from "./shop-secrets.ts";
import { openProgram, type Program, type ProgramTools } from "./open-program.ts";
import { openQueue } from "./open-queue.ts";
import { readKnowledgeFolder } from "./read-knowledge-folder.ts";
import { matchCues } from "../routing/match-cues.ts";
import { openImportTools } from "./open-import-tools.ts";
import { createWorkers, type Workers } from "./run-workers.ts";
import { runStaffDesks } from "./run-staff-desks.ts";
import { sendWebhooks } from "./send-webhooks.ts";

export interface Serving {
  readonly port: number;
  /** Only on the very first start. */
  readonly owner: FirstOwner | null;
  readonly program: Program;
}

const HOUR_MS = 3_600_000;

const PAGES = {
  console: fileURLToPath(new URL("../../dist/console/", import.meta.url)),
  storefront: fileURLToPath(new URL("../../dist/storefront/", import.meta.url)),
};

export async function serve(
  config: Config,
  roles: readonly Role[],
  life: ProgramLife,
  tools: Pick<ProgramTools, "clock" | "log">,
): Promise<Serving> {
  readChannelSettings(config);
  const isShared = config.databaseUrl !== null || roles.length < 3;
  const program = await openProgram(config, { ...tools, mode: "serve", isShared });
  life.beforeExit("store", () => program.close());
  const { shopId } = program.shop;
  if (program.store.isAlone) await program.ports.conversations.freeAllLeases(shopId);
  await loadKnowledge(program);

  const queue = await openQueue(config, program.store.urls.queueUrl, tools);
  life.beforeExit("queue", () => queue.stop());
  const workers = createWorkers(tools);
  const isWorker = roles.includes("worker");
  const doorbell = isWorker ? workers.doorbell : ringThrough(queue);
  const channels = await buildChannels(program, { ...program.ports, doorbell });
  const ports: Ports = { ...program.ports, doorbell, queue, channels: findChannels(channels) };

  const imports = openImportTools(program.config);
  life.beforeExit("import-reader", () => imports.documents.close());
  const runs = createImportRuns({ ...ports, ...imports });
  life.beforeExit("imports", () => runs.close());
  const desk = createImportDesk({ ...ports, ...imports }, runs);
  const port = await listen(config, { program, ports, channels, roles, life, imports: desk });
  followKnowledge(program, ports, life);
  if (isWorker) {
    workers.start(ports, imports);
    life.beforeExit("workers", () => workers.stop());
    life.beforeExit("staff-desks", runStaffDesks(ports, { shopId, consoleUrl: config.publicOrigin }));
    life.beforeExit("webhooks", sendWebhooks(ports, createWebhookPost({ allowed: config.webhookHosts })));
    await queue.process(jobHandlers(program, workers));
    if (ports.embedder) void queue.ring({ name: "embed-knowledge", key: shopId, payload: { shopId } });
  }
  if (roles.includes("gateway")) life.beforeExit("gateways", runGateways(channels, ports, life));
  // Only where the password will be printed and used: made by a worker, nobody would ever see it.
  const owner = roles.includes("web") ? await createFirstOwner(program.shop, ports) : null;
  return { port, owner, program };
}

/** The folder is the demo shop's truth; what it says is stored before the first buyer is heard. */
async function loadKnowledge(program: Program): Promise<void> {
  const { ports, shop, config } = program;
  const { files, glossary, faults } = await readKnowledgeFolder(config.knowledgeFolder);
  const report = await storeKnowledge(shop.shopId, files, ports);
  for (const fault of [...faults, ...report.faults]) ports.log.warn("knowledge-fault", { ...fault });
  const { articles, written, removed } = report;
  program.shelves.useGlossary(shop.shopId, glossary);
  await program.shelves.fill(shop.shopId);
  // The word lists are indexed with the first message they are asked about.
  matchCues("", ports.texts.cues);
  ports.log.info("knowledge-loaded", { articles, written, removed, faults: faults.length + report.faults.length });
}

/** `dragoman knowledge reload` speaks to every running process this way. */
function followKnowledge(program: Program, ports: Ports, life: ProgramLife): void {
  const { shopId } = program.shop;
  const onChange = () => {
    const refresh = async () => {
      const { glossary } = await readKnowledgeFolder(program.config.knowledgeFolder);
      program.shelves.useGlossary(shopId, glossary);
      return program.shelves.fill(shopId);
    };
    refresh().then(
      (touched) => {
        ports.log.info("knowledge-refreshed", { touched });
        return ports.queue.ring({ name: "embed-knowledge", key: shopId, payload: { shopId } });
      },
      (error: unknown) => ports.log.error("knowledge-refresh-failed", error),
    );
  };
  const stop = ports.live.subscribe(`knowledge:${shopId}`, onChange);
  // A day has ended and with it the review of some article, which the shop may want withheld; a lost word is made good.
  const hourly = setInterval(onChange, HOUR_MS).unref();
  // Another process has computed vectors: this one loads them into its own index, which is nothing when it has them.
  const stopVectors = ports.live.subscribe(`vectors:${shopId}`, () => {
    program.shelves.embed(shopId, life.stopping).catch((error: unknown) => {
      ports.log.error("vectors-refresh-failed", error);
    });
  });
  life.beforeExit("knowledge", async () => {
    clearInterval(hourly);
    stop();
    stopVectors();
  });
}

function ringThrough(queue: JobQueue): Doorbell {
  const ring = (name: string, shopId: ShopId) => void queue.ring({ name, key: shopId, payload: { shopId } });
  return {
    ringTurns: (shopId) => ring("turns", shopId),
    ringOutbox: (shopId) => ring("outbox", shopId),
    ringDesk: (shopId) => ring("desk", shopId),
  };
}

function jobHandlers(program: Program, workers: Workers): Parameters<JobQueue["process"]>[0] {
  const shopOf = (payload: Readonly<Record<string, string | number>>) => String(payload["shopId"]) as ShopId;
  return {
    turns: (job) => Promise.resolve(workers.doorbell.ringTurns(shopOf(job.payload))),
    outbox: (job) => Promise.resolve(workers.doorbell.ringOutbox(shopOf(job.payload))),
    desk: (job) => Promise.resolve(workers.doorbell.ringDesk(shopOf(job.payload))),
    async "embed-knowledge"(job, signal) {
      const isDone = await program.shelves.embed(shopOf(job.payload), signal);
      // Failing makes the queue try again later: the model server may come up after us.
      if (!isDone) throw new AppError("INTERNAL", "The embedding server did not answer; answers use words alone.");
      program.ports.live.publish(`vectors:${shopOf(job.payload)}`, {});
    },
  };
}

interface Listening {
  readonly program: Program;
  readonly ports: Ports;
  readonly channels: readonly RunningChannel[];
  readonly roles: readonly Role[];
  readonly life: ProgramLife;
  readonly imports: ImportDesk;
}

async function listen(config: Config, { program, ports, channels, roles, life, imports }: Listening): Promise<number> {
  const server = createHttpServer({
    ports,
    channels: channels.map(({ adapter }) => ({ channel: adapter.channel, routes: adapter.routes })),
    roles,
    pages: PAGES,
    readiness: async () => {
      await program.store.database.pool.query("select 1");
      return { isReady: !life.stopping.aborted, waitingFor: [] };
    },
    renderMetrics: () => program.metrics.render(),
    publicOrigin: config.publicOrigin,
    commerce: buildCommerceGate(program),
    imports,
    judgeTarget: createTargetJudge(config.webhookHosts),
    trustedProxies: config.isBehindProxy ? 1 : 0,
    host: config.host,
    log: ports.log,
  });
  const port = await server.listen(config.port);
  life.beforeExit("http", () => server.close());
  return port;
}

/** A channel that its platform turned away stays off; the others go on. Returns how to stop them all. */
function runGateways(channels: readonly RunningChannel[], ports: Ports, life: ProgramLife): () => Promise<void> {
  const running = channels.map(({ adapter }) =>
    adapter.run(life.stopping).catch((error: unknown) => {
      ports.log.error("channel-stopped", error, { channel: adapter.channel });
    }),
  );
  return async () => {
    await Promise.all(running);
  };
}
