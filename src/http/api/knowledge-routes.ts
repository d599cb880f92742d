/** What a shop knows and says often: articles that buyers are answered from, macros, incidents. */
import { z } from "zod";
import type { Article } from "../../contracts/answer.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Incident, IncidentId } from "../../contracts/incident.ts";
import { LANGUAGES, type Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../contracts/ticket.ts";
import { listMacros } from "../../flows/desk/macros.ts";
import { idOf } from "../input/request-fields.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { ID, iso, maybeIso, pageOf } from "./api-views.ts";
import { cutPage, decodeCursor } from "./encode-cursor.ts";
import { PAGE } from "./ticket-reads.ts";

const LANGUAGE = z.enum(LANGUAGES);
const BY_LANGUAGE = z.partialRecord(LANGUAGE, z.string());
const ARTICLE = z
  .object({
    articleKey: z.string(),
    language: LANGUAGE,
    title: z.string(),
    url: z.string().nullable(),
    questions: z.array(z.string()),
    tags: z.array(z.string()),
    body: z.string(),
    reviewedUntil: z.string().nullable(),
  })
  .meta({ id: "Article" });
const MACRO = z
  .object({
    macroKey: z.string(),
    names: BY_LANGUAGE,
    texts: BY_LANGUAGE,
    actions: z.object({
      tags: z.array(z.string()).optional(),
      category: z.enum(TICKET_CATEGORIES).optional(),
      priority: z.enum(TICKET_PRIORITIES).optional(),
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the API, on a plain object
      then: z.enum(["await", "resolve"]).optional(),
    }),
    isShipped: z.boolean(),
    usedCount: z.int(),
  })
  .meta({ id: "Macro" });
const INCIDENT = z
  .object({
    incidentId: ID,
    status: z.enum(["open", "closed"]),
    titles: BY_LANGUAGE,
    answers: BY_LANGUAGE,
    categories: z.array(z.enum(TICKET_CATEGORIES)),
    places: z.array(z.string()),
    words: z.array(z.string()),
    declaredAt: z.iso.datetime(),
    approvedAt: z.iso.datetime().nullable(),
    closedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Incident" });

export function createKnowledgeReads(ports: Ports): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/articles",
        operationId: "listArticles",
        summary: "What the assistant answers from",
        scope: "knowledge:read",
        permission: "knowledge:read",
        reply: pageOf(ARTICLE).meta({ id: "ArticlePage" }),
      },
      { query: z.strictObject({ ...PAGE, language: LANGUAGE.optional() }) },
      async ({ query, caller: { agent } }) => listArticles(agent.shopId, query, ports),
    ),
    apiRoute(
      {
        method: "GET",
        path: "/articles/:articleKey/:language",
        operationId: "getArticle",
        summary: "One article in one language",
        scope: "knowledge:read",
        permission: "knowledge:read",
        reply: ARTICLE,
      },
      { params: z.strictObject({ articleKey: z.string().max(200), language: LANGUAGE }) },
      async ({ params: { articleKey, language }, caller: { agent } }) => {
        const [found] = await ports.knowledge.loadSome(agent.shopId, language, [articleKey as ArticleKey]);
        if (!found) throw new AppError("NOT_FOUND", "This article does not exist in this language.");
        return viewArticle(found.article);
      },
    ),
    apiRoute(
      {
        method: "GET",
        path: "/macros",
        operationId: "listMacros",
        summary: "Replies that agents send often",
        scope: "macros:read",
        permission: "macros:read",
        reply: z.object({ items: z.array(MACRO) }).meta({ id: "MacroList" }),
      },
      {},
      async ({ caller: { agent } }) => ({ items: z.array(MACRO).parse(await listMacros(agent, ports)) }),
    ),
    ...createIncidentReads(ports),
  ];
}

function createIncidentReads(ports: Ports): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/incidents",
        operationId: "listIncidents",
        summary: "What goes wrong for many at once, the newest first",
        scope: "incidents:read",
        permission: "incidents:read",
        reply: z.object({ items: z.array(INCIDENT) }).meta({ id: "IncidentList" }),
      },
      {},
      async ({ caller: { agent } }) => ({ items: (await ports.incidents.list(agent.shopId)).map(viewIncident) }),
    ),
    apiRoute(
      {
        method: "GET",
        path: "/incidents/:incidentId",
        operationId: "getIncident",
        summary: "One incident",
        scope: "incidents:read",
        permission: "incidents:read",
        reply: INCIDENT,
      },
      { params: z.strictObject({ incidentId: idOf<IncidentId>() }) },
      async ({ params, caller: { agent } }) => {
        const incident = await ports.incidents.get(agent.shopId, params.incidentId);
        if (!incident) throw new AppError("NOT_FOUND", "This incident does not exist.");
        return viewIncident(incident);
      },
    ),
  ];
}

interface ArticleQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly language?: Language | undefined;
}

/** By `<language>/<key>`: names stay where they are while articles come and go. */
async function listArticles(
  shopId: ShopId,
  { cursor, limit, language }: ArticleQuery,
  { knowledge }: Pick<Ports, "knowledge">,
) {
  const after = decodeCursor("articles", cursor, z.string()) ?? "";
  const names = [...(await knowledge.listLive(shopId)).keys()]
    .map((name) => {
      const [articleKey = "", of = ""] = name.split("/");
      return { place: `${of}/${articleKey}`, articleKey: articleKey as ArticleKey, language: of as Language };
    })
    .filter((each) => each.place > after && (language === undefined || each.language === language))
    .toSorted((one, other) => (one.place < other.place ? -1 : 1));
  const { items: page, nextCursor } = cutPage("articles", names, limit, ({ place }) => place);
  const loaded = await Promise.all(
    [...Map.groupBy(page, (each) => each.language)].map(([of, keys]) =>
      knowledge.loadSome(
        shopId,
        of,
        keys.map(({ articleKey }) => articleKey),
      ),
    ),
  );
  const found = new Map(loaded.flat().map(({ article }) => [`${article.language}/${article.articleKey}`, article]));
  const items = page.flatMap(({ place }) => {
    const article = found.get(place);
    return article ? [viewArticle(article)] : [];
  });
  return { items, nextCursor };
}

function viewArticle(article: Article): z.infer<typeof ARTICLE> {
  const { articleKey, language, title, url, questions, tags, body, reviewedUntil } = article;
  return { articleKey, language, title, url, questions: [...questions], tags: [...tags], body, reviewedUntil };
}

function viewIncident(incident: Incident): z.infer<typeof INCIDENT> {
  const texts = Object.entries(incident.texts);
  return {
    incidentId: incident.incidentId,
    status: incident.status,
    titles: Object.fromEntries(texts.map(([language, { title }]) => [language, title])),
    answers: Object.fromEntries(texts.map(([language, { answer }]) => [language, answer])),
    categories: [...incident.categories],
    places: [...incident.places],
    words: [...incident.words],
    declaredAt: iso(incident.declaredAt),
    approvedAt: maybeIso(incident.approvedAt),
    closedAt: maybeIso(incident.closedAt),
  };
}
