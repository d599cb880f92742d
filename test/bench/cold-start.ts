/** From `serve` on an empty data folder to the first cited answer in a widget, and from a stop to ready again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryOfTree } from "../support/print-report.ts";
import { findFreePort, startServer } from "../support/run-server.ts";
import { openWidgetBuyer } from "../support/widget-buyer.ts";

const QUESTION = "¿Cuánto tarda el envío a México?";

export async function runColdStart(): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-cold-"));
  const dataFolder = join(folder, "data");
  const port = await findFreePort();
  const startedAt = performance.now();
  const first = startServer({ dataFolder, port });
  const buyer = await openWidgetBuyer(first.url, "es-MX");
  await buyer.says(QUESTION);
  const isAnswered = () => buyer.entries.some(({ entry }) => entry.kind === "message" && entry.sources.length > 0);
  while (!isAnswered()) await new Promise((resolve) => setTimeout(resolve, 5));
  const firstAnswerMs = Math.round(performance.now() - startedAt);
  await buyer.stop();
  await first.stop();

  const restartedAt = performance.now();
  const second = startServer({ dataFolder, port });
  await second.untilReady();
  const restartMs = Math.round(performance.now() - restartedAt);
  const rss = memoryOfTree(second.pid);
  const postgres = await memoryOfPostgres(dataFolder, rss.childrenMb);
  await second.stop();
  const baselineMs = await measureBareServer();
  await rm(folder, { recursive: true, force: true });
  return {
    firstAnswerMs,
    restartMs,
    rssMb: rss.ownMb + rss.childrenMb + postgres,
    baselineBareExpressMs: baselineMs,
    ratioToBaseline: Math.round((restartMs / baselineMs) * 10) / 10,
  };
}

/** PostgreSQL outlives a killed program, so it is not always below it in the tree. */
async function memoryOfPostgres(dataFolder: string, countedMb: number): Promise<number> {
  if (countedMb > 0) return 0;
  const place = JSON.parse(await readFile(join(dataFolder, "postgres.json"), "utf8")) as { dataDirectory: string };
  const pid = Number((await readFile(join(place.dataDirectory, "postmaster.pid"), "utf8")).split("\n")[0]);
  const { ownMb, childrenMb } = memoryOfTree(pid);
  return ownMb + childrenMb;
}

/** What Node and Express alone need until they answer. */
async function measureBareServer(): Promise<number> {
  const port = await findFreePort();
  const code = `const e = (await import("express")).default; e().get("/", (_, r) => r.send("ok")).listen(${port}, "127.0.0.1");`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
  while (
    !(await fetch(`http://127.0.0.1:${port}/`).then(
      (r) => r.ok,
      () => false,
    ))
  ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const tookMs = Math.round(performance.now() - startedAt);
  child.kill("SIGKILL");
  await once(child, "exit");
  return tookMs;
}
