/** Hands something inward until it is kept, or until it is plain that this one alone never will be. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 15_000;
/** What fails so often while others are stored is given up, so that it cannot block its thread for ever. */
const MAX_TRIES_ALONE = 8;

/** Resolves true when it is kept or given up; false only after an abort. */
export type Keep = (work: () => Promise<unknown>) => Promise<boolean>;

export function createKeeper(host: ChannelHost, signal: AbortSignal): Keep {
  let lastStoredAt = 0;
  return async (work) => {
    const beganAt = host.clock.now();
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        await work();
        lastStoredAt = host.clock.now();
        return true;
      } catch (error) {
        const isAlone = tries >= MAX_TRIES_ALONE && lastStoredAt > beganAt;
        host.log.error("discord-message-not-stored", error, { tries, isGivenUp: isAlone });
        if (isAlone) {
          host.refuse("not-storable");
          return true;
        }
        await host.clock.sleep(Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), MAX_RETRY_MS), signal);
      }
    }
    return false;
  };
}
