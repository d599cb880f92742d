/** A Bot API server for tests and for trying the bot offline; speaks enough of the protocol for an unchanged grammy. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { answerCall, type FakeContext, type JournalEntry, writeText } from "./answer-call.ts";
import { answerControl, CONTROL_HELP } from "./answer-control.ts";
import { createBotState, forceUpdate, type Json } from "./bot-state.ts";
import { deliverWebhooks } from "./deliver-webhooks.ts";
import { type BuyerProfile, createFakeBuyer, type FakeBuyer } from "./fake-buyer.ts";
import { createFakeGroup, type FakeGroup } from "./group/fake-group.ts";
import { createFaultScript, type FaultScript } from "./fault-script.ts";

/** For the help of `npm run fakes`. */
export const describe = CONTROL_HELP;

/** Not a secret: it opens this fake and nothing else. */
export const FAKE_TOKEN = "7000000001:fake-token-that-opens-nothing-at-all";

export interface TelegramFake {
  readonly apiRoot: string;
  readonly port: number;
  readonly token: string;
  /** The same person for the same id; a profile given later replaces what it names. */
  buyer(id: number, profile?: BuyerProfile): FakeBuyer;
  /** A supergroup with topics that the bot administers. */
  group(id: number, title: string): FakeGroup;
  /** Queues any update, however odd, under the next update_id. */
  push(update: Json): void;
  /** How many updates the bot has not confirmed. */
  unconfirmed(): number;
  readonly journal: readonly JournalEntry[];
  readonly faults: FaultScript;
  /** Stores a file for getFile and for download. */
  keepFile(fileId: string, bytes: Uint8Array): void;
  /** Closes the port: every connection is cut and new ones are refused until `comeBack`. */
  goDark(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export interface TelegramFakeOptions {
  readonly port?: number;
  readonly token?: string;
  /** Where messages begin to count; 1 when absent. For a fake that starts again while the program remembers the last. */
  readonly firstNumber?: number;
}

export async function startTelegramFake(options: TelegramFakeOptions = {}): Promise<TelegramFake> {
  const state = createBotState(options.token ?? FAKE_TOKEN, options.firstNumber);
  const stopping = new AbortController();
  const context: FakeContext = { state, faults: createFaultScript(), journal: [], stopped: stopping.signal };
  const buyers = new Map<number, FakeBuyer>();
  const server = createHttpServer(context, buyers);
  const port = await listen(server, options.port ?? 0);
  const delivering = deliverWebhooks(context);
  return {
    apiRoot: `http://127.0.0.1:${port}`,
    port,
    token: state.token,
    buyer(id, profile) {
      const buyer = profile === undefined ? buyers.get(id) : undefined;
      if (buyer) return buyer;
      const made = createFakeBuyer(state, id, profile);
      buyers.set(id, made);
      return made;
    },
    group: (id, title) => createFakeGroup(state, id, title),
    push: (update) => void forceUpdate(state, update),
    unconfirmed: () => state.queue.length,
    journal: context.journal,
    faults: context.faults,
    keepFile: (fileId, bytes) => void state.files.set(fileId, bytes),
    goDark: () => close(server),
    comeBack: async () => void (await listen(server, port)),
    async stop() {
      stopping.abort();
      await Promise.all([close(server), delivering]);
    },
  };
}

function createHttpServer(context: FakeContext, buyers: Map<number, FakeBuyer>): Server {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const answering = path.startsWith("/_control")
      ? answerControl(context, buyers, request, response)
      : path.startsWith("/file/bot")
        ? Promise.resolve(answerFile(context, path, response))
        : answerCall(context, request, response);
    answering.catch(() => {
      // A request that is cut while it is read, or one that is not JSON.
      writeText(response, 400, '{"ok":false,"error_code":400,"description":"Bad Request"}', "application/json");
    });
  });
  // Node's five seconds would close a connection under a client that is busy for that long, and cut its next send.
  server.keepAliveTimeout = 75_000;
  return server;
}

function answerFile({ state }: FakeContext, path: string, response: Parameters<typeof writeText>[0]): void {
  const bytes = path.startsWith(`/file/bot${state.token}/files/`)
    ? state.files.get(path.split("/").at(-1) ?? "")
    : null;
  if (bytes) response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);
  else writeText(response, 404, '{"ok":false,"error_code":404,"description":"Not Found"}', "application/json");
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
