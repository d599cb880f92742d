/** Starts the Discord adapter against the fake Discord, for the contract and for its own tests. */
import { discord } from "../../adapters/discord/index.ts";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import { RATE_LIMIT_DELAY_MS, type Rig, type SendFault } from "../contract/channel-adapter.contract.ts";
import { buttonsOf } from "../fakes/discord/buyer.ts";
import { type DiscordFake, type DiscordFakeOptions, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import type { FakeMessage } from "../fakes/discord/world.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";

export interface DiscordRig extends Rig {
  readonly fake: DiscordFake;
}

/** `channels` are names of server channels where buyers may call the bot. */
export async function startDiscordRig(
  options: DiscordFakeOptions = {},
  host = createRecordingHost(),
): Promise<DiscordRig> {
  const fake = await startDiscordFake({ checksSpec: true, ...options });
  const { token } = fake;
  const buyer = fake.buyer("ana", "es-ES");
  let adapter = await createAdapter(fake, host);
  return {
    fake,
    host,
    get adapter() {
      return adapter;
    },
    secrets: [token, token.split(".").at(-1) ?? token],
    untilReady: () => fake.untilConnected(),
    async restart() {
      adapter = await createAdapter(fake, host);
    },
    async buyerSays(text) {
      buyer.says(text);
    },
    async redeliverLast() {
      buyer.repeatsLast();
    },
    async buyerPresses(choice) {
      buyer.presses(choice.choiceId);
    },
    delivered: async () => buyer.reads().map(showToBuyer),
    failNextSend: (fault) => scriptFault(fake, fault),
    async stop() {
      await fake.stop();
      const violations = fake.spec?.violations ?? [];
      if (violations.length > 0) throw new Error(`Against Discord's document: ${violations.join("\n")}`);
    },
  };
}

/** Another adapter, as another process would build it. */
export async function createAdapter(
  fake: DiscordFake,
  host: RecordingHost,
  environment: Readonly<Record<string, string>> = {},
): Promise<ChannelAdapter> {
  const settings = discord.readSettings({
    DISCORD_BOT_TOKEN: fake.token,
    DISCORD_API_ROOT: fake.apiRoot,
    ...environment,
  });
  if (settings.kind !== "on") throw new Error(`Discord is ${settings.kind}`);
  return discord.create(settings.values, host);
}

async function scriptFault(fake: DiscordFake, fault: SendFault): Promise<void> {
  const send = { method: "POST", pathPart: "/messages" };
  switch (fault) {
    case "rate-limit":
      return fake.faults.next({ kind: "rate-limit", retryAfterSeconds: RATE_LIMIT_DELAY_MS / 1000, ...send });
    case "refuse-connection":
      return fake.refuseConnections();
    case "server-error":
    case "blocked":
    case "cut-after-accept":
      return fake.faults.next({ kind: fault, ...send });
  }
}

/** What Discord's own client makes of the markup that we send. */
export function showToBuyer(message: FakeMessage) {
  const text = message.content
    .replace(/^-# /gm, "")
    .replace(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g, "$1")
    .replace(/(?<!\\)<(https?:\/\/[^>]+)>/g, "$1")
    .replace(/\\([^A-Za-z0-9\s])/g, "$1");
  return { text, choiceLabels: buttonsOf(message).map((button) => button.label) };
}
