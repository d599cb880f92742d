/** Starts one process of the shop and speaks with it until it is killed. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { OutboundMessage } from "../../../src/contracts/message.ts";
import type { Calling, FromProcess, Order, ToProcess } from "./orders.ts";

const ENTRY = fileURLToPath(new URL("./shop-process.ts", import.meta.url));

/** It was killed, or could not be reached any more: nobody knows what became of what it was asked. */
export class ProcessGone extends Error {}

export interface ShopProcess {
  readonly name: string;
  readonly url: string;
  /** Rejects with ProcessGone when it dies over it. `onKept` is called when a staff event is acknowledged. */
  carryOut(order: Order, onKept?: () => void): Promise<unknown>;
  /** What it was asked and has not answered. */
  underWay(): readonly Order[];
  /** kill -9. Resolves when the last thing that it said has been heard. */
  kill(): Promise<void>;
}

export interface ProcessHooks {
  /** The platform has the message. */
  readonly onArrival: (accountId: ChannelAccountId, message: OutboundMessage) => void;
  readonly onFault: (event: string) => void;
}

interface Asked {
  readonly order: Order;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onKept: () => void;
}

export async function startProcess(calling: Calling, hooks: ProcessHooks): Promise<ShopProcess> {
  const child = fork(ENTRY, [JSON.stringify(calling)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const asked = new Map<number, Asked>();
  const gone = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<string>();
  let isGone = false;
  let count = 0;
  const tell = (message: ToProcess): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on("message", (message: FromProcess) => {
    switch (message.kind) {
      case "ready":
        return ready.resolve(message.url);
      case "kept":
        return asked.get(message.orderId)?.onKept();
      case "done":
      case "failed": {
        const one = asked.get(message.orderId);
        asked.delete(message.orderId);
        return message.kind === "done" ? one?.resolve(message.value) : one?.reject(new Error(message.detail));
      }
      case "send":
        hooks.onArrival(message.message.to.accountId, message.message);
        return tell({
          kind: "sent",
          sendId: message.sendId,
          delivery: { kind: "delivered", externalId: message.message.outboundId },
        });
      case "fault":
        return hooks.onFault(message.event);
    }
  });
  // Behind the last message, unlike "exit".
  child.on("disconnect", () => {
    isGone = true;
    ready.reject(new ProcessGone());
    for (const one of asked.values()) one.reject(new ProcessGone());
    asked.clear();
    gone.resolve();
  });
  const url = await ready.promise;
  return {
    name: calling.name,
    url,
    carryOut(order, onKept = () => {}) {
      if (isGone) return Promise.reject(new ProcessGone());
      const orderId = (count += 1);
      return new Promise((resolve, reject) => {
        asked.set(orderId, { order, resolve, reject, onKept });
        tell({ kind: "order", orderId, order });
      });
    },
    underWay: () => [...asked.values()].map(({ order }) => order),
    async kill() {
      child.kill("SIGKILL");
      await gone.promise;
    },
  };
}
