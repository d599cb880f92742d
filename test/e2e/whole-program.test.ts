/** The program as its users run it: one process, the real knowledge folder, a browser's calls, a terminal's commands. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TicketListView, TicketPageView } from "../../src/console/console-api.ts";
import { startEmbeddedDatabase } from "../../src/ops/embedded-database.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { type ConsoleClient, createConsoleClient } from "../console/console-client.ts";
import { makeFolder, removeFolder, until } from "../ops/program-under-test.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { findFreePort, type ServerProcess, startServer } from "../support/run-server.ts";
import { openWidgetBuyer, type WidgetBuyer } from "../support/widget-buyer.ts";
import { runCommand } from "./run-command.ts";

const QUESTION = "¿Cuánto tarda el envío a México?";
const PASSWORD = /sign in as (\S+) with (\S+)/u;

/** Every step is a process that starts; on a machine that does much else beside it that takes its time. */
const SLOW = { timeout: 60_000 };

const folders: string[] = [];
const servers: ServerProcess[] = [];
const buyers: WidgetBuyer[] = [];

let dataFolder: string;
let server: ServerProcess;
let buyer: WidgetBuyer;
let agent: ConsoleClient;
let ticketId: string;
let signIn: { readonly email: string; readonly password: string };

async function newFolder(): Promise<string> {
  const folder = await makeFolder();
  folders.push(folder);
  return folder;
}

async function start(options: Partial<Parameters<typeof startServer>[0]> = {}): Promise<ServerProcess> {
  const started = startServer({ dataFolder, port: await findFreePort(), ...options });
  servers.push(started);
  return started;
}

async function enter(url: string): Promise<WidgetBuyer> {
  const entered = await openWidgetBuyer(url, "es-MX");
  buyers.push(entered);
  return entered;
}

/** What the shop's side has said since, once it is there. */
async function says(who: WidgetBuyer, text: string) {
  const before = who.replies().length;
  await who.says(text);
  await until(() => who.replies().length > before);
  const { entry } = who.entries.findLast((each) => each.entry.kind === "message") ?? {};
  if (entry?.kind !== "message") throw new Error("No message came.");
  return entry;
}

async function readPage(): Promise<TicketPageView> {
  return (await agent.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
}

async function countOf(metric: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(metric))
      ?.split(" ")
      .at(-1) ?? 0,
  );
}

beforeAll(async () => {
  dataFolder = await newFolder();
  server = await start();
  await server.untilReady();
});

afterAll(async () => {
  await Promise.all(buyers.map((each) => each.stop()));
  await Promise.all(servers.map((each) => each.stop()));
  for (const folder of folders) await removeFolder(folder);
});

describe("a newcomer's first hour", SLOW, () => {
  test("the first start prints where to go and a password that opens the console", async () => {
    await until(() => PASSWORD.test(server.output()));
    expect(server.output()).toContain(`http://localhost:${server.port}/console`);
    const [, email = "", password = ""] = PASSWORD.exec(server.output()) ?? [];
    signIn = { email, password };
    agent = createConsoleClient(server.url);
    expect((await agent.signIn(email, password, "demo")).status).toBe(200);
  });

  test("a buyer who asks in Spanish reads a cited answer in Spanish", async () => {
    buyer = await enter(server.url);
    const answer = await says(buyer, QUESTION);
    expect(answer).toMatchObject({ speaker: "assistant", language: "es" });
    expect(answer.text).toMatch(/México.*7.12/u);
    expect(answer.sources.map((source) => source.articleKey)).toEqual(["shipping-times"]);
    const [source] = answer.sources;
    const article = await readFile(new URL("../../knowledge/es/shipping-times.md", import.meta.url), "utf8");
    expect(article.replaceAll("**", "")).toContain(source?.quote.split("\n")[0]?.replace(/^- /u, ""));
  });

  test("who asks for a person gets a numbered ticket that stands in the agents' queue", async () => {
    const notice = await says(buyer, "Quiero hablar con una persona, por favor");
    expect(notice).toMatchObject({ speaker: "notice", language: "es" });
    expect(notice.text).toContain("1");
    const { tickets } = (await agent.call("GET", "/tickets?view=waiting")).body as TicketListView;
    expect(tickets).toMatchObject([{ number: 1, status: "waiting", reason: "buyer-asked", language: "es" }]);
    ticketId = tickets[0]?.ticketId ?? "";
  });

  test("an agent takes the ticket and the reply arrives in the widget under the agent's name", async () => {
    expect((await agent.call("POST", `/tickets/${ticketId}/take`)).body).toEqual({ kind: "done" });
    const body = { text: "Hola, soy Mina. ¿Me dices tu número de pedido?", draftKey: "draft-0001" };
    expect((await agent.call("POST", `/tickets/${ticketId}/reply`, { body })).body).toEqual({ kind: "done" });
    await until(() => buyer.replies().includes(body.text));
    const { entry } = buyer.entries.at(-1) ?? {};
    expect(entry).toMatchObject({ kind: "message", speaker: "agent", text: body.text });
    // The same draft sent again, as a page does after a lost answer, is the same message.
    await agent.call("POST", `/tickets/${ticketId}/reply`, { body });
    expect((await readPage()).messages.filter(({ text }) => text === body.text)).toHaveLength(1);
  });

  test("the assistant stays silent while the agent has the chat", async () => {
    const before = buyer.replies().length;
    await buyer.says(QUESTION);
    await until(async () => (await countOf('dragoman_turns_total{outcome="left-to-agent"}')) >= 1);
    expect((await readPage()).messages.at(-1)).toMatchObject({ speaker: "buyer", text: QUESTION });
    expect(buyer.replies()).toHaveLength(before);
  });

  test("a change without the session's CSRF token is refused and changes nothing", async () => {
    const answer = await agent.call("POST", `/tickets/${ticketId}/resolve`, { headers: { "x-csrf-token": "" } });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "CSRF_INVALID" } } });
    expect((await readPage()).ticket.status).toBe("held");
  });

  test("a resolved ticket gives the chat back to the assistant", async () => {
    const before = buyer.replies().length;
    await agent.call("POST", `/tickets/${ticketId}/resolve`);
    await until(() => buyer.replies().length > before);
    expect((await says(buyer, "¿Qué métodos de pago aceptan?")).speaker).toBe("assistant");
    expect((await readPage()).ticket.status).toBe("resolved");
    expect(buyer.faults).toEqual([]);
  });
});

describe("the command line beside a running server", SLOW, () => {
  test("settings in a file count, and what is set in the environment wins", async () => {
    const file = join(dataFolder, "settings.env");
    await writeFile(file, `# a comment\nDRAGOMAN_DATA="${dataFolder}"\nPORT=not-a-port\nREDIS_URL=\n`);
    const refused = await runCommand(["tickets"], { DRAGOMAN_ENV_FILE: file });
    expect(refused.errors).toMatch(/^dragoman: .*PORT must be a whole number.*\n$/u);
    const listed = await runCommand(["tickets"], { DRAGOMAN_ENV_FILE: file, PORT: "3000" });
    expect(listed).toMatchObject({ code: 0, errors: "", output: "0 tickets\n" });
    const missing = await runCommand(["tickets"], { DRAGOMAN_ENV_FILE: join(dataFolder, "nowhere.env") });
    expect(missing).toMatchObject({ code: 1, output: "" });
    expect(missing.errors).toMatch(/cannot be read \(ENOENT\)/u);
  });

  test("ask --batch answers every line in its own language and in order", async () => {
    const file = join(dataFolder, "batch.jsonl");
    const lines = [
      { id: "a", lang: "en", query: "How do I track my order?" },
      { id: "b", lang: "es", query: "Quiero hablar con una persona" },
      { id: "c", lang: "zh", query: "可以用支付宝付款吗？" },
    ];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const asked = await runCommand(["ask", "--batch", file, "--json"], { DRAGOMAN_DATA: dataFolder });
    expect(asked.code).toBe(0);
    const answers = asked.output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { id: "a", kind: "answered", language: "en", citations: [{ article: "track-order" }] },
      { id: "b", kind: "handoff", language: "es", text: "buyer-asked", citations: [] },
      { id: "c", kind: "answered", language: "zh", citations: [{ article: "e-wallets" }] },
    ]);
  });

  test("chat reads a pipe to its end, answers each line and leaves", async () => {
    const said = ["hola", "¿Tengo que pagar aduana en México?", "quiero hablar con una persona"];
    const talked = await runCommand(["chat", "--lang", "es"], { DRAGOMAN_DATA: dataFolder }, `${said.join("\n")}\n`);
    expect(talked).toMatchObject({ code: 0, errors: "" });
    const [, greeting, answer, notice] = talked.output.split(/^you> .*$/mu);
    expect(greeting).toContain("Harbour & Loom");
    expect(answer).toMatch(/México[\s\S]*\[1\] Aduana/u);
    expect(notice).toMatch(/persona[\s\S]*2/u);
  });

  test("ask --json prints one line with a cited answer", async () => {
    const asked = await runCommand(["ask", "--lang", "es", "--json", QUESTION], { DRAGOMAN_DATA: dataFolder });
    expect(asked).toMatchObject({ code: 0, errors: "" });
    const line = JSON.parse(asked.output) as { readonly citations: readonly unknown[] };
    expect(line).toMatchObject({ kind: "answered", language: "es", citations: [{ article: "shipping-times" }] });
  });

  test("a backup restored into a fresh data folder holds the same conversation", async () => {
    const file = join(dataFolder, "shop.backup");
    const made = await runCommand(["backup", file], { DRAGOMAN_DATA: dataFolder });
    expect(made).toMatchObject({ code: 0, errors: "" });
    const fresh = { DRAGOMAN_DATA: await newFolder() };
    const restored = await runCommand(["restore", file], fresh);
    expect(restored).toMatchObject({ code: 0, errors: "" });
    expect(restored.output.split(" ")[0]).toBe(made.output.split(" ")[0]);
    const shown = await runCommand(["tickets", "1"], fresh);
    expect(shown.output).toContain("Hola, soy Mina. ¿Me dices tu número de pedido?");
    const again = await runCommand(["restore", file], fresh);
    expect(again).toMatchObject({ code: 1, output: "" });
    expect(again.errors).toMatch(/^dragoman: .*already holds conversations.*\n$/u);
  });
});

describe("a start that cannot succeed says one clear line and fails", SLOW, () => {
  const refusals: readonly [string, () => Promise<Readonly<Record<string, string>>>, RegExp][] = [
    [
      "a port in use",
      async () => ({ PORT: String(server.port), DRAGOMAN_DATA: await newFolder() }),
      /The port is in use: .*set PORT to a free one/u,
    ],
    [
      "a data folder that another process holds",
      async () => ({ PORT: "0", DRAGOMAN_DATA: dataFolder }),
      /Process \d+ holds .*DRAGOMAN_DATA/u,
    ],
    [
      "a data folder that cannot be written",
      async () => ({ PORT: "0", DRAGOMAN_DATA: join(dataFolder, "program.pid", "below-a-file") }),
      /cannot be written \(ENOTDIR\).*DRAGOMAN_DATA/u,
    ],
    [
      "an unreachable DATABASE_URL",
      async () => ({
        PORT: "0",
        DRAGOMAN_DATA: await newFolder(),
        DATABASE_URL: `postgres://shop:secret-word@127.0.0.1:${await findFreePort()}/shop`,
      }),
      /No PostgreSQL answers at 127\.0\.0\.1:\d+ .*Check DATABASE_URL/u,
    ],
    [
      "malformed settings, all of them at once",
      async () => ({ PORT: "many", REDIS_URL: "secret-word", LOG_LEVEL: "loud" }),
      /PORT must be .*REDIS_URL must be .*LOG_LEVEL must be .*\.env\.example/u,
    ],
    [
      "a token that is none",
      async () => ({ PORT: "0", TELEGRAM_BOT_TOKEN: "secret-word", DRAGOMAN_DATA: await newFolder() }),
      /TELEGRAM_BOT_TOKEN has not the form/u,
    ],
  ];

  test.each(refusals)("%s", async (_name, environment, expected) => {
    const refused = await runCommand(["serve"], { HOST: "127.0.0.1", LOG_LEVEL: "warn", ...(await environment()) });
    expect(refused.code).toBe(1);
    expect(refused.errors.trim().split("\n")).toHaveLength(1);
    expect(refused.errors).toMatch(expected);
    expect(refused.errors).not.toContain("secret-word");
  });
});

describe("stopping and starting again", SLOW, () => {
  test("SIGTERM ends the program within five seconds, whatever connections browsers keep open", async () => {
    // Beside the buyer's stream: one on which nothing was said, as browsers keep ready.
    const silent = connect(server.port, "127.0.0.1").on("error", () => {});
    await once(silent, "connect");
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    silent.destroy();
  });

  test("a second start finds everything in place and prints no password", async () => {
    const said = buyer.entries.length;
    server = await start({ port: server.port });
    await server.untilReady();
    expect(server.output()).not.toMatch(PASSWORD);
    // The open page comes back by itself with its cursor.
    const answer = await says(buyer, "¿Cómo puedo pagar?");
    expect(new Set(answer.sources.map((source) => source.articleKey))).toEqual(new Set(["payment-methods"]));
    expect(buyer.faults).toEqual([]);
    expect(buyer.entries).toHaveLength(said + 2);
    agent = createConsoleClient(server.url);
    expect((await agent.signIn(signIn.email, signIn.password, "demo")).status).toBe(200);
    expect((await readPage()).ticket).toMatchObject({ number: 1, status: "resolved" });
  });
});

describe("one process per role, on a database that is not ours", SLOW, () => {
  test("what web accepts is answered by worker, and only web makes the owner", async () => {
    const { log } = createRecordingHost();
    const secret = "only for this test, nothing to hide";
    const options = { dataFolder: await newFolder(), secret, log, clock: systemClock };
    const database = await startEmbeddedDatabase(options);
    try {
      const environment = { DATABASE_URL: database.superuserUrl, DRAGOMAN_SECRET: secret };
      const worker = await start({ dataFolder: await newFolder(), roles: ["worker"], environment });
      await worker.untilReady();
      const web = await start({ dataFolder: await newFolder(), roles: ["web"], environment });
      await web.untilReady();
      const answer = await says(await enter(web.url), QUESTION);
      expect(answer).toMatchObject({ speaker: "assistant", language: "es" });
      expect(web.output()).toMatch(PASSWORD);
      expect(worker.output()).toBe("");
      expect((await fetch(`${worker.url}/console/`)).status).toBe(404);
      expect(await Promise.all([web.stop(), worker.stop()])).toEqual([0, 0]);
    } finally {
      await database.stop();
    }
  });
});
