/** What the buyer sent and the server has not confirmed: kept over reloads, sent in order, the same id on every try. */
import type { PostMessageBody } from "../../wire.ts";
import type { Server } from "./call-server.ts";
import type { ValueStore } from "./keep-values.ts";
import { backOff, createWaiter } from "./wait-turn.ts";

const PREFIX = "dragoman:out:";
const SESSION_KEY = "dragoman:session";

export interface QueuedMessage {
  readonly body: PostMessageBody;
  readonly at: number;
  /** The server refused it for good; only the buyer can send it again. */
  readonly hasFailed: boolean;
}

export interface SendQueue {
  add(body: PostMessageBody): void;
  /** Sends everything that waits, unless that is going on already. */
  pump(): void;
  /** Gives refused messages another chance. */
  retry(clientMessageId: string): void;
  list(): readonly QueuedMessage[];
  readToken(): string | null;
  stop(): void;
}

export interface QueueParts {
  readonly server: Server;
  readonly values: ValueStore;
  /** Runs the work while no other tab does. */
  exclusive(work: () => Promise<void>): Promise<void>;
  onChange(): void;
  onSession(): void;
  /** No answer at all, or one that no server of ours gives. */
  onUnreachable(): void;
  onAccepted(message: QueuedMessage, cursor: number): void;
}

export function createSendQueue(parts: QueueParts): SendQueue {
  const { server, values } = parts;
  const waiter = createWaiter();
  let isPumping = false;
  let hasStopped = false;
  let lastOrder = 0;
  const readToken = () => values.get(SESSION_KEY);

  const trySession = async (): Promise<"ok" | number | null> => {
    const outcome = await server.openSession();
    if (outcome.kind !== "ok") return outcome.kind === "later" ? outcome.afterMs : 60_000;
    // Another tab without locks may have been faster: the first one stays.
    if (readToken() === null) values.set(SESSION_KEY, outcome.value.token);
    parts.onSession();
    return "ok";
  };

  const tryMessage = async (key: string, message: QueuedMessage): Promise<"ok" | number | null> => {
    const token = readToken();
    if (token === null) return trySession();
    const outcome = await server.postMessage(token, message.body);
    if (outcome.kind === "later") return outcome.afterMs;
    if (outcome.kind === "ok") {
      values.remove(key);
      parts.onAccepted(message, outcome.value.cursor);
    } else if (outcome.status === 401) values.remove(SESSION_KEY);
    else values.set(key, JSON.stringify({ ...message, hasFailed: true }));
    parts.onChange();
    return "ok";
  };

  const drain = async () => {
    let failures = 0;
    while (!hasStopped) {
      const next = readAll(values).find(({ message }) => !message.hasFailed);
      if (!next) return;
      const result = await tryMessage(next.key, next.message);
      failures = result === "ok" ? 0 : failures + 1;
      if (result === null) parts.onUnreachable();
      if (result !== "ok" && !hasStopped) await waiter.wait(result ?? backOff(failures));
    }
  };

  const pump = () => {
    if (isPumping) return waiter.wake();
    isPumping = true;
    void parts.exclusive(drain).finally(() => {
      isPumping = false;
      // Something may have been added between the last look and here.
      if (!hasStopped && readAll(values).some(({ message }) => !message.hasFailed)) pump();
    });
  };

  return {
    add(body) {
      lastOrder = Math.max(Date.now(), lastOrder + 1);
      // A key per message: two tabs that write at once cannot overwrite one another's list.
      const message: QueuedMessage = { body, at: lastOrder, hasFailed: false };
      values.set(`${PREFIX}${lastOrder}:${body.clientMessageId}`, JSON.stringify(message));
      parts.onChange();
      pump();
    },
    pump,
    retry(clientMessageId) {
      for (const { key, message } of readAll(values)) {
        if (message.body.clientMessageId !== clientMessageId) continue;
        values.set(key, JSON.stringify({ ...message, hasFailed: false }));
      }
      parts.onChange();
      pump();
    },
    list: () => readAll(values).map(({ message }) => message),
    readToken,
    stop() {
      hasStopped = true;
      waiter.wake();
    },
  };
}

function readAll(values: ValueStore): readonly { key: string; message: QueuedMessage }[] {
  const found: { key: string; message: QueuedMessage }[] = [];
  for (const key of values
    .keys()
    .filter((name) => name.startsWith(PREFIX))
    .sort()) {
    const text = values.get(key);
    if (text === null) continue;
    try {
      found.push({ key, message: JSON.parse(text) as QueuedMessage });
    } catch {
      // The page shares this storage with the shop's own scripts; what is not ours is not sent.
      values.remove(key);
    }
  }
  return found;
}
