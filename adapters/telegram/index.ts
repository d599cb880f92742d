/** The door of the Telegram channel: its settings, what it can do, and how its parts make an adapter. */
import type {
  ChannelAdapter,
  ChannelCapabilities,
  ChannelDefinition,
  ChannelSettings,
} from "../../src/contracts/channel-adapter.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import { createStaffChannel } from "./desk/create-staff-channel.ts";
import { FILES } from "./encode-files.ts";
import { fetchFile } from "./fetch-file.ts";
import { send } from "./send.ts";
import { encodeTarget, MAX_CHOICE_LABEL_LENGTH, MAX_CHOICES, MAX_TEXT_LENGTH } from "./encode.ts";
import { runPolling } from "./poll.ts";
import type { TelegramContext } from "./wait-out.ts";
import { createWebhookRoute, runWebhook, type WebhookSettings } from "./webhook.ts";

const channel = "telegram" as ChannelName;

const capabilities: ChannelCapabilities = {
  maxTextLength: MAX_TEXT_LENGTH,
  maxChoices: MAX_CHOICES,
  maxChoiceLabelLength: MAX_CHOICE_LABEL_LENGTH,
  canShowTyping: true,
  canShowDraft: false,
  hasSendKey: false,
  canStartConversation: true,
  // Telegram's published limits: about 30 messages a second in all, and one a second in one chat.
  maxSendsPerSecond: 30,
  maxSendsPerSecondPerThread: 1,
  files: FILES,
};

const HINT = "Telegram is off: talk to @BotFather, create a bot, and set TELEGRAM_BOT_TOKEN.";
const TYPING_LIMIT_MS = 5_000;

export const telegram: ChannelDefinition = {
  channel,
  readSettings,
  async create(values, host) {
    const { createTelegramClient } = await import("./client.ts");
    const client = createTelegramClient(values["token"] ?? "", values["apiRoot"]);
    const { webhookUrl: url, webhookSecret: secret } = values;
    const webhook = url === undefined || secret === undefined ? null : { url, secret };
    return createAdapter({ botId: botIdOf(values["token"] ?? ""), client, host }, webhook);
  },
};

function createAdapter(context: TelegramContext, webhook: WebhookSettings | null): ChannelAdapter {
  return {
    channel,
    capabilities,
    routes: webhook === null ? [] : [createWebhookRoute(context, webhook)],
    run: (signal) => (webhook === null ? runPolling(context, signal) : runWebhook(context, webhook, signal)),
    send: (message, signal) => send(context, message, signal),
    fetchFile: (externalKey, maxBytes, signal) => fetchFile(context, { externalKey, maxBytes }, signal),
    staff: createStaffChannel(context),
    async showTyping({ threadKey }) {
      const target = encodeTarget(threadKey);
      if (target === null) return;
      const limits = { timeoutMs: TYPING_LIMIT_MS, signal: NEVER };
      // The topic goes along, or the dots would show in another one.
      const action = { ...target, action: "typing" } as const;
      await context.client.call((api, inner) => api.sendChatAction(action, inner), limits);
    },
  };
}

const NEVER = new AbortController().signal;

function readSettings(environment: Readonly<Record<string, string | undefined>>): ChannelSettings {
  const token = environment["TELEGRAM_BOT_TOKEN"]?.trim() ?? "";
  if (token === "") return { kind: "off", hint: HINT };
  const apiRoot = environment["TELEGRAM_API_ROOT"]?.trim() ?? "";
  const webhookUrl = environment["TELEGRAM_WEBHOOK_URL"]?.trim() ?? "";
  const webhookSecret = environment["TELEGRAM_WEBHOOK_SECRET"]?.trim() ?? "";
  const faults = [
    !/^\d{3,20}:[\w-]{20,100}$/.test(token) && "TELEGRAM_BOT_TOKEN has not the form 123456789:AAAA... of a bot token",
    apiRoot !== "" && !isWebAddress(apiRoot) && "TELEGRAM_API_ROOT is not an http or https address",
    ...(webhookUrl === "" && webhookSecret === "" ? [] : describeWebhookFaults(webhookUrl, webhookSecret)),
  ].filter((fault) => fault !== false);
  if (faults.length > 0) return { kind: "invalid", faults };
  return {
    kind: "on",
    accountKey: botIdOf(token),
    values: {
      token,
      ...(apiRoot !== "" && { apiRoot: apiRoot.replace(/\/+$/, "") }),
      ...(webhookUrl !== "" && { webhookUrl, webhookSecret }),
    },
  };
}

function describeWebhookFaults(url: string, secret: string): (string | false)[] {
  return [
    url === "" && "TELEGRAM_WEBHOOK_URL is missing, but TELEGRAM_WEBHOOK_SECRET is set",
    secret === "" && "TELEGRAM_WEBHOOK_SECRET is missing, but TELEGRAM_WEBHOOK_URL is set",
    url !== "" &&
      !isWebhookAddress(url) &&
      "TELEGRAM_WEBHOOK_URL is not an https address ending in /channels/telegram/webhook",
    secret !== "" && !/^[\w-]{16,256}$/.test(secret) && "TELEGRAM_WEBHOOK_SECRET needs 16 to 256 of A-Z a-z 0-9 _ -",
  ];
}

function isWebAddress(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "https:" || protocol === "http:";
}

/** Plain http only to this machine: that is the fake of our tests, and Telegram itself refuses it. */
function isWebhookAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url?.pathname.endsWith("/channels/telegram/webhook")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && /^(127\.0\.0\.1|localhost)$/.test(url.hostname));
}

/** The public half of a token: it names the bot and opens nothing. */
function botIdOf(token: string): string {
  return token.slice(0, token.indexOf(":"));
}
