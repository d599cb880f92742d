/** The web widget keeps the channel contract: its own client code on one side, a recording host on the other. */
import { webWidget } from "../../adapters/web-widget/index.ts";
import type { ThreadFeed } from "../../src/contracts/channel-adapter.ts";
import type { PostMessageBody } from "../../adapters/web-widget/wire.ts";
import { channelAdapterContract, type Rig, type SendFault } from "../contract/channel-adapter.contract.ts";
import { startBuyer } from "../fixtures/web-widget/start-buyer.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { startRouteServer } from "../support/route-server.ts";

channelAdapterContract("The web widget", {
  start: startRig,
  skip: [
    {
      test: "a rate limit is a retry after the platform's delay, and shows nothing",
      reason: "no platform stands between us and the browser, so nobody limits our sends",
    },
    {
      test: "a buyer who blocked us is a refusal, not an error",
      reason: "a widget cannot be blocked: a visitor who leaves simply reads no more",
    },
  ],
});

async function startRig(): Promise<Rig> {
  const host = createRecordingHost();
  const faults: SendFault[] = [];
  Object.assign(host, { feed: breakFeed(host.feed, faults) });
  const server = await startRouteServer();
  let adapter = await webWidget.create({ origins: "" }, host);
  server.mount("web", adapter.routes);
  const buyer = startBuyer(server.origin);
  let last: PostMessageBody | null = null;
  return {
    get adapter() {
      return adapter;
    },
    host,
    get secrets() {
      const token = buyer.token();
      return token === null ? [] : [token];
    },
    async restart() {
      adapter = await webWidget.create({ origins: "" }, host);
      server.mount("web", adapter.routes);
      server.cut();
    },
    buyerSays(text) {
      last = buyer.says(text);
      return Promise.resolve();
    },
    async redeliverLast() {
      await buyer.post(last);
    },
    buyerPresses(choice) {
      last = buyer.presses(choice.choiceId, choice.label);
      return Promise.resolve();
    },
    delivered() {
      const said = buyer.thread.state().lines.flatMap(({ entry }) => (entry.kind === "message" ? [entry] : []));
      const shown = said.map((entry) => ({
        text: [entry.text, ...entry.sources.map((source) => `${source.number} ${source.title}`)].join("\n"),
        choiceLabels: entry.choices.map((choice) => choice.label),
      }));
      return Promise.resolve(shown);
    },
    failNextSend(fault) {
      faults.push(fault);
      return Promise.resolve();
    },
    async stop() {
      buyer.stop();
      await server.stop();
    },
  };
}

/** A database that fails before or after it wrote, once per fault. Only what the adapter sends is hit. */
function breakFeed(feed: ThreadFeed, faults: SendFault[]): ThreadFeed {
  return {
    ...feed,
    async append(threadKey, entryKey, payload) {
      const isBuyers = entryKey.startsWith(`${threadKey}:`);
      const fault = isBuyers ? undefined : faults.shift();
      if (fault === undefined) return feed.append(threadKey, entryKey, payload);
      if (fault === "cut-after-accept") await feed.append(threadKey, entryKey, payload);
      throw new Error("the connection to the database broke");
    },
  };
}
