/** Everything a command needs: store, texts, knowledge, model. A server adds channels, workers and pages to it. */
import { join } from "node:path";
import { type Config, DEFAULT_FILES_QUOTA } from "../config.ts";
import type { DeskStore } from "../contracts/desk.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { KnowledgeBase } from "../contracts/knowledge-base.ts";
import { LANGUAGES } from "../contracts/language.ts";
import type { MannerStore } from "../contracts/manner.ts";
import type { BudgetLimits } from "../contracts/model-budget.ts";
import type { Channels, Ports } from "../contracts/ports.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import type { Shop, ShopStore } from "../contracts/stores.ts";
import { remember } from "../shared/remember.ts";
import { createIndexFiles } from "../ops/index-files.ts";
import { createPrometheusMetrics, type PrometheusMetrics } from "../ops/prometheus-metrics.ts";
import { deriveKey } from "../ops/installation-secret.ts";
import { createRandomIds } from "../ops/random-ids.ts";
import { createVault } from "../http/session/create-vault.ts";
import { createAccessStore } from "../store/access/create-access-store.ts";
import { createAgentStore } from "../store/agent-store.ts";
import { createCommerceStore } from "../store/commerce/commerce-store.ts";
import { createConversationStore } from "../store/conversation-store.ts";
import { createCopilotStore } from "../store/desk/create-copilot-store.ts";
import { createFileStore } from "../store/files/create-file-store.ts";
import { createIncidentStore } from "../store/desk/create-incident-store.ts";
import { createMergeStore } from "../store/merge/create-merge-store.ts";
import { createReviewStore } from "../store/review/create-review-store.ts";
import { createMacroStore } from "../store/desk/create-macro-store.ts";
import { createViewStore } from "../store/desk/create-view-store.ts";
import { createDeskStore } from "../store/desk/create-desk-store.ts";
import { createStaffStore } from "../store/staff/create-staff-store.ts";
import { createApiKeyStore } from "../store/integrations/create-api-key-store.ts";
import { createBrowseStore } from "../store/integrations/create-browse-store.ts";
import { createWebhookStore } from "../store/integrations/create-webhook-store.ts";
import { createInboxStore } from "../store/inbox-store.ts";
import { createKnowledgeBase } from "../store/knowledge/create-knowledge-base.ts";
import { createKnowledgeFeedback } from "../store/knowledge/create-knowledge-feedback.ts";
import { createKnowledgeStore } from "../store/knowledge-store.ts";
import { createLiveBus, type RunningLiveBus } from "../store/live/live-bus.ts";
import { payForPractice } from "../model/pay-for-practice.ts";
import { createModelBudget } from "../store/model/create-model-budget.ts";
import { createQuestionStore } from "../store/model/create-question-store.ts";
import { createOutboxStore } from "../store/outbox-store.ts";
import { createShopStore } from "../store/shop-store.ts";
import { createTicketStore } from "../store/ticket-store.ts";
import { createSearchStore } from "../store/search/create-search-store.ts";
import { createSourceStore } from "../store/sources/create-source-store.ts";
import { createToolStore } from "../store/tools/tool-store.ts";
import { createMannerStore } from "../store/translation/create-manner-store.ts";
import { createTrainingStore } from "../store/training/create-training-store.ts";
import { createTranslationStore } from "../store/translation/create-translation-store.ts";
import { buildKnowledge, type ShelfKeeping, type Shelves } from "./shelves/build-knowledge.ts";
import { buildModel } from "./build-model.ts";
import { nameAnalysis } from "./shelves/keep-shelf.ts";
import { openStore, type OpenStore } from "./open-store.ts";
import { readTexts } from "./read-texts.ts";

export interface Program {
  readonly config: Config;
  /** Channels, doorbell and queue are silent here; a server replaces them. */
  readonly ports: Omit<Ports, "queue">;
  readonly store: OpenStore;
  readonly shelves: Shelves;
  readonly shop: Shop;
  readonly metrics: PrometheusMetrics;
  close(): Promise<void>;
}

export interface ProgramTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly mode: "serve" | "command";
  /** Several processes serve one installation and must tell one another what happens. */
  readonly isShared: boolean;
}

const DEMO_SHOP_KEY = "demo";
/** Shops and their rules change rarely and are asked for with every turn. */
const CACHE_MS = 5_000;
const NO_CHANNELS: Channels = { accountIds: [], adapterOf: () => null };

export async function openProgram(config: Config, tools: ProgramTools): Promise<Program> {
  const { clock, log, mode } = tools;
  const ids = createRandomIds(clock);
  const metrics = createPrometheusMetrics();
  const [texts, store] = await Promise.all([
    readTexts(ids),
    openStore(config, { clock, log, mode, maxConnections: mode === "serve" ? 10 : 4 }),
  ]);
  const { database } = store;
  const live = createLiveBus({
    url: store.urls.runtimeUrl,
    pool: database.pool,
    listens: mode === "serve",
    tellsOthers: tools.isShared || mode === "command",
    clock,
    log,
  });
  const shops = cacheShops(createShopStore(database), clock);
  const limits = { clock, log, metrics, defaults: readLimits(config) };
  const budget = payForPractice(createModelBudget(database, limits), shops);
  const model = buildModel(config, { log, metrics, budget });
  const base = { knowledge: createKnowledgeStore(database), clock, ids, log, metrics, ...model };
  const shelves = buildKnowledge(base, await openShelfKeeping(config, mode));
  const shop = await shops.ensure({
    shopKey: DEMO_SHOP_KEY,
    name: config.shopName,
    defaultLanguage: "en",
    languages: LANGUAGES,
    widgetOrigins: [],
  });
  return {
    config,
    ports: {
      ...base,
      ...cacheStores(openStores(store, clock, config.filesQuotaBytes), clock),
      shops,
      budget,
      searchOf: shelves.searchOf,
      nameThings: shelves.nameThings,
      searchWith: shelves.searchWith,
      channels: NO_CHANNELS,
      doorbell: { ringTurns: () => {}, ringOutbox: () => {}, ringDesk: () => {} },
      live,
      texts,
    },
    store,
    shelves,
    shop,
    metrics,
    async close() {
      shelves.close();
      await closeProgram(live, store, model.vectors);
    },
  };
}

/** What is stored, read anew each time. */
export function openStores(
  { database, secret }: Pick<OpenStore, "database" | "secret">,
  clock: Clock,
  filesQuotaBytes = DEFAULT_FILES_QUOTA,
) {
  return {
    inbox: createInboxStore(database),
    conversations: createConversationStore(database),
    outbox: createOutboxStore(database),
    tickets: createTicketStore(database),
    files: createFileStore(database, { quotaBytes: filesQuotaBytes }),
    agents: createAgentStore(database),
    access: createAccessStore(database),
    vault: createVault(deriveKey(secret, "second-factor")),
    apiKeys: createApiKeyStore(database),
    browse: createBrowseStore(database),
    webhooks: createWebhookStore(database, {
      deriveSecret: (shopId, endpointId, version) => deriveKey(secret, `webhook:${shopId}:${endpointId}:${version}`),
    }),
    macros: createMacroStore(database),
    manners: createMannerStore(database),
    translations: createTranslationStore(database),
    training: createTrainingStore(database),
    views: createViewStore(database),
    incidents: createIncidentStore(database),
    merges: createMergeStore(database),
    reviews: createReviewStore(database),
    search: createSearchStore(database),
    staff: createStaffStore(database),
    copilot: createCopilotStore(database),
    desk: createDeskStore(database),
    questionProposals: createQuestionStore(database),
    commerce: createCommerceStore(database),
    tools: createToolStore(database, {
      deriveSecret: (shopId, version) => deriveKey(secret, `widget-token:${shopId}:${version}`),
      now: () => clock.now(),
    }),
    knowledgeBase: createKnowledgeBase(database),
    sources: createSourceStore(database),
    feedback: createKnowledgeFeedback(database),
  };
}

function cacheStores(stores: ReturnType<typeof openStores>, clock: Clock): ReturnType<typeof openStores> {
  return {
    ...stores,
    manners: cacheManners(stores.manners, clock),
    desk: cacheSettings(stores.desk, clock),
    knowledgeBase: cacheRules(stores.knowledgeBase, clock),
  };
}

/** What a server saved spares a command the learning; two that save would remove each other's parts. */
async function openShelfKeeping({ dataFolder }: Config, mode: ProgramTools["mode"]): Promise<ShelfKeeping> {
  const place = { root: join(dataFolder, "knowledge-index"), version: await nameAnalysis() };
  const files = createIndexFiles(place.root, place.version);
  return mode === "serve" ? { files, place } : { files: { ...files, save: () => Promise.resolve() }, place: null };
}

async function closeProgram(live: RunningLiveBus, store: OpenStore, vectors: Ports["vectors"]): Promise<void> {
  await vectors?.close();
  await live.close();
  await store.close();
}

function readLimits({ modelDailyTokens, modelDailyCost }: Config): BudgetLimits {
  const maxCostMicros = modelDailyCost === null ? null : Math.round(modelDailyCost * 1_000_000);
  return { maxTokens: modelDailyTokens, maxCostMicros };
}

/** Asked for with every answer; a rating switched off may be offered for some seconds more. */
function cacheRules(knowledgeBase: KnowledgeBase, clock: Clock): KnowledgeBase {
  const rules = remember(CACHE_MS, clock, (shopId: ShopId) => knowledgeBase.rules(shopId));
  return { ...knowledgeBase, rules: rules.get };
}

function cacheShops(shops: ShopStore, clock: Clock): ShopStore {
  return { ...shops, get: remember(CACHE_MS, clock, (shopId: ShopId) => shops.get(shopId)).get };
}

/** Asked for with every answer that a model writes. */
function cacheManners(manners: MannerStore, clock: Clock): MannerStore {
  const own = remember(CACHE_MS, clock, (shopId: ShopId) => manners.list(shopId));
  const forgetting = async (shopId: ShopId, change: Promise<void>): Promise<void> => {
    await change;
    own.forget(shopId);
  };
  return {
    list: own.get,
    put: (shopId, manner, agentId) => forgetting(shopId, manners.put(shopId, manner, agentId)),
    remove: (shopId, market, agentId) => forgetting(shopId, manners.remove(shopId, market, agentId)),
  };
}

function cacheSettings(desk: DeskStore, clock: Clock): DeskStore {
  const settings = remember(CACHE_MS, clock, (shopId: ShopId) => desk.settings(shopId));
  return {
    ...desk,
    settings: settings.get,
    async saveSettings(shopId, changed) {
      await desk.saveSettings(shopId, changed);
      settings.forget(shopId);
    },
  };
}
