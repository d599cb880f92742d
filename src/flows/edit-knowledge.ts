/** What people do with articles: read, draft, send to review, publish, withdraw, restore. Who may do what is decided here. */
import type { Article } from "../contracts/answer.ts";
import { AppError } from "../contracts/errors.ts";
import type { ArticleKey, ShopId } from "../contracts/ids.ts";
import type {
  ArticleEntry,
  ArticleText,
  ArticleVersion,
  KnowledgeSettings,
  Move,
  Moved,
  NewDraft,
  SavedDraft,
} from "../contracts/knowledge-base.ts";
import type { ArticleFigures } from "../contracts/knowledge-feedback.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent } from "../contracts/stores.ts";
import type { Instant } from "../contracts/ids.ts";
import { readMarkdown } from "../knowledge/read-markdown.ts";
import { assertMay, may } from "../shared/assert-may.ts";

export type EditPorts = Pick<Ports, "knowledgeBase" | "feedback" | "live" | "clock">;

/** Figures older than this say little about the article as it is now. */
const FIGURES_MS = 90 * 24 * 3_600_000;
/** What a model, or whoever wrote a form, left to be filled in. Published, a buyer would read it. */
export const BLANK = "[?]";

export interface KnowledgeList {
  readonly entries: readonly ArticleEntry[];
  readonly figures: readonly ArticleFigures[];
  readonly settings: KnowledgeSettings;
}

export async function listKnowledge(agent: Agent, ports: EditPorts): Promise<KnowledgeList> {
  const [entries, figures, settings] = await Promise.all([
    ports.knowledgeBase.list(agent.shopId),
    ports.feedback.figures(agent.shopId, (ports.clock.now() - FIGURES_MS) as Instant),
    ports.knowledgeBase.settings(agent.shopId),
  ]);
  return { entries, figures, settings };
}

export interface ArticlePage {
  readonly versions: readonly ArticleVersion[];
  readonly live: readonly Article[];
}

export async function readArticlePage(agent: Agent, articleKey: ArticleKey, ports: EditPorts): Promise<ArticlePage> {
  const [versions, live] = await Promise.all([
    ports.knowledgeBase.versions(agent.shopId, articleKey),
    ports.knowledgeBase.live(agent.shopId, articleKey),
  ]);
  if (versions.length === 0 && live.length === 0) throw new AppError("NOT_FOUND", "There is no such article.");
  return { versions, live };
}

export async function saveArticleDraft(
  agent: Agent,
  draft: Omit<NewDraft, "authorId">,
  ports: EditPorts,
): Promise<SavedDraft> {
  assertMayWrite(agent);
  if (!draft.isWithdrawal) assertAnswers(draft.text);
  return ports.knowledgeBase.saveDraft(agent.shopId, { ...draft, authorId: agent.agentId });
}

/** Everybody who writes may send to review and take back; what changes what buyers read is for owners and merchants. */
export async function moveArticle(agent: Agent, move: Omit<Move, "by">, ports: EditPorts): Promise<Moved> {
  assertMayWrite(agent);
  const versions = await Promise.all(
    move.versionIds.map((versionId) => ports.knowledgeBase.get(agent.shopId, versionId)),
  );
  const known = versions.flatMap((version) => version ?? []);
  if (known.length < move.versionIds.length) throw new AppError("NOT_FOUND", "There is no such version.");
  if (move.to === "published" || known.some(({ state }) => state === "published")) assertMayPublish(agent);
  if (move.to === "published") for (const version of known) assertComplete(version);
  const moved = await ports.knowledgeBase.move(agent.shopId, { ...move, by: agent.agentId });
  if (moved.kind === "moved") {
    announceKnowledge(agent.shopId, ports);
    const published = moved.versions.filter(({ state, isWithdrawal }) => state === "published" && !isWithdrawal);
    const keys = [...new Set(published.map(({ articleKey }) => articleKey))];
    if (keys.length > 0) await ports.feedback.closeGroups(agent.shopId, keys, agent.agentId);
  }
  return moved;
}

/** Tells every process, this one too, to bring its index to what is stored: seen by buyers within a second. */
export function announceKnowledge(shopId: ShopId, ports: Pick<Ports, "live">): void {
  ports.live.publish(`knowledge:${shopId}`, {});
}

export async function saveKnowledgeSettings(
  agent: Agent,
  settings: KnowledgeSettings,
  ports: EditPorts,
): Promise<void> {
  assertMayPublish(agent);
  await ports.knowledgeBase.saveSettings(agent.shopId, settings, agent.agentId);
  // Expired articles may be searched from now on, or no more.
  announceKnowledge(agent.shopId, ports);
}

export function mayPublish(agent: Agent): boolean {
  return may(agent, "knowledge:publish");
}

export function assertMayWrite(agent: Agent): void {
  assertMay(agent, "knowledge:write");
}

export function assertMayPublish(agent: Agent): void {
  assertMay(agent, "knowledge:publish");
}

/** For what is published at once, without a draft in between. */
export function assertPublishable(text: ArticleText): void {
  assertAnswers(text);
  assertComplete(text);
}

function assertAnswers({ body }: ArticleText): void {
  if (readMarkdown(body).length > 0) return;
  throw new AppError("REQUEST_INVALID", "Write the answer below the title; an article without text answers nothing.");
}

function assertComplete(text: ArticleText): void {
  const gaps = [text.title, text.body, ...text.questions].some((each) => each.includes(BLANK));
  if (gaps) throw new AppError("REQUEST_INVALID", `Fill in every ${BLANK} before the article is published.`);
}
