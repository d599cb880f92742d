/** `npm run fakes`: Telegram, Discord and a model server on this machine, with everything to paste to talk to them. */
import { parseArgs } from "node:util";
import { startDiscordFake } from "./discord/start-discord-fake.ts";
import { startOpenAiFake } from "./openai/start-openai-fake.ts";
import { startTelegramFake } from "./telegram/start-telegram-fake.ts";

const NAMES = ["telegram", "discord", "openai"] as const;
type Name = (typeof NAMES)[number];

interface Running {
  readonly title: string;
  /** For the environment of the program. */
  readonly lines: readonly string[];
  /** What to type to speak as a buyer, or to make the server fail. */
  readonly examples: readonly string[];
  stop(): Promise<void>;
}

/** Numbers that were used before are swallowed as redelivered messages by a server that remembers them. */
const secondsSince2026 = Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / 1_000);

const STARTERS: Readonly<Record<Name, (port: number) => Promise<Running>>> = {
  async telegram(port) {
    const fake = await startTelegramFake({ port, firstNumber: secondsSince2026 });
    const at = `${fake.apiRoot}/_control`;
    return {
      title: `Telegram  ${fake.apiRoot}`,
      lines: [`TELEGRAM_BOT_TOKEN=${fake.token}`, `TELEGRAM_API_ROOT=${fake.apiRoot}`],
      examples: [
        post(`${at}/say`, { chat: 1001, text: "¿Cuánto tarda el envío a México?", language: "es" }),
        post(`${at}/press`, { chat: 1001, choice: "the label of a button" }),
        `curl -s '${at}/transcript?chat=1001'`,
        `curl -s ${at}    # all it can do, failures included`,
      ],
      stop: () => fake.stop(),
    };
  },
  async discord(port) {
    const fake = await startDiscordFake({ port });
    const at = new URL("/_control", fake.apiRoot).href;
    return {
      title: `Discord   ${fake.apiRoot}`,
      lines: [`DISCORD_BOT_TOKEN=${fake.token}`, `DISCORD_API_ROOT=${fake.apiRoot}`],
      examples: [
        post(`${at}/says`, { buyer: "ana", text: "¿Cuánto tarda el envío a México?" }),
        post(`${at}/presses`, { buyer: "ana", choice: "the label of a button" }),
        `curl -s '${at}/messages?buyer=ana'`,
        post(`${at}/gateway`, { order: "drop" }),
        post(`${at}/faults`, { kind: "rate-limit", method: "POST", pathPart: "/messages", retryAfterSeconds: 2 }),
      ],
      stop: () => fake.stop(),
    };
  },
  async openai(port) {
    const fake = await startOpenAiFake({ port });
    const at = new URL("/_control", fake.baseUrl).href;
    return {
      title: `OpenAI    ${fake.baseUrl}`,
      lines: [`OPENAI_API_KEY=${fake.apiKey}`, `OPENAI_BASE_URL=${fake.baseUrl}`],
      examples: [
        post(`${at}/next`, { behaviour: { kind: "rate-limited" } }),
        post(`${at}/next`, { behaviour: { kind: "stream", flaw: "cut-midway" } }),
        post(`${at}/latency`, { latencyMs: 2_000 }),
        `curl -s ${at}/journal    # what it was asked`,
      ],
      stop: () => fake.stop(),
    };
  },
};

function post(address: string, body: object): string {
  return `curl -s ${address} -d '${JSON.stringify(body)}'`;
}

function describe(running: readonly Running[]): string {
  return [
    "Put these lines into .env, or in front of the command, and start the program in another terminal:",
    "",
    ...running.flatMap(({ lines }) => lines),
    "",
    "Then speak as a buyer, and read what came back:",
    ...running.flatMap(({ title, examples }) => ["", title, ...examples.map((line) => `  ${line}`)]),
    "",
    "Nothing here leaves this machine. Ctrl-C ends it.",
    "",
  ].join("\n");
}

function fail(text: string): never {
  process.stderr.write(`fakes: ${text}\n`);
  process.exit(1);
}

function readPort(name: Name, text: string): number {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : fail(`--${name}-port is not a port: ${text}`);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        "telegram-port": { type: "string", default: "8081" },
        "discord-port": { type: "string", default: "8082" },
        "openai-port": { type: "string", default: "8083" },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const values = readOptions();
const wanted = values.only.length === 0 ? NAMES : NAMES.filter((name) => values.only.includes(name));
if (wanted.length < new Set(values.only).size) fail(`--only takes ${NAMES.join(", ")}.`);

const running: Running[] = [];
for (const name of wanted) {
  const port = readPort(name, values[`${name}-port`]);
  const started = await STARTERS[name](port).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === "EADDRINUSE" ? `port ${port} is in use; choose another with --${name}-port.` : error.message),
  );
  running.push(started);
}
process.stdout.write(describe(running));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void Promise.all(running.map((each) => each.stop())).then(() => process.exit(0)));
}
