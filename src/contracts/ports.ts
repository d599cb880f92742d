/**
 * Everything the inside may reach. compose.ts builds it once; a function asks for its part with Pick<Ports, ...>, so
 * its signature says what it can touch.
 */
import type { AccessStore, Vault } from "./access.ts";
import type { ApiKeyStore } from "./api-key.ts";
import type { Article, KnowledgeSearch } from "./answer.ts";
import type { BrowseStore } from "./browse.ts";
import type { ChannelAdapter } from "./channel-adapter.ts";
import type { CommerceStore } from "./commerce.ts";
import type { CopilotStore } from "./copilot.ts";
import type { DeskStore } from "./desk.ts";
import type { FileStore } from "./files.ts";
import type { ChannelAccountId, ShopId } from "./ids.ts";
import type { IncidentStore } from "./incident.ts";
import type { JobQueue } from "./job-queue.ts";
import type { KnowledgeBase } from "./knowledge-base.ts";
import type { KnowledgeFeedback } from "./knowledge-feedback.ts";
import type { Embedder, LanguageModel, VectorIndex } from "./language-model.ts";
import type { MacroStore } from "./macro.ts";
import type { MannerStore } from "./manner.ts";
import type { MergeStore } from "./merge.ts";
import type { ModelBudget, QuestionStore } from "./model-budget.ts";
import type { ViewStore } from "./saved-view.ts";
import type { StaffStore } from "./staff-store.ts";
import type { ReviewStore } from "./review.ts";
import type { SearchStore } from "./search.ts";
import type { SourceStore } from "./sources.ts";
import type { Clock, IdSource, Logger, Metrics } from "./runtime.ts";
import type {
  AgentStore,
  ConversationStore,
  InboxStore,
  KnowledgeStore,
  LiveBus,
  OutboxStore,
  ShopStore,
  TicketStore,
} from "./stores.ts";
import type { Texts } from "./texts.ts";
import type { ToolStore } from "./tool-store.ts";
import type { NameThings } from "./tools.ts";
import type { WebhookStore } from "./webhook.ts";
import type { TrainingStore } from "./training.ts";
import type { TranslationStore } from "./translation.ts";

/** The adapters that run in this installation, by the account they speak for. */
export interface Channels {
  readonly accountIds: readonly ChannelAccountId[];
  adapterOf(accountId: ChannelAccountId): ChannelAdapter | null;
}

/** Wakes a worker: in this process at once, in others through the queue. Never throws, never waits. */
export interface Doorbell {
  /** A buyer's message is stored. */
  ringTurns(shopId: ShopId): void;
  /** A message is queued. */
  ringOutbox(shopId: ShopId): void;
  /** A ticket waits, or somebody is free to take one. */
  ringDesk(shopId: ShopId): void;
}

export interface Ports {
  readonly shops: ShopStore;
  readonly inbox: InboxStore;
  readonly conversations: ConversationStore;
  readonly outbox: OutboxStore;
  readonly tickets: TicketStore;
  readonly files: FileStore;
  readonly agents: AgentStore;
  readonly access: AccessStore;
  readonly apiKeys: ApiKeyStore;
  readonly browse: BrowseStore;
  readonly webhooks: WebhookStore;
  readonly vault: Vault;
  readonly desk: DeskStore;
  readonly macros: MacroStore;
  readonly manners: MannerStore;
  readonly translations: TranslationStore;
  readonly training: TrainingStore;
  readonly views: ViewStore;
  readonly incidents: IncidentStore;
  readonly merges: MergeStore;
  readonly reviews: ReviewStore;
  readonly search: SearchStore;
  readonly staff: StaffStore;
  readonly copilot: CopilotStore;
  readonly knowledge: KnowledgeStore;
  readonly commerce: CommerceStore;
  readonly tools: ToolStore;
  readonly knowledgeBase: KnowledgeBase;
  readonly sources: SourceStore;
  readonly feedback: KnowledgeFeedback;
  /** What a shop may still spend on models today. */
  readonly budget: ModelBudget;
  /** Questions that a model wrote for articles. */
  readonly questionProposals: QuestionStore;
  /** The search over one shop's knowledge; an empty one for a shop without articles. */
  readonly searchOf: (shopId: ShopId) => KnowledgeSearch;
  /** By the shop's glossary; without one nothing has another name. */
  readonly nameThings: (shopId: ShopId) => NameThings;
  /** The same search as if these articles were published too; the shop's own stays as it is. */
  readonly searchWith: (shopId: ShopId, articles: readonly Article[]) => KnowledgeSearch;
  /** Null when no model is configured. */
  readonly model: LanguageModel | null;
  readonly embedder: Embedder | null;
  readonly vectors: VectorIndex | null;
  readonly channels: Channels;
  readonly doorbell: Doorbell;
  readonly queue: JobQueue;
  readonly live: LiveBus;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly metrics: Metrics;
}
