/**
 * One process of the shop, to be killed at any moment: the console and the API over HTTP, the door of the staff desks,
 * turn workers and senders, on a database that others use, too. What it sends goes to the run, which is the platform.
 */
import type { ChannelAdapter } from "../../../src/contracts/channel-adapter.ts";
import type { TurnClaim } from "../../../src/contracts/conversation.ts";
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { ChannelName, Delivery } from "../../../src/contracts/message.ts";
import type { Ports } from "../../../src/contracts/ports.ts";
import type { Logger } from "../../../src/contracts/runtime.ts";
import { workDesk } from "../../../src/flows/desk/work-desk.ts";
import { handleTurn } from "../../../src/flows/handle-turn.ts";
import { createStaffDoor } from "../../../src/flows/staff/create-staff-door.ts";
import { workStaffDesks } from "../../../src/flows/staff/work-staff-desks.ts";
import { createHttpServer } from "../../../src/http/create-server.ts";
import { acceptMessage } from "../../../src/inbox/accept-message.ts";
import { createSender } from "../../../src/outbox/create-sender.ts";
import { assertNever } from "../../../src/shared/assert-never.ts";
import { joinShopDatabase } from "../../support/shop-database.ts";
import { createTestProgram, type TestProgram } from "../../support/test-program.ts";
import { breathe } from "./breathe.ts";
import { wireMutant } from "./mutants.ts";
import type { Calling, FromProcess, Order, ToProcess } from "./orders.ts";

const LEASE_MS = 20_000;
const CONNECTIONS = 12;

const sends = new Map<number, (delivery: Delivery) => void>();
let sendCount = 0;
const asleep = new Map<ChannelAccountId, readonly TurnClaim[]>();

const tell = (message: FromProcess): void => void process.send?.(message, () => undefined);

const log: Logger = {
  info: () => {},
  warn: () => {},
  error: (event, error) => tell({ kind: "fault", event: `${event}: ${String(error).slice(0, 200)}` }),
  with: () => log,
};

/** A channel that takes a moment, sometimes says "later", and whose platform outlives us. */
const adapter: ChannelAdapter = {
  channel: "moody" as ChannelName,
  capabilities: {
    maxTextLength: 4_000,
    maxChoices: 10,
    maxChoiceLabelLength: 80,
    canShowTyping: false,
    canShowDraft: false,
    hasSendKey: true,
    canStartConversation: true,
    maxSendsPerSecond: 10_000,
    maxSendsPerSecondPerThread: 10_000,
  },
  routes: [],
  run: () => Promise.resolve(),
  async send(message) {
    await breathe();
    if (Math.random() < 0.15) return { kind: "retry", afterMs: 0, reason: "busy" };
    const sendId = (sendCount += 1);
    const delivery = await new Promise<Delivery>((resolve) => {
      sends.set(sendId, resolve);
      tell({ kind: "send", sendId, message });
    });
    sends.delete(sendId);
    await breathe();
    return delivery;
  },
};

async function open({ shared, name, mutant }: Calling): Promise<void> {
  const db = joinShopDatabase(shared, { maxConnections: CONNECTIONS, name });
  const program = await createTestProgram({ log }, db);
  const queue: Ports["queue"] = { ring: async () => "missed", process: async () => {}, stop: async () => {} };
  const channels = { accountIds: [], adapterOf: () => adapter };
  const ports: Ports = wireMutant(mutant, { ...program.ports, channels, queue }, program);
  const server = createHttpServer({
    ports,
    channels: [],
    roles: ["web"],
    pages: { console: "/nowhere", storefront: "/nowhere" },
    readiness: async () => ({ isReady: true, waitingFor: [] }),
    renderMetrics: async () => ({ contentType: "text/plain", text: "" }),
    publicOrigin: null,
    trustedProxies: 0,
    host: "127.0.0.1",
    log,
  });
  const port = await server.listen(0);
  const doors = new Map<ChannelAccountId, ReturnType<typeof createStaffDoor>>();
  const doorOf = (accountId: ChannelAccountId) => {
    const door = doors.get(accountId) ?? createStaffDoor({ shopId: db.shop.shopId, accountId }, ports);
    doors.set(accountId, door);
    return door;
  };
  process.on("message", (message: ToProcess) => {
    if (message.kind === "sent") return sends.get(message.sendId)?.(message.delivery);
    const { orderId, order } = message;
    const kept = () => tell({ kind: "kept", orderId });
    carryOut(order, { program, ports, doorOf, kept }).then(
      (value) => tell({ kind: "done", orderId, value }),
      (error: unknown) => tell({ kind: "failed", orderId, detail: String(error) }),
    );
  });
  tell({ kind: "ready", url: `http://127.0.0.1:${port}` });
}

interface Means {
  readonly program: TestProgram;
  readonly ports: Ports;
  readonly doorOf: (accountId: ChannelAccountId) => ReturnType<typeof createStaffDoor>;
  readonly kept: () => void;
}

async function carryOut(order: Order, { program, ports, doorOf, kept }: Means): Promise<unknown> {
  const { shopId } = program.shop;
  switch (order.kind) {
    case "hear-buyer":
      return hearBuyer(order, program, ports);
    case "work":
      return work(order.accountId, program, ports);
    case "fall-asleep":
      return void asleep.set(order.accountId, await program.claimOf(order.accountId, -1));
    case "wake-up": {
      const claims = asleep.get(order.accountId) ?? [];
      asleep.delete(order.accountId);
      for (const claim of claims) await turn(claim, program, ports);
      return undefined;
    }
    case "claim-and-die":
      return void (await program.claimOf(order.accountId, -1));
    case "hear-staff": {
      const { outcome } = await doorOf(order.accountId).hear(order.event);
      kept();
      return outcome;
    }
    case "sweep":
      return workDesk(shopId, ports);
    case "take-up-left":
      return workStaffDesks(shopId, { consoleUrl: null }, ports);
    default:
      return assertNever(order);
  }
}

async function hearBuyer(
  { accountId, externalId, text }: Extract<Order, { readonly kind: "hear-buyer" }>,
  { shop }: TestProgram,
  ports: Ports,
): Promise<void> {
  const message = {
    threadKey: "t",
    senderKey: "s",
    senderName: null,
    externalId,
    parts: [{ kind: "text", text }] as const,
    locale: "en",
    sentAt: ports.clock.now(),
  };
  await acceptMessage({ shopId: shop.shopId, accountId }, message, ports);
}

/** What fails is found again when its lease is over, as in a worker. */
async function turn(claim: TurnClaim, { shop }: TestProgram, ports: Ports): Promise<void> {
  await handleTurn(claim, shop, ports, AbortSignal.timeout(10_000)).catch((error: unknown) =>
    log.error("turn-failed", error),
  );
}

async function work(accountId: ChannelAccountId, program: TestProgram, ports: Ports): Promise<void> {
  await breathe();
  for (const claim of await program.claimOf(accountId, LEASE_MS)) {
    await breathe();
    await turn(claim, program, ports);
  }
  const channels = { ...ports.channels, accountIds: [accountId] };
  const sender = createSender({ ...ports, channels }, { maxInFlight: 4, random: () => 0, onSettled: () => {} });
  await sender.takeDue(program.shop.shopId);
  await sender.idle();
}

// Nobody is left to work for.
process.on("disconnect", () => process.exit());
await open(JSON.parse(process.argv[2] ?? "{}") as Calling);
