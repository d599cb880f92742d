/** Starts the Telegram adapter between its fake and a recording host, by long polling or with a webhook. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { telegram } from "../../adapters/telegram/index.ts";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import { RATE_LIMIT_DELAY_MS, type Rig, type SendFault } from "../contract/channel-adapter.contract.ts";
import type { Fault } from "../fakes/telegram/fault-script.ts";
import { startTelegramFake, type TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";

export const WEBHOOK_SECRET = "webhook-secret-0123456789";
export const BUYER_ID = 1001;

export interface TelegramRig extends Rig {
  readonly fake: TelegramFake;
  /** Where the webhook listens; null when polling. */
  readonly webhookUrl: string | null;
}

export async function startTelegramRig(mode: "poll" | "webhook" = "poll"): Promise<TelegramRig> {
  const fake = await startTelegramFake();
  const buyer = fake.buyer(BUYER_ID, { name: "Ana", languageCode: "es" });
  const host = createRecordingHost();
  let adapter: ChannelAdapter | null = null;
  const web = mode === "webhook" ? await serveRoutes(() => adapter) : null;
  const build = () => createAdapter(fake, host, web?.url ?? null);
  adapter = await build();
  let isDark = false;
  const current = (): ChannelAdapter => {
    if (adapter === null) throw new Error("unreachable: built above");
    return adapter;
  };
  return {
    fake,
    host,
    webhookUrl: web?.url ?? null,
    secrets: [fake.token, fake.token.split(":")[1] ?? "", WEBHOOK_SECRET],
    get adapter(): ChannelAdapter {
      const inner = current();
      const send: ChannelAdapter["send"] = async (message, signal) => {
        const delivery = await inner.send(message, signal);
        if (isDark) await fake.comeBack();
        isDark = false;
        return delivery;
      };
      return { ...inner, send };
    },
    restart: async () => void (adapter = await build()),
    buyerSays: (text) => Promise.resolve(buyer.says(text)),
    redeliverLast: () => Promise.resolve(buyer.redeliverLast()),
    buyerPresses: (choice) => Promise.resolve(buyer.presses(choice.choiceId)),
    delivered: () =>
      Promise.resolve(
        buyer.shown().map(({ text, buttons }) => ({ text, choiceLabels: buttons.map((button) => button.label) })),
      ),
    async failNextSend(fault) {
      isDark = fault === "refuse-connection";
      if (isDark) await goDark(fake);
      else fake.faults.add(FAULTS[fault]);
    },
    async stop() {
      await web?.stop();
      await fake.stop();
    },
  };
}

const FAULTS: Record<SendFault, Fault> = {
  "rate-limit": { method: "sendMessage", code: 429, retryAfter: RATE_LIMIT_DELAY_MS / 1_000 },
  "server-error": { method: "sendMessage", code: 500 },
  blocked: { method: "sendMessage", code: 403 },
  "cut-after-accept": { method: "sendMessage", cutAfterAccept: true },
  "refuse-connection": { method: "sendMessage", cut: true },
};

/** Until our own side has noticed: a connection kept alive would be cut in the middle instead of being refused. */
async function goDark(fake: TelegramFake): Promise<void> {
  await fake.goDark();
  for (;;) {
    const code = await fetch(fake.apiRoot).then(
      () => "",
      (error: Error & { cause?: { code?: string } }) => error.cause?.code ?? "",
    );
    if (code === "ECONNREFUSED") return;
  }
}

function createAdapter(fake: TelegramFake, host: RecordingHost, url: string | null): Promise<ChannelAdapter> {
  const settings = telegram.readSettings({
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.apiRoot,
    ...(url !== null && { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: WEBHOOK_SECRET }),
  });
  if (settings.kind !== "on") throw new Error(`the settings of the rig are ${settings.kind}`);
  return telegram.create(settings.values, host);
}

/** What the web role does with an adapter's routes, as far as an adapter can tell. */
async function answer(adapter: ChannelAdapter | null, request: IncomingMessage, response: ServerResponse) {
  const path = (request.url ?? "").replace("/channels/telegram", "");
  const route = adapter?.routes.find((one) => one.path === path && one.method === request.method);
  if (!route) return void response.writeHead(404).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (body.length > route.maxBytes) return void response.writeHead(413).end();
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { signal } = new AbortController();
  try {
    const reply = await route.handle({
      method: "POST",
      path,
      query: {},
      headers,
      body,
      remoteAddress: "127.0.0.1",
      signal,
    });
    response.writeHead(reply.status, { ...reply.headers }).end(reply.body);
  } catch (error) {
    const code = error instanceof AppError ? error.code : "INTERNAL";
    const status = code === "SIGNATURE_INVALID" ? 401 : code === "REQUEST_INVALID" ? 400 : 500;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error: { code } }));
  }
}

async function serveRoutes(adapter: () => ChannelAdapter | null) {
  const server = createServer((request, response) => void answer(adapter(), request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/channels/telegram/webhook`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
