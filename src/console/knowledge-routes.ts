/** The knowledge in the console: articles and their versions, moving them, and asking as a buyer. */
import { z } from "zod";
import { AppError } from "../contracts/errors.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import { VERSION_STATES, type VersionId } from "../contracts/knowledge-base.ts";
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, Shop } from "../contracts/stores.ts";
import {
  listKnowledge,
  mayPublish,
  moveArticle,
  readArticlePage,
  saveArticleDraft,
  saveKnowledgeSettings,
} from "../flows/edit-knowledge.ts";
import { groupUnanswered } from "../flows/group-unanswered.ts";
import { previewQuestion } from "../flows/preview-question.ts";
import { proposeArticle } from "../flows/propose-article.ts";
import { may } from "../shared/assert-may.ts";
import { cleanText } from "../shared/clean-text.ts";
import { idOf } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "./console-route.ts";
import type { ArticlePageView, DraftView, KnowledgeListView, MoveView, ProposedView } from "./knowledge-api.ts";
import { nameAuthors, viewArticles, viewLive, viewVersion } from "./view-knowledge.ts";
import { viewPreview } from "./view-preview.ts";

const MAX_BODY = 60_000;
const MAX_ANSWERS = 20;
const MAX_MOVED = 100;

const line = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => cleanText(text).replace(/\s+/gu, " ").trim());
const filled = (max: number) => line(max).refine((text) => text !== "");

export const ARTICLE_KEY = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
  .transform((key) => key as ArticleKey);
const ARTICLE = z.strictObject({ articleKey: ARTICLE_KEY });
const LANGUAGE = z.enum(LANGUAGES);
const READER = z.strictObject({ language: LANGUAGE.optional() });
const VERSION_ID = idOf<VersionId>();

const TEXT = z.strictObject({
  title: filled(200),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable(),
  questions: z
    .array(line(300))
    .max(100)
    .transform((all) => [...new Set(all)].filter((each) => each !== "")),
  tags: z
    .array(line(60))
    .max(30)
    .transform((all) => [...new Set(all)].filter((each) => each !== "")),
  body: z
    .string()
    .max(MAX_BODY)
    .transform((text) => cleanText(text).trim()),
  reviewedUntil: z.iso.date().nullable(),
});

const DRAFT = z.strictObject({
  language: LANGUAGE,
  text: TEXT,
  isWithdrawal: z.boolean().optional(),
  reason: line(300),
  basedOn: VERSION_ID.nullable(),
});

const MOVE = z.strictObject({
  versionIds: z.tuple([VERSION_ID], VERSION_ID).refine((ids) => ids.length <= MAX_MOVED),
  to: z.enum(VERSION_STATES),
  reason: line(300),
});

const ASK = z.strictObject({
  text: filled(2_000),
  language: LANGUAGE.nullable(),
  withDrafts: z.boolean(),
  draft: z.strictObject({ articleKey: ARTICLE_KEY, language: LANGUAGE, text: TEXT }).nullable(),
});

const PROPOSE = z.strictObject({ language: LANGUAGE });

const SETTINGS = z.strictObject({
  expired: z.enum(["mark", "withhold"]),
  warnDays: z.int().min(0).max(365),
  hasRatings: z.boolean(),
});

export function createKnowledgeRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/knowledge", permission: "knowledge:read" },
      { query: READER },
      async ({ query }, { agent }) => json(await readList(agent, query.language ?? null, ports)),
    ),
    agentRoute(
      { method: "GET", path: "/knowledge/articles/:articleKey", permission: "knowledge:read" },
      { params: ARTICLE },
      ({ params }, session) => readPage(session.agent, params.articleKey, ports).then(json),
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/articles/:articleKey/drafts", permission: "knowledge:write" },
      { params: ARTICLE, body: DRAFT },
      async ({ params, body }, { agent }) => json(await saveDraft(agent, params.articleKey, body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/articles/:articleKey/proposals", permission: "knowledge:write" },
      { params: ARTICLE, body: PROPOSE },
      async ({ params, body, signal }, { agent }) => {
        const { kind } = await proposeArticle(agent, { ...params, ...body }, ports, signal);
        return json({ kind } satisfies ProposedView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/moves", permission: "knowledge:write" },
      { body: MOVE },
      async ({ body }, { agent }) => {
        const { kind } = await moveArticle(agent, body, ports);
        return json({ kind } satisfies MoveView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/ask", permission: "knowledge:read" },
      { body: ASK },
      async ({ body, signal }, { agent }) => {
        const shop = await shopOf(agent, ports);
        const { draft, ...asked } = body;
        const withArticle = draft && { ...draft.text, ...draft, origin: "draft" };
        const preview = await previewQuestion(
          shop,
          { ...asked, ...(withArticle ? { withArticle } : {}) },
          ports,
          signal,
        );
        return json(viewPreview(preview, shop, ports));
      },
    ),
    agentRoute(
      { method: "POST", path: "/knowledge/settings", permission: "knowledge:publish" },
      { body: SETTINGS },
      async ({ body }, { agent }) => {
        await saveKnowledgeSettings(agent, body, ports);
        return DONE;
      },
    ),
  ];
}

async function shopOf(agent: Agent, ports: Pick<Ports, "shops">): Promise<Shop> {
  const shop = await ports.shops.get(agent.shopId);
  if (!shop) throw new AppError("NOT_FOUND", "This shop does not exist.");
  return shop;
}

async function readList(agent: Agent, reader: Language | null, ports: Ports): Promise<KnowledgeListView> {
  await groupUnanswered(agent.shopId, ports);
  const [shop, list, groups] = await Promise.all([
    shopOf(agent, ports),
    listKnowledge(agent, ports),
    ports.feedback.groups(agent.shopId, ["open"], MAX_MOVED),
  ]);
  return {
    languages: shop.languages,
    articles: viewArticles(list, shop, { now: ports.clock.now(), reader }),
    settings: list.settings,
    openQuestions: groups.length,
    ...readRights(agent, ports),
  };
}

export function readRights(agent: Agent, ports: Pick<Ports, "model">) {
  return { mayPublish: mayPublish(agent), mayWrite: may(agent, "knowledge:write"), hasModel: ports.model !== null };
}

async function readPage(agent: Agent, articleKey: ArticleKey, ports: Ports): Promise<ArticlePageView> {
  const [shop, page, answers] = await Promise.all([
    shopOf(agent, ports),
    readArticlePage(agent, articleKey, ports),
    ports.feedback.answersOf(agent.shopId, articleKey, MAX_ANSWERS),
  ]);
  const names = await nameAuthors(agent, page.versions, ports);
  return {
    articleKey,
    languages: shop.languages,
    live: page.live.map(viewLive),
    versions: page.versions.map((version) => viewVersion(version, names)),
    answers: answers.map(({ question, language, rating, at }) => ({ question, language, rating, at })),
    ...readRights(agent, ports),
  };
}

async function saveDraft(
  agent: Agent,
  articleKey: ArticleKey,
  body: z.infer<typeof DRAFT>,
  ports: Ports,
): Promise<DraftView> {
  const { isWithdrawal = false, ...draft } = body;
  const saved = await saveArticleDraft(
    agent,
    { ...draft, articleKey, isWithdrawal, source: { kind: "console" } },
    ports,
  );
  if (saved.kind === "unchanged") return { kind: "unchanged" };
  const version = saved.kind === "saved" ? saved.version : saved.by;
  const view = viewVersion(version, await nameAuthors(agent, [version], ports));
  return saved.kind === "saved" ? { kind: "saved", version: view } : { kind: "overtaken", by: view };
}
