/** One thread as the panel uses it: the board, kept up to date by the live stream, and the queue of what is to be sent. */
import type { PostMessageBody, WidgetEntry } from "../../wire.ts";
import type { Server } from "./call-server.ts";
import { createBoard, type ThreadState } from "./create-board.ts";
import { createFollower } from "./follow-thread.ts";
import type { ValueStore } from "./keep-values.ts";
import { createSendQueue, type QueuedMessage } from "./send-queue.ts";

export interface Thread {
  state(): ThreadState;
  subscribe(onChange: () => void): () => void;
  send(body: PostMessageBody): void;
  retry(clientMessageId: string): void;
  loadOlder(): Promise<void>;
  /** A file of a message; null when it cannot be had. */
  readFile(outboundId: string, at: number): Promise<Blob | null>;
  /** Everything up to now counts as read. */
  markSeen(): void;
  /** The page is in front again, or the network is back. */
  wake(): void;
  /** The browser says that there is no network. */
  goOffline(): void;
  /** The page went to the background: the stream is closed, nothing is lost. */
  rest(): void;
  /** Another tab changed the shared storage. */
  storageChanged(): void;
  stop(): void;
}

export interface ThreadParts {
  readonly server: Server;
  readonly values: ValueStore;
  exclusive(work: () => Promise<void>): Promise<void>;
}

export function createThread(parts: ThreadParts): Thread {
  const board = createBoard(parts.values);
  const queue = createSendQueue({
    ...parts,
    onChange: () => board.change({ queued: queue.list() }),
    onSession: () => follower.start(),
    onUnreachable: board.lost,
    onAccepted(message, cursor) {
      board.add(cursor, toEntry(message));
      // An accepted message is the first sign that the server is back, whatever the browser thinks of its network.
      follower.start();
      follower.hurry();
      board.connected();
    },
  });
  const follower = createFollower({
    server: parts.server,
    readToken: () => queue.readToken(),
    readCursor: () => board.streamCursor(),
    events: {
      onEvent: (event) => board.take(event),
      onConnected: () => board.connected(),
      onLost: () => board.lost(),
      onRefused: () => board.connected(),
    },
  });
  const wake = () => {
    if (queue.readToken() !== null) follower.start();
    follower.hurry();
    queue.pump();
  };
  board.change({ queued: queue.list(), isReady: queue.readToken() === null });
  wake();
  return {
    state: () => board.state(),
    subscribe: (onChange) => board.subscribe(onChange),
    send: (body) => queue.add(body),
    retry: (clientMessageId) => queue.retry(clientMessageId),
    markSeen: () => board.markSeen(),
    wake,
    goOffline() {
      follower.stop();
      board.lost();
    },
    rest: () => follower.stop(),
    storageChanged() {
      board.change({ queued: queue.list() });
      if (queue.readToken() !== null) follower.start();
    },
    async loadOlder() {
      const token = queue.readToken();
      const [first] = board.state().lines;
      if (token === null || !first || !board.state().hasOlder) return;
      const outcome = await parts.server.readHistory(token, first.cursor);
      if (outcome.kind === "ok") board.prepend(outcome.value.entries, outcome.value.hasMore);
    },
    async readFile(outboundId, at) {
      const token = queue.readToken();
      return token === null ? null : parts.server.readFile(token, outboundId, at);
    },
    stop() {
      follower.stop();
      queue.stop();
      board.stop();
    },
  };
}

function toEntry({ body, at }: QueuedMessage): WidgetEntry {
  const text = "text" in body ? body.text : body.label;
  return {
    kind: "buyer",
    clientMessageId: body.clientMessageId,
    text,
    choiceId: "text" in body ? null : body.choiceId,
    at,
  };
}
