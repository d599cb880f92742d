/** Work in order under one key, side by side across keys. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";

export interface Chains {
  /** Runs after everything that was queued before under this key. */
  queue(key: string, work: () => Promise<void>): void;
  /** Resolves when everything queued so far is done, or left because of an abort. */
  settled(): Promise<void>;
}

export function createChains(host: ChannelHost): Chains {
  const chains = new Map<string, Promise<void>>();
  return {
    queue(key, work) {
      const next = (chains.get(key) ?? Promise.resolve())
        .then(work)
        // Nothing in here throws by design; a fault of ours must not stop what comes later under this key.
        .catch((error: unknown) => host.log.error("discord-intake-fault", error));
      chains.set(key, next);
      void next.then(() => chains.get(key) === next && chains.delete(key));
    },
    async settled() {
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };
}
