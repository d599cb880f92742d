/** The door of the Discord channel: what it needs to be told, what it can do, and how its adapter is built. */
import type {
  ChannelCapabilities,
  ChannelDefinition,
  ChannelHost,
  ChannelSettings,
} from "../../src/contracts/channel-adapter.ts";
import { MAX_FILES } from "../../src/contracts/files.ts";
import type { ChannelName } from "../../src/contracts/message.ts";

const CHANNEL = "discord" as ChannelName;
const MAX_UPLOAD_BYTES = 10 * 1_048_576;
const DEFAULT_API_ROOT = "https://discord.com/api";

export const CAPABILITIES: ChannelCapabilities = {
  maxTextLength: 2000,
  // Five rows of five buttons.
  maxChoices: 25,
  maxChoiceLabelLength: 80,
  canShowTyping: true,
  canShowDraft: false,
  // `nonce` with `enforce_nonce`: a second send within a few minutes returns the first message.
  hasSendKey: true,
  // A bot may write to a person it shares a server with, but many bots were banned for it.
  canStartConversation: false,
  maxSendsPerSecond: 50,
  // The bucket of one channel is five messages in five seconds.
  maxSendsPerSecondPerThread: 1,
  files: {
    label: "Discord",
    // What a bot may send to whoever pays nothing; all files of one message together, to be sure.
    maxBytes: MAX_UPLOAD_BYTES,
    maxPerMessage: MAX_FILES,
    maxBytesPerMessage: MAX_UPLOAD_BYTES,
    // Escaping makes words longer, and with files they should stay one message.
    maxTextLength: 1_500,
    groupOf: () => "attachment",
  },
};

/** Without DISCORD_CHANNELS buyers reach the bot by direct message only, and no privileged intent is asked for. */
export const discord: ChannelDefinition = {
  channel: CHANNEL,
  readSettings,
  async create(values, host: ChannelHost) {
    // discord.js costs 0.7 s and 40 MB: only a process that speaks Discord loads it.
    const [
      { createDiscordClient },
      { createSendMemory },
      { sendMessage },
      { runGateway },
      team,
      { createDeskClient },
      { fetchFile },
    ] = await Promise.all([
      import("./client.ts"),
      import("./create-once.ts"),
      import("./send.ts"),
      import("./gateway.ts"),
      import("./desk/create-staff-channel.ts"),
      import("./desk/desk-client.ts"),
      import("./desk/fetch-file.ts"),
    ]);
    const botId = botIdOf(values["token"] ?? "") ?? "";
    const client = createDiscordClient({
      token: values["token"] ?? "",
      apiRoot: values["apiRoot"] ?? DEFAULT_API_ROOT,
    });
    const listedChannels = new Set((values["channels"] ?? "").split(",").filter((id) => id !== ""));
    const parts = { host, client, botId, memory: createSendMemory() };
    const ours = { ...parts, desk: createDeskClient(client), rights: new Map<string, bigint>() };
    return {
      channel: CHANNEL,
      capabilities: CAPABILITIES,
      routes: [],
      run: (signal) => runGateway({ ...ours, listedChannels }, signal),
      send: (message, signal) => sendMessage(parts, message, signal),
      showTyping: (to) => client.showTyping(to.threadKey).catch(() => {}),
      fetchFile: (externalKey, maxBytes, signal) => fetchFile(parts, { externalKey, maxBytes }, signal),
      staff: team.createStaffChannel(ours),
    };
  },
};

function readSettings(environment: Readonly<Record<string, string | undefined>>): ChannelSettings {
  const token = environment["DISCORD_BOT_TOKEN"]?.trim() ?? "";
  if (token === "") return { kind: "off", hint: "Set DISCORD_BOT_TOKEN to answer on Discord." };
  const faults: string[] = [];
  const botId = botIdOf(token);
  if (botId === null)
    faults.push("DISCORD_BOT_TOKEN is not a bot token (copy it from the Bot page of the application)");
  const apiRoot = (environment["DISCORD_API_ROOT"]?.trim() || DEFAULT_API_ROOT).replace(/\/+$/, "");
  if (!/^https?:\/\/[^\s?#]+$/.test(apiRoot) || !URL.canParse(apiRoot)) {
    faults.push("DISCORD_API_ROOT is not a web address without a query, for example https://discord.com/api");
  }
  const channels = (environment["DISCORD_CHANNELS"] ?? "").split(",").map((id) => id.trim());
  const listed = channels.filter((id) => id !== "");
  if (listed.some((id) => !/^\d{15,20}$/.test(id))) {
    faults.push("DISCORD_CHANNELS is not a list of channel ids with commas between them");
  }
  if (botId === null || faults.length > 0) return { kind: "invalid", faults };
  return { kind: "on", accountKey: botId, values: { token, apiRoot, channels: listed.join(",") } };
}

/** The first part of a token is the bot's user id in base64, so the account is known without the network. */
function botIdOf(token: string): string | null {
  const [head, middle, tail] = token.split(".");
  if (!head || !middle || !tail || !/^[A-Za-z0-9+/_-]+=*$/.test(head)) return null;
  try {
    const id = atob(head.replaceAll("-", "+").replaceAll("_", "/"));
    return /^\d{15,20}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
