/** `dragoman doctor`: looks at everything a server needs and says, line by line, what is well and what to do. */
import { access } from "node:fs/promises";
import { readChannelSettings } from "../compose/build-channels.ts";
import { openProgram, type Program } from "../compose/open-program.ts";
import { readKnowledgeFolder } from "../compose/read-knowledge-folder.ts";
import { readTexts } from "../compose/read-texts.ts";
import { type Config, type ModelConfig, readConfig } from "../config.ts";
import { AppError } from "../contracts/errors.ts";
import { readKnowledge } from "../flows/refresh-knowledge.ts";
import { probeModel } from "../model/probe-model.ts";
import { createJsonLogger } from "../ops/json-logger.ts";
import { createPrometheusMetrics } from "../ops/prometheus-metrics.ts";
import { createRandomIds } from "../ops/random-ids.ts";
import { systemClock } from "../ops/system-clock.ts";
import { describeBudget } from "./model/model-command.ts";

interface Finding {
  readonly state: "ok" | "off" | "fault";
  readonly text: string;
}

type Check = (config: Config) => Promise<Finding>;

const CHECKS: readonly (readonly [string, Check])[] = [
  ["node", checkNode],
  ["pages", checkPages],
  ["texts", checkTexts],
  ["knowledge", checkKnowledge],
  ["channels", checkChannels],
  ["database", checkDatabase],
  ["redis", checkRedis],
  ["model", (config) => checkModel(config.model, "OPENAI_")],
  ["fallback", (config) => checkModel(config.fallbackModel, "OPENAI_FALLBACK_")],
  ["budget", checkBudget],
];

export async function doctorCommand(): Promise<void> {
  const config = readConfig();
  for (const [name, check] of CHECKS) {
    const finding = await check(config).catch((error: unknown): Finding => {
      const text = error instanceof AppError ? error.message : error instanceof Error ? error.message : String(error);
      return { state: "fault", text };
    });
    process.stdout.write(`${finding.state.padEnd(6)} ${name.padEnd(10)} ${finding.text}\n`);
    if (finding.state === "fault") process.exitCode = 1;
  }
}

function checkNode(): Promise<Finding> {
  const isNew = Number(process.versions.node.split(".")[0]) >= 24;
  const hint = "is too old; start through npm, which brings Node 24";
  return Promise.resolve({
    state: isNew ? "ok" : "fault",
    text: `Node ${process.versions.node}${isNew ? "" : ` ${hint}`}`,
  });
}

async function checkPages(): Promise<Finding> {
  try {
    for (const page of ["console/index.html", "storefront/index.html"]) {
      await access(new URL(`../../dist/${page}`, import.meta.url));
    }
    return { state: "ok", text: "console and shop page are built" };
  } catch {
    return {
      state: "fault",
      text: "a page is not built; run npm start or npm run dragoman, which build what is missing",
    };
  }
}

async function checkTexts(): Promise<Finding> {
  const texts = await readTexts(createRandomIds(systemClock));
  return { state: "ok", text: `notices and cues in ${texts.cues.size} languages` };
}

async function checkKnowledge(config: Config): Promise<Finding> {
  const { files, faults: unread } = await readKnowledgeFolder(config.knowledgeFolder);
  const { articles, faults } = readKnowledge(files);
  const count = unread.length + faults.length;
  const text = `${articles.length} articles in ${config.knowledgeFolder}`;
  if (count > 0) return { state: "fault", text: `${text}, ${count} faults; see dragoman knowledge check` };
  return { state: articles.length > 0 ? "ok" : "fault", text };
}

function checkChannels(config: Config): Promise<Finding> {
  const lines = readChannelSettings(config).map(({ definition, settings }) =>
    settings.kind === "off" ? `${definition.channel} off (${settings.hint})` : `${definition.channel} on`,
  );
  return Promise.resolve({ state: "ok", text: lines.join("; ") });
}

async function checkDatabase(config: Config): Promise<Finding> {
  return withQuietProgram(config, async (program) => {
    const { rows } = await program.store.database.pool.query<{ server_version: string }>("show server_version");
    const kind = config.databaseUrl === null ? "embedded" : "external";
    return { state: "ok", text: `PostgreSQL ${rows[0]?.server_version} (${kind}), shops kept apart` };
  });
}

/** What is left is less than the dearest call can cost, or soon will be. */
const NEARLY_SPENT = 0.95;

async function checkBudget(config: Config): Promise<Finding> {
  if (!config.model) return { state: "off", text: "without a model nothing is spent" };
  return withQuietProgram(config, async ({ ports, shop }) => {
    const today = await ports.budget.today(shop.shopId);
    const { maxTokens, maxCostMicros } = today.limits;
    const isNear = (used: number, limit: number | null): boolean => limit !== null && used >= limit * NEARLY_SPENT;
    const isSpent = isNear(today.tokens, maxTokens) || isNear(today.costMicros, maxCostMicros);
    const hint = isSpent ? "; answers are quoted until the day (UTC) is over, or raise the limit" : "";
    return { state: isSpent ? "fault" : "ok", text: `${describeBudget(today)}${hint}` };
  });
}

async function withQuietProgram(config: Config, look: (program: Program) => Promise<Finding>): Promise<Finding> {
  const log = createJsonLogger({ level: "silent", form: "line" });
  const program = await openProgram(config, { clock: systemClock, log, mode: "command", isShared: true });
  try {
    return await look(program);
  } finally {
    await program.close();
  }
}

async function checkRedis(config: Config): Promise<Finding> {
  if (config.redisUrl === null) return { state: "off", text: "REDIS_URL is not set; PostgreSQL rings the doorbell" };
  const { Redis } = await import("ioredis");
  const redis = new Redis(config.redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return { state: "ok", text: "Redis answers" };
  } catch {
    return { state: "fault", text: "Redis does not answer at REDIS_URL; messages still flow, a second slower" };
  } finally {
    redis.disconnect();
  }
}

async function checkModel(model: ModelConfig | null, settings: string): Promise<Finding> {
  if (!model) return { state: "off", text: NO_MODEL[settings] ?? "" };
  const log = createJsonLogger({ level: "silent", form: "line" });
  const ports = { log, metrics: createPrometheusMetrics() };
  const probe = await probeModel(model, ports, AbortSignal.timeout(30_000));
  const { chat, embeddingDimension } = probe;
  const isWriter = model.embeddingModel === "";
  const isWell = chat === "text" && (isWriter || embeddingDimension !== null);
  const vectors = embeddingDimension === null ? ", no vectors" : `, vectors of ${embeddingDimension} numbers`;
  const hint = isWell ? "" : `; check the settings that begin with ${settings}`;
  const text = `chat: ${chat === "text" ? `answers in ${probe.chatMs} ms` : chat}`;
  return { state: isWell ? "ok" : "fault", text: `${text}${isWriter ? "" : vectors}${hint}` };
}

const NO_MODEL: Readonly<Record<string, string>> = {
  OPENAI_: "no OPENAI_API_KEY or OPENAI_BASE_URL; answers are quoted from articles",
  OPENAI_FALLBACK_: "no OPENAI_FALLBACK_MODEL; when the model is down answers are quoted from articles",
};
