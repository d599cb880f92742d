/** The Telegram adapter against a Bot API that speaks the protocol: the contract in both modes, and what is its own. */
import { channelAdapterContract } from "../contract/channel-adapter.contract.ts";
import { startTelegramRig } from "./telegram-rig.ts";

const NO_SEND_KEY = {
  test: "a second send of the same message shows once where the platform takes a send key",
  reason: "Telegram takes no send key",
};

channelAdapterContract("telegram by long polling", { start: () => startTelegramRig("poll"), skip: [NO_SEND_KEY] });
channelAdapterContract("telegram with a webhook", { start: () => startTelegramRig("webhook"), skip: [NO_SEND_KEY] });
