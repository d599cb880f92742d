/** Adapters for the channels whose settings are there, each with a host of its own. */
import { CHANNELS } from "../../adapters/index.ts";
import type { Config } from "../config.ts";
import type {
  ChannelAdapter,
  ChannelDefinition,
  ChannelHost,
  ChannelSettings,
  ShopFace,
} from "../contracts/channel-adapter.ts";
import { AppError } from "../contracts/errors.ts";
import type { ChannelAccountId } from "../contracts/ids.ts";
import type { ChannelName } from "../contracts/message.ts";
import type { Channels, Ports } from "../contracts/ports.ts";
import type { Shop } from "../contracts/stores.ts";
import { createStaffDoor } from "../flows/staff/create-staff-door.ts";
import { createChannelFiles } from "../flows/files/create-channel-files.ts";
import { withTraining } from "../flows/training/training-channel.ts";
import { acceptMessage } from "../inbox/accept-message.ts";
import { createLockHolder, type LockHolder } from "../store/live/hold-lock.ts";
import { createThreadFeed } from "../store/live/thread-feed.ts";
import type { Program } from "./open-program.ts";

export interface RunningChannel {
  readonly adapter: ChannelAdapter;
  readonly accountId: ChannelAccountId;
}

type SettingsOn = Extract<ChannelSettings, { kind: "on" }>;

/** Throws CONFIG_INVALID with the faults of all channels together. */
export function readChannelSettings(
  config: Config,
): readonly { definition: ChannelDefinition; settings: ChannelSettings }[] {
  const read = CHANNELS.map((definition) => ({ definition, settings: definition.readSettings(config.environment) }));
  const faults = read.flatMap(({ settings }) => (settings.kind === "invalid" ? settings.faults : []));
  if (faults.length > 0) throw new AppError("CONFIG_INVALID", `${faults.join("; ")}. See .env.example.`);
  return read;
}

type HostPorts = Omit<Ports, "queue" | "channels">;

/** `ports` must hold the real doorbell. A channel without settings stays off, with one line in the log. */
export async function buildChannels(program: Program, ports: HostPorts): Promise<readonly RunningChannel[]> {
  const locks = createLockHolder(program.store.urls.runtimeUrl, ports);
  const channels: RunningChannel[] = [];
  // What the team does is heard by a channel and may go out on another, which is built later.
  const all: Channels = {
    get accountIds() {
      return channels.map(({ accountId }) => accountId);
    },
    adapterOf: (accountId) => channels.find((each) => each.accountId === accountId)?.adapter ?? null,
  };
  for (const { definition, settings } of readChannelSettings(program.config)) {
    const { channel } = definition;
    if (settings.kind !== "on") {
      if (settings.kind === "off") ports.log.info("channel-off", { channel, hint: settings.hint });
      continue;
    }
    const accountId = await ports.shops.ensureChannelAccount(program.shop.shopId, channel, settings.accountKey);
    const host = createHost(program, { ...ports, channels: all }, { channel, accountId, locks });
    channels.push({ accountId, adapter: await createAdapter(definition, settings, host) });
    ports.log.info("channel-on", { channel });
  }
  return channels;
}

function createAdapter(
  definition: ChannelDefinition,
  settings: SettingsOn,
  host: ChannelHost,
): Promise<ChannelAdapter> {
  return definition.create(settings.values, host);
}

export function findChannels(channels: readonly RunningChannel[]): Channels {
  const byAccount = new Map(channels.map(({ accountId, adapter }) => [accountId, adapter]));
  return withTraining({
    accountIds: [...byAccount.keys()],
    adapterOf: (accountId) => byAccount.get(accountId) ?? null,
  });
}

interface HostPlace {
  readonly channel: ChannelName;
  readonly accountId: ChannelAccountId;
  readonly locks: LockHolder;
}

function createHost(program: Program, ports: Omit<Ports, "queue">, place: HostPlace): ChannelHost {
  const { shopId } = program.shop;
  const { channel, accountId } = place;
  const log = ports.log.with({ channel });
  return {
    shopId,
    accountId,
    receive: (message) => acceptMessage({ shopId, accountId }, message, ports),
    refuse(reason) {
      ports.metrics.count("inbound_refused_total", { channel, reason });
      log.info("inbound-refused", { reason });
    },
    state: {
      load: (key) => ports.shops.loadChannelState(shopId, accountId, key),
      save: (key, value) => ports.shops.saveChannelState(shopId, accountId, key, value),
      put: (key, entry, value) => ports.shops.mergeChannelState(shopId, accountId, key, { [entry]: value }),
    },
    files: createChannelFiles({ shopId, accountId }, ports),
    feed: createThreadFeed(program.store.database, ports.live, { shopId, accountId }),
    buyers: {
      keys: () => ports.tools.tokenKeys(shopId),
      keep: (threadKey, token) => ports.tools.keepIdentity(shopId, { accountId, threadKey }, token),
      find: (threadKey) => ports.tools.findIdentity(shopId, accountId, threadKey),
    },
    staff: createStaffDoor({ shopId, accountId }, ports),
    exclusive: (name, signal, work) => place.locks.exclusive(name, signal, work),
    shop: () => faceOf(program.shop),
    notice: (name, language, values) => ports.texts.notice(name, language, values),
    clock: ports.clock,
    log,
    metrics: ports.metrics,
  };
}

function faceOf(shop: Shop): ShopFace {
  const { name, defaultLanguage, languages, widgetOrigins } = shop;
  return { name, defaultLanguage, languages, widgetOrigins };
}
