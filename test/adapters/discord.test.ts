/** The Discord channel keeps the contract, against a server that speaks Discord's own protocol. */
import { channelAdapterContract } from "../contract/channel-adapter.contract.ts";
import { startDiscordRig } from "./discord-rig.ts";

channelAdapterContract("discord", { start: () => startDiscordRig() });
