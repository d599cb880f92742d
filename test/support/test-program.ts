/** The whole middle on a real database of one's own: ports as compose.ts builds them, without channels and workers. */
import { sql } from "kysely";
import { buildKnowledge, type Shelves } from "../../src/compose/shelves/build-knowledge.ts";
import { openStores } from "../../src/compose/open-program.ts";
import type { TurnClaim } from "../../src/contracts/conversation.ts";
import type { ChannelAccountId, ConversationId } from "../../src/contracts/ids.ts";
import type { Ports } from "../../src/contracts/ports.ts";
import type { Shop } from "../../src/contracts/stores.ts";
import { type KnowledgeFile, storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { claimTurns } from "../../src/store/claim-turns.ts";
import { createKnowledgeStore } from "../../src/store/knowledge-store.ts";
import { createLiveBus } from "../../src/store/live/live-bus.ts";
import { createModelBudget } from "../../src/store/model/create-model-budget.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { shareTexts } from "./share-texts.ts";
import { createTestToolStore } from "./test-tools.ts";
import { createRecordingHost, silentMetrics, systemClock } from "./recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "./shop-database.ts";

export interface TestProgram {
  readonly ports: Omit<Ports, "queue">;
  readonly db: ShopDatabase;
  readonly shop: Shop;
  readonly accountId: ChannelAccountId;
  readonly shelves: Shelves;
  /** What the log was told, to find faults that were caught. */
  readonly lines: ReturnType<typeof createRecordingHost>["lines"];
  /** Leases one account's conversations only, as if nobody else were there. A negative lease is over at once. */
  claimOf(accountId: ChannelAccountId, leaseMs: number): Promise<readonly TurnClaim[]>;
  /** The only conversation of an account. */
  conversationOf(accountId: ChannelAccountId): Promise<ConversationId>;
  /** Something of this account is queued, on its way or unsettled. */
  isBusy(accountId: ChannelAccountId): Promise<boolean>;
  teach(files: readonly KnowledgeFile[]): Promise<void>;
  close(): Promise<void>;
}

const KNOWLEDGE: readonly KnowledgeFile[] = [
  {
    path: "en/delivery.md",
    text: "---\ntitle: Delivery\nquestions:\n  - How long does delivery take?\n  - and to Spain?\n---\nDelivery takes 7 days everywhere.\n",
  },
];

/** On a database of its own, or as one more process on `joined`, which somebody else has filled. */
export async function createTestProgram(
  overrides: Partial<Ports> = {},
  joined: ShopDatabase | null = null,
): Promise<TestProgram> {
  const db = joined ?? (await openShopDatabase({ maxConnections: 16 }));
  const { log, lines } = createRecordingHost();
  const ids = createRandomIds(systemClock);
  const { database } = db;
  const live = createLiveBus({
    url: db.runtimeUrl,
    pool: database.pool,
    listens: false,
    tellsOthers: false,
    clock: systemClock,
    log,
  });
  const base = {
    knowledge: createKnowledgeStore(database),
    clock: systemClock,
    ids,
    log,
    metrics: silentMetrics,
    model: null,
    embedder: null,
    vectors: null,
    ...overrides,
  };
  const shelves = buildKnowledge(base);
  const ports: Omit<Ports, "queue"> = {
    ...openStores({ database, secret: "a test's own secret" }, systemClock),
    shops: createShopStore(database),
    tools: createTestToolStore(database),
    budget: createModelBudget(database, { ...base, defaults: { maxTokens: null, maxCostMicros: null } }),
    searchOf: shelves.searchOf,
    nameThings: shelves.nameThings,
    searchWith: shelves.searchWith,
    channels: { accountIds: [], adapterOf: () => null },
    doorbell: { ringTurns: () => {}, ringOutbox: () => {}, ringDesk: () => {} },
    live,
    texts: await shareTexts(),
    ...base,
  };
  const teach = async (files: readonly KnowledgeFile[]) => {
    await storeKnowledge(db.shop.shopId, files, ports);
    await shelves.fill(db.shop.shopId);
  };
  if (joined) {
    await shelves.fill(db.shop.shopId);
  } else {
    await teach(KNOWLEDGE);
    // Sent by the clock between what a test waits for; whoever tests it turns it on.
    await ports.desk.saveSettings(db.shop.shopId, { ...DEFAULT_DESK_SETTINGS, placeAfterSeconds: null });
  }
  return {
    ports,
    db,
    shop: db.shop,
    accountId: db.accountId,
    shelves,
    lines,
    claimOf: (accountId, leaseMs) => claimOf(db, accountId, leaseMs),
    conversationOf: (accountId) => conversationOf(db, accountId),
    isBusy: (accountId) => isBusy(db, accountId),
    teach,
    async close() {
      await live.close();
      await db.close();
    },
  };
}

async function conversationOf({ database, shop }: ShopDatabase, accountId: ChannelAccountId): Promise<ConversationId> {
  const { rows } = await database.withShop(shop.shopId, (trx) =>
    sql<{ conversation_id: string }>`select conversation_id from conversation where account_id = ${accountId}`.execute(
      trx,
    ),
  );
  return (rows[0]?.conversation_id ?? "") as ConversationId;
}

function isBusy({ database, shop }: ShopDatabase, accountId: ChannelAccountId): Promise<boolean> {
  return database.withShop(shop.shopId, async (trx) => {
    const { rows } = await sql`
      select 1 from outbox where account_id = ${accountId} and state in ('queued', 'sending')
      union all select 1 from conversation where account_id = ${accountId} and pending_due_at is not null
      limit 1`.execute(trx);
    return rows.length > 0;
  });
}

function claimOf(db: ShopDatabase, accountId: ChannelAccountId, leaseMs: number): Promise<readonly TurnClaim[]> {
  return claimTurns(db.database, { shopId: db.shop.shopId, limit: 50, leaseMs, accountId });
}
