/**
 * kill -9 of the program, of PostgreSQL, of both, and Redis taken away, at random moments, while buyers of three
 * channels ask. Afterwards every question must have its one answer, in order.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { openStore } from "../../src/compose/open-store.ts";
import { readConfig } from "../../src/config.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { startTelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { startTestRedis, type TestRedis, whyNoRedis } from "../support/redis.ts";
import { findFreePort, type ServerProcess, startServer } from "../support/run-server.ts";
import { type ChaosBuyer, openDiscord, openTelegram, openWidget, TOPICS } from "./chaos-buyers.ts";
import { addVerdicts, judgeTranscript, type Verdict } from "./judge-transcript.ts";

/** A crash loop of sixty restarts must not run into the budget that protects a real bot's token. */
const DISCORD_LIMITS = { globalPerSecond: 1_000, messagesPerWindow: 1_000, windowMs: 1_000 };
const PATIENCE_MS = 90_000;
/** Long enough for a second copy of the last answers to show itself: the longest lease and a sweep. */
const AFTERWARDS_MS = 35_000;

export interface Kill9Options {
  readonly cycles: number;
  readonly buyersPerChannel: number;
}

export async function runKill9(options: Kill9Options): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-chaos-"));
  const telegram = await startTelegramFake();
  const discord = await startDiscordFake(DISCORD_LIMITS);
  const redis = (await whyNoRedis()) === null ? await startTestRedis() : null;
  const environment = {
    DRAGOMAN_KNOWLEDGE: await writeKnowledge(folder),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_ROOT: discord.apiRoot,
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const dataFolder = join(folder, "data");
  const port = await findFreePort();
  const start = () => startServer({ dataFolder, port, environment });
  let server = start();
  try {
    await server.untilReady();
    // Discord keeps nothing for a bot that was never connected.
    await discord.untilConnected();
    const buyers = await openBuyers(options, server.url, { telegram, discord });
    const stopping = new AbortController();
    const talking = Promise.all(buyers.map((buyer) => buyer.run(stopping.signal, PATIENCE_MS)));
    const kills = { program: 0, postgres: 0, both: 0, redis: 0 };
    for (let cycle = 1; cycle <= options.cycles; cycle += 1) {
      await pause(250 + Math.random() * 1_000);
      server = await strike({ kills, dataFolder, server, start, redis });
      await server.untilReady();
      process.stderr.write(
        `\rcycle ${cycle} of ${options.cycles}, ${buyers.reduce((sum, each) => sum + each.asked.length, 0)} questions`,
      );
    }
    stopping.abort();
    await talking;
    await pause(AFTERWARDS_MS);
    process.stderr.write("\n");
    const marks = await readMarks(dataFolder, environment);
    return { ...judge(buyers, marks), kills: { ...kills, total: options.cycles } };
  } finally {
    await server.stop();
    await Promise.all([telegram.stop(), discord.stop(), redis?.stop()]);
    await rm(await placeOf(dataFolder).catch(() => folder), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeKnowledge(folder: string): Promise<string> {
  const knowledge = join(folder, "knowledge");
  await mkdir(join(knowledge, "en"), { recursive: true });
  for (const { topic, question, answer } of TOPICS) {
    const text = `---\ntitle: ${question.replace("?", "")}\nquestions:\n  - ${question}\n---\n${answer}\n`;
    await writeFile(join(knowledge, "en", `${topic.toLowerCase()}.md`), text);
  }
  return knowledge;
}

async function openBuyers(
  options: Kill9Options,
  url: string,
  fakes: {
    readonly telegram: Awaited<ReturnType<typeof startTelegramFake>>;
    readonly discord: Awaited<ReturnType<typeof startDiscordFake>>;
  },
): Promise<readonly ChaosBuyer[]> {
  const each = Array.from({ length: options.buyersPerChannel }, (_, index) => index);
  const widgets = await Promise.all(each.map(() => openWidget(url)));
  return [
    ...widgets,
    ...each.map(() => openDiscord(fakes.discord)),
    ...each.map((index) => openTelegram(fakes.telegram, 5_000 + index)),
  ];
}

interface Stage {
  readonly kills: { program: number; postgres: number; both: number; redis: number };
  readonly dataFolder: string;
  readonly server: ServerProcess;
  readonly start: () => ServerProcess;
  readonly redis: TestRedis | null;
}

/** Returns the server that runs afterwards: the same one when only what stands beside it was struck. */
async function strike(stage: Stage): Promise<ServerProcess> {
  const { kills, server, start, redis } = stage;
  const dice = Math.random();
  if (redis && dice < 0.1) {
    kills.redis += 1;
    await redis.kill();
    await pause(500 + Math.random() * 1_000);
    await redis.start();
    return server;
  }
  if (dice < 0.25) {
    kills.postgres += 1;
    await killPostgres(stage.dataFolder);
    // It dies under the program, which brings it up again by itself.
    await pause(200);
    return server;
  }
  if (dice < 0.4) {
    kills.both += 1;
    await Promise.all([server.kill9(), killPostgres(stage.dataFolder)]);
    return start();
  }
  kills.program += 1;
  await server.kill9();
  return start();
}

async function killPostgres(dataFolder: string): Promise<void> {
  const pid = Number((await readFile(join(await placeOf(dataFolder), "postmaster.pid"), "utf8")).split("\n")[0]);
  if (pid > 1) process.kill(pid, "SIGKILL");
}

/** As root the data may stand elsewhere, where PostgreSQL's own user can reach it. */
async function placeOf(dataFolder: string): Promise<string> {
  const place = JSON.parse(await readFile(join(dataFolder, "postgres.json"), "utf8")) as { dataDirectory: string };
  return place.dataDirectory;
}

/** How many delivered messages of each Telegram chat carry the mark "may have arrived twice". */
async function readMarks(
  dataFolder: string,
  environment: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, number>> {
  const config = readConfig({ ...environment, DRAGOMAN_DATA: dataFolder });
  const log = createJsonLogger({ level: "silent", form: "line" });
  const store = await openStore(config, { clock: systemClock, log, mode: "command", maxConnections: 2 });
  try {
    const [shop] = await createShopStore(store.database).list();
    if (!shop) return new Map();
    const { rows } = await store.database.withShop(shop.shopId, (trx) =>
      sql<{ thread: string; n: number }>`
        select c.thread_key as thread, count(*) as n from outbox o
        join conversation c on c.conversation_id = o.conversation_id
        where o.is_maybe_duplicate group by 1`.execute(trx),
    );
    return new Map(rows.map((row) => [row.thread, row.n]));
  } finally {
    await store.close();
  }
}

function judge(
  buyers: readonly ChaosBuyer[],
  marks: ReadonlyMap<string, number>,
): Readonly<Record<ChaosBuyer["channel"], Verdict & { readonly markedDuplicates: number }>> {
  const verdictOf = (channel: ChaosBuyer["channel"]) => {
    const judged = buyers
      .filter((buyer) => buyer.channel === channel)
      .map((buyer) => {
        const verdict = judgeTranscript(buyer.asked, buyer.received());
        const marked = marks.get(buyer.threadKey ?? "") ?? 0;
        const disordered = verdict.disordered + buyer.faults().length;
        return { verdict: { ...verdict, disordered }, marked: Math.min(marked, verdict.duplicated) };
      });
    const markedDuplicates = judged.reduce((sum, each) => sum + each.marked, 0);
    return { ...addVerdicts(judged.map((each) => each.verdict)), markedDuplicates };
  };
  return { widget: verdictOf("widget"), discord: verdictOf("discord"), telegram: verdictOf("telegram") };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
