/** Starts a Discord on 127.0.0.1: REST and gateway of version 10 on one port, with people who write to the bot. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createBuyer, type FakeBuyer } from "./buyer.ts";
import { type CheckAgainstSpec, createCheckAgainstSpec } from "./check-against-spec.ts";
import { handleControl } from "./control.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createStaff, type FakeStaff } from "./guild/staff.ts";
import { createGatewayServer, type GatewayOptions, type GatewayServer } from "./gateway-server.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createRestHandler, type RateLimits } from "./rest-server.ts";
import { createWorld } from "./create-world.ts";
import type { World } from "./world.ts";

export interface DiscordFakeOptions extends Partial<GatewayOptions>, Partial<RateLimits> {
  /** Any free port when left out. */
  readonly port?: number;
  readonly nonceWindowMs?: number;
  /** Holds requests and answers against Discord's OpenAPI document; costs about a second once. */
  readonly checksSpec?: boolean;
}

export interface DiscordFake {
  /** For DISCORD_API_ROOT. */
  readonly apiRoot: string;
  /** For DISCORD_BOT_TOKEN; another one after too many IDENTIFYs. */
  readonly token: string;
  readonly botId: string;
  readonly world: World;
  readonly gateway: GatewayServer;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Null when it was not asked for or the document is not there. */
  readonly spec: CheckAgainstSpec | null;
  /** The same buyer for the same name. */
  buyer(name: string, locale?: string): FakeBuyer;
  /** Somebody of the shop's team; the same for the same name. */
  staff(name: string, options?: { readonly mayManage?: boolean }): FakeStaff;
  /** A text channel of a server. Returns its id. */
  serverChannel(name: string): string;
  /** TCP connections open right now, of REST and gateway. */
  openSockets(): number;
  /** Resolves when a client holds a session. */
  untilConnected(): Promise<void>;
  /** New connections are refused; open gateway connections stay. */
  refuseConnections(): Promise<void>;
  acceptConnections(): Promise<void>;
  stop(): Promise<void>;
}

export const describe =
  "Discord: REST and gateway of API version 10. Set DISCORD_API_ROOT and DISCORD_BOT_TOKEN as printed; " +
  "POST /_control/says {buyer, text}, POST /_control/presses {buyer, choice}, GET /_control/messages?buyer=, " +
  "GET /_control/journal, POST /_control/faults {kind, times}, POST /_control/gateway {order: drop|reconnect|invalidate}.";

const BOT_ID = "1100000000000000001";
const MESSAGE_CONTENT = 1 << 15;

export async function startDiscordFake(options: DiscordFakeOptions = {}): Promise<DiscordFake> {
  const world = createWorld(BOT_ID);
  const faults = createFaults();
  const journal = createJournal();
  const token = { value: `${Buffer.from(BOT_ID).toString("base64")}.Gfake0.not-a-real-token-only-for-the-fake` };
  const http = createServer();
  let port = options.port ?? 0;
  const address = () => `ws://127.0.0.1:${port}`;
  const gateway = createGatewayServer({ world, faults, journal, token, address, options: gatewayOptions(options) });
  world.listen((event) => gateway.dispatch(event));
  const spec = options.checksSpec ? createCheckAgainstSpec() : null;
  const nonceWindowMs = options.nonceWindowMs ?? 300_000;
  const limits = {
    globalPerSecond: options.globalPerSecond ?? 50,
    messagesPerWindow: options.messagesPerWindow ?? 5,
    windowMs: options.windowMs ?? 5_000,
  };
  const handle = createRestHandler({
    world,
    gateway,
    address,
    nonceWindowMs,
    faults,
    journal,
    token,
    limits,
    check: spec,
  });
  const buyers = new Map<string, FakeBuyer>();
  const buyer = (name: string, locale?: string) => {
    const known = buyers.get(name) ?? createBuyer(world, name, locale);
    buyers.set(name, known);
    return known;
  };
  const team = new Map<string, FakeStaff>();
  const staff: DiscordFake["staff"] = (name, rights) => {
    const known = team.get(name) ?? createStaff(world, name, rights);
    team.set(name, known);
    return known;
  };
  const sockets = new Set<Socket>();
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  http.on("request", (request, response) => {
    // Where the files of messages lie.
    if (request.url?.startsWith("/cdn/")) return void response.end(`the bytes of ${request.url.slice(5)}`);
    void handleControl({ buyer, faults, gateway, journal }, request, response)
      .then((isHandled) => (isHandled ? undefined : handle(request, response)))
      // The client went away while its request was read.
      .catch(() => response.destroy());
  });
  http.on("upgrade", (request, socket, head) => {
    if (faults.gateway.holdsHandshakes) return;
    const isVersionTen = new URL(request.url ?? "/", "http://localhost").searchParams.get("v") === "10";
    gateway.server.handleUpgrade(request, socket, head, (client) => {
      if (isVersionTen) gateway.server.emit("connection", client, request);
      else client.close(4012);
    });
  });
  const listen = async () => {
    http.listen(port, "127.0.0.1");
    await once(http, "listening");
    port = (http.address() as AddressInfo).port;
  };
  await listen();
  return {
    apiRoot: `http://127.0.0.1:${port}/api`,
    get token() {
      return token.value;
    },
    botId: BOT_ID,
    world,
    gateway,
    journal,
    faults,
    spec,
    buyer,
    staff,
    serverChannel: (name) =>
      world.addChannel({ type: 0, guild_id: world.nextId(), name, recipient: null, parent_id: null, owner_id: null })
        .id,
    openSockets: () => sockets.size,
    untilConnected: () => until(() => gateway.connectedCount() > 0),
    async refuseConnections() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      void closed;
      await until(() => !http.listening);
    },
    acceptConnections: listen,
    async stop() {
      gateway.stop();
      const closed = http.listening ? once(http, "close") : Promise.resolve();
      http.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function gatewayOptions(options: DiscordFakeOptions): GatewayOptions {
  return {
    heartbeatMs: options.heartbeatMs ?? 41_250,
    identifyLimit: options.identifyLimit ?? 1_000,
    maxConcurrency: options.maxConcurrency ?? 16,
    sessionTtlMs: options.sessionTtlMs ?? 180_000,
    allowedPrivileged: options.allowedPrivileged ?? MESSAGE_CONTENT,
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error("The fake Discord waited 15 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
