/**
 * Brings one event to its end: stored, refused, or of no concern. Whatever hinders that is tried again until the abort;
 * only what came to its end may be acknowledged to Discord.
 */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { InboundMessage } from "../../../src/contracts/message.ts";
import { assertNever } from "../../../src/shared/assert-never.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { askOften } from "../ask-often.ts";
import type { DiscordClient } from "../client.ts";
import type { Decoded } from "../decode.ts";
import type { KnownThreads } from "../state/known-threads.ts";
import { createKeeper } from "./create-keeper.ts";

const FIRST_RETRY_MS = 250;
const MAX_THREAD_TRIES = 5;
const MAX_THREAD_NAME_LENGTH = 40;

export interface AdmissionParts {
  readonly host: ChannelHost;
  readonly client: DiscordClient;
  readonly threads: KnownThreads;
}

/** Resolves true when the event needs no further try: stored, refused or of no concern; false only after an abort. */
export type Admit = (decoded: Decoded) => Promise<boolean>;

export function createAdmission(parts: AdmissionParts, signal: AbortSignal): Admit {
  const { host, threads } = parts;
  const keep = createKeeper(host, signal);

  async function admitMessage(decoded: Decoded & { readonly kind: "message" }): Promise<boolean> {
    const { message, snowflake, opensThreadIn } = decoded;
    // Before the message is stored: an answer to it needs the thread, and after a crash both are done again.
    if (opensThreadIn !== null) {
      const name = message.senderName ?? host.shop().name;
      const isOpen = await openThread(parts, { channelId: opensThreadIn, messageId: snowflake, name }, signal);
      if (signal.aborted) return false;
      threads.note(opensThreadIn, snowflake);
      if (!isOpen) {
        host.refuse("thread-not-opened");
        return true;
      }
    }
    const isDone = await store(message);
    if (isDone) threads.note(message.threadKey, snowflake);
    return isDone;
  }

  const store = (message: InboundMessage) => keep(() => host.receive(message));

  return async (decoded) => {
    switch (decoded.kind) {
      case "ignored":
        return true;
      case "refused":
        host.refuse(decoded.reason);
        return true;
      case "press":
        return store(decoded.message);
      case "message":
        return admitMessage(decoded);
      default:
        return assertNever(decoded);
    }
  };
}

interface ThreadPlace {
  readonly channelId: string;
  readonly messageId: string;
  readonly name: string;
}

/** True when the thread is there. */
async function openThread(parts: AdmissionParts, place: ThreadPlace, signal: AbortSignal): Promise<boolean> {
  const { host, client } = parts;
  const name = truncateText(place.name, MAX_THREAD_NAME_LENGTH);
  const waitMs = (tries: number) => FIRST_RETRY_MS * 2 ** tries;
  const asking = { host, event: "discord-thread-not-opened", maxTries: MAX_THREAD_TRIES, waitMs };
  const asked = await askOften(asking, () => client.openThread(place.channelId, place.messageId, name, signal), signal);
  return asked.kind === "answered";
}
