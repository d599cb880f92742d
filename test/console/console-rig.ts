/** The console over real HTTP on the real database; buyers are put in through the stores, as a worker would. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webWidget } from "../../adapters/web-widget/index.ts";
import { buildKnowledge, type Shelves } from "../../src/compose/shelves/build-knowledge.ts";
import { openImportTools } from "../../src/compose/open-import-tools.ts";
import { openStores } from "../../src/compose/open-program.ts";
import type { AgentId, ConversationId, Instant, OutboundId, ShopId, TicketId } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { ChannelName, Delivery, NewOutbound, Source } from "../../src/contracts/message.ts";
import type { Ports } from "../../src/contracts/ports.ts";
import type { Clock } from "../../src/contracts/runtime.ts";
import type { AgentRole, TurnRecord } from "../../src/contracts/stores.ts";
import type { NewTicket } from "../../src/contracts/ticket.ts";
import { createImportRuns } from "../../src/flows/import/create-import-runs.ts";
import { createImportDesk } from "../../src/flows/import/edit-sources.ts";
import { withTraining } from "../../src/flows/training/training-channel.ts";
import { createHttpServer } from "../../src/http/create-server.ts";
import type { HttpServer, HttpServerOptions } from "../../src/http/server-options.ts";
import { hashPassword } from "../../src/http/session/passwords.ts";
import { createTargetJudge } from "../../src/ops/web/create-webhook-post.ts";
import { createPrometheusMetrics } from "../../src/ops/prometheus-metrics.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createKnowledgeStore } from "../../src/store/knowledge-store.ts";
import { createLiveBus } from "../../src/store/live/live-bus.ts";
import { createModelBudget } from "../../src/store/model/create-model-budget.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { shareTexts } from "../support/share-texts.ts";
import { createTestToolStore } from "../support/test-tools.ts";
import { createRecordingHost, type RecordingHost, systemClock } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

export const PASSWORD = "correct horse battery staple";
let passwordHash: Promise<string> | undefined;

export interface BuyerStory {
  readonly name: string | null;
  readonly words: readonly string[];
  readonly language: Language;
  readonly answer?: { readonly text: string; readonly sources: readonly Source[] };
  readonly ticket?: Partial<NewTicket>;
  /** Of an earlier story, whose buyer comes back; a new buyer otherwise. */
  readonly threadKey?: string;
}

export interface OpenedStory {
  readonly threadKey: string;
  readonly conversationId: ConversationId;
  readonly ticketId: TicketId;
}

export interface ConsoleRig {
  readonly origin: string;
  readonly server: HttpServer;
  readonly db: ShopDatabase;
  readonly ports: Ports;
  readonly host: RecordingHost;
  readonly shelves: Shelves;
  /** Adds a person who can sign in with PASSWORD. */
  addAgent(
    shopId: ShopId,
    name: string,
    role?: AgentRole,
  ): Promise<{ readonly email: string; readonly agentId: AgentId }>;
  /** A buyer writes, the assistant may answer, and a ticket opens. */
  openStory(story: BuyerStory): Promise<OpenedStory>;
  buyerSays(threadKey: string, name: string | null, text: string): Promise<void>;
  /** What the outbox would do: hands everything due to a channel that answers so. */
  deliver(delivery?: Delivery, isMaybeDuplicate?: boolean): Promise<readonly string[]>;
  close(): Promise<void>;
}

const RECORD: TurnRecord = {
  outcome: "handed-off",
  confidence: 0.2,
  articleKeys: [],
  writtenBy: "notice",
  promptVersion: null,
  model: null,
  fault: null,
};

export type RigOptions = Partial<Omit<HttpServerOptions, "ports" | "imports">> & {
  readonly clock?: Clock;
  readonly model?: LanguageModel;
  /** "host:port" that may be imported from though they are private. */
  readonly importHosts?: readonly string[];
  /** The same for webhooks. */
  readonly webhookHosts?: readonly string[];
};

export async function openConsoleRig({
  clock = systemClock,
  model,
  importHosts = [],
  webhookHosts = [],
  ...options
}: RigOptions = {}): Promise<ConsoleRig> {
  const db = await openShopDatabase();
  const host = createRecordingHost();
  const ids = createRandomIds(clock);
  const metrics = createPrometheusMetrics();
  const widget = await webWidget.create({ origins: "" }, host);
  const live = createLiveBus({
    url: db.runtimeUrl,
    pool: db.database.pool,
    tellsOthers: false,
    listens: false,
    clock,
    log: host.log,
  });
  const knowledge = createKnowledgeStore(db.database);
  const shelves = buildKnowledge({ knowledge, embedder: null, vectors: null, log: host.log });
  // As `serve` does: what is published is searched at once.
  const deafen = live.subscribe(`knowledge:${db.shop.shopId}`, () => void shelves.fill(db.shop.shopId));
  const ports: Ports = {
    ...openStores({ database: db.database, secret: "a test's own secret" }, clock),
    shops: createShopStore(db.database),
    tools: createTestToolStore(db.database),
    budget: createModelBudget(db.database, {
      ...host,
      clock,
      metrics,
      defaults: { maxTokens: null, maxCostMicros: null },
    }),
    knowledge,
    searchOf: shelves.searchOf,
    nameThings: shelves.nameThings,
    searchWith: shelves.searchWith,
    model: model ?? null,
    embedder: null,
    vectors: null,
    channels: withTraining({
      adapterOf: (accountId) => (accountId === db.accountId ? widget : null),
      accountIds: [db.accountId],
    }),
    doorbell: { ringTurns: () => {}, ringOutbox: () => {}, ringDesk: () => {} },
    queue: { ring: async () => "missed", process: async () => {}, stop: async () => {} },
    live,
    texts: await shareTexts(),
    clock,
    ids,
    log: host.log,
    metrics,
  };
  const pages = await mkdtemp(join(tmpdir(), "console-rig-"));
  const tools = openImportTools({ importHosts });
  const runs = createImportRuns({ ...ports, ...tools });
  const server = createHttpServer({
    imports: createImportDesk({ ...ports, ...tools }, runs),
    channels: [{ channel: "web" as ChannelName, routes: widget.routes }],
    roles: ["web"],
    judgeTarget: createTargetJudge(webhookHosts),
    pages: { console: join(pages, "console"), storefront: join(pages, "storefront") },
    readiness: async () => ({ isReady: true, waitingFor: [] }),
    renderMetrics: () => metrics.render(),
    publicOrigin: null,
    trustedProxies: 0,
    host: "127.0.0.1",
    log: host.log,
    ...options,
    ports,
  });
  const port = await server.listen(0);
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    db,
    ports,
    host,
    shelves,
    ...createActors(db, ports),
    async close() {
      await server.close();
      await runs.close();
      await tools.documents.close();
      deafen();
      await shelves.settle();
      await live.close();
      await db.close();
      await rm(pages, { recursive: true, force: true });
    },
  };
}

type Actors = Pick<ConsoleRig, "addAgent" | "openStory" | "buyerSays" | "deliver">;

function createActors(db: ShopDatabase, ports: Ports): Actors {
  const { shopId } = db.shop;
  let stories = 0;
  const topic = `console:${shopId}`;
  const store = async (threadKey: string, senderName: string | null, text: string) => {
    await ports.inbox.accept(shopId, db.accountId, {
      threadKey,
      senderKey: threadKey,
      senderName,
      externalId: ports.ids.next<string>(),
      parts: [{ kind: "text", text }],
      locale: null,
      sentAt: ports.clock.now(),
    });
  };
  const claim = async () => {
    const [found] = await ports.conversations.claimTurns(shopId, 1, 30_000);
    if (found === undefined) throw new Error("nothing to claim");
    return found;
  };
  const say = (speaker: NewOutbound["speaker"], text: string, language: Language, sources: readonly Source[]) => {
    const outboundId = ports.ids.next<OutboundId>();
    const cause = { kind: "agent", draftKey: outboundId } as const;
    return { outboundId, cause, speaker, agentId: null, text, language, choices: [], sources } satisfies NewOutbound;
  };
  const deliver: ConsoleRig["deliver"] = async (
    delivery = { kind: "delivered", externalId: "1" },
    isMaybeDuplicate = false,
  ) => {
    const texts: string[] = [];
    for (;;) {
      const claims = await ports.outbox.claimDue(shopId, { accountIds: [db.accountId], limit: 50, leaseMs: 30_000 });
      if (claims.length === 0) return texts;
      texts.push(...claims.map(({ message }) => message.text));
      await ports.outbox.settle(
        shopId,
        claims.map(({ message, leaseToken }) => ({
          outboundId: message.outboundId,
          leaseToken,
          delivery,
          isMaybeDuplicate,
        })),
      );
      for (const { message } of claims) {
        ports.live.publish(topic, { kind: "message-added", conversationId: message.conversationId });
      }
    }
  };
  return {
    async addAgent(ofShop, name, role = "agent") {
      const agentId = ports.ids.next<AgentId>();
      const email = `${name.toLowerCase()}@shop.example`;
      // Everybody's is the same, and each is made slow on purpose.
      passwordHash ??= hashPassword(PASSWORD);
      await ports.agents.insert({ shopId: ofShop, agentId, email, name, role }, await passwordHash);
      return { email, agentId };
    },
    async openStory({ name, words, language, answer, ticket, threadKey = `story-${stories + 1}` }) {
      stories += 1;
      const [first = "", ...others] = words;
      await store(threadKey, name, first);
      const opening = await claim();
      const queue = answer === undefined ? [] : [say("assistant", answer.text, language, answer.sources)];
      await ports.conversations.settleTurn(opening, { queue, audit: [] }, { ...RECORD, outcome: "answered" });
      // The assistant's answer must be gone before the ticket opens, or the hand-over cancels it.
      await deliver();
      for (const text of others) await store(threadKey, name, text);
      if (others.length === 0) throw new Error("a story needs a question and what opens the ticket");
      const last = await claim();
      const ticketId = ports.ids.next<TicketId>();
      const now = ports.clock.now();
      const openTicket: NewTicket = {
        ticketId,
        reason: "buyer-asked",
        priority: "normal",
        note: words.at(-1) ?? "",
        language,
        openedAt: now,
        firstReplyDueAt: (now + 15 * 60_000) as Instant,
        ...ticket,
      };
      const notice = ports.texts.notice("handoff-opened", language, { number: stories });
      await ports.conversations.settleTurn(
        last,
        {
          holder: { kind: "queue", ticketId },
          openTicket,
          language: { language, isChosen: false },
          queue: [say("notice", notice, language, [])],
          audit: [],
        },
        RECORD,
      );
      const { conversationId } = last.conversation;
      ports.live.publish(topic, { kind: "ticket-changed", ticketId, conversationId });
      return { threadKey, conversationId, ticketId };
    },
    async buyerSays(threadKey, name, text) {
      await store(threadKey, name, text);
      const found = await claim();
      await ports.conversations.settleTurn(found, { queue: [], audit: [] }, { ...RECORD, outcome: "left-to-agent" });
      const { conversationId } = found.conversation;
      ports.live.publish(topic, { kind: "message-added", conversationId });
    },
    deliver,
  };
}
