/** The web widget's door: always on, no platform behind it, the thread feed is its transport. */
import type { ChannelAdapter, ChannelDefinition, ChannelHost } from "../../src/contracts/channel-adapter.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import { readOrigins } from "./allow-origin.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { loadBundles } from "./load-bundles.ts";
import { createRoutes } from "./routes.ts";
import { createSender } from "./send-message.ts";

const CHANNEL = "web" as ChannelName;
const BUNDLES = new URL("../../dist/widget/", import.meta.url);

export const webWidget: ChannelDefinition = {
  channel: CHANNEL,
  readSettings(environment) {
    const origins = environment["WIDGET_ORIGINS"] ?? "";
    return readOrigins(origins).isValid
      ? { kind: "on", accountKey: "web:default", values: { origins } }
      : {
          kind: "invalid",
          faults: ["WIDGET_ORIGINS must be a comma list of origins such as https://shop.example, without a path"],
        };
  },
  async create(values, host) {
    const bundles = await loadBundles(BUNDLES);
    if (bundles === null) host.log.warn("widget-bundles-missing", { channel: CHANNEL });
    return createWebWidget(readOrigins(values["origins"] ?? "").origins, host, bundles);
  },
};

function createWebWidget(
  origins: readonly string[],
  host: ChannelHost,
  bundles: Awaited<ReturnType<typeof loadBundles>>,
): ChannelAdapter {
  return {
    channel: CHANNEL,
    capabilities: CAPABILITIES,
    routes: createRoutes({ host, origins, bundles }),
    // Nothing to fetch: browsers come to us.
    run: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
      }),
    ...createSender(host),
  };
}
