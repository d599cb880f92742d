/** The registry: one line a channel. See adapters/README.md. */
import type { ChannelDefinition } from "../src/contracts/channel-adapter.ts";
import { discord } from "./discord/index.ts";
import { telegram } from "./telegram/index.ts";
import { webWidget } from "./web-widget/index.ts";

export const CHANNELS: readonly ChannelDefinition[] = [webWidget, telegram, discord];
