/** Writes knowledge out for the page, field by field; freshness is judged here, where the shop's settings are known. */
import type { Article } from "../contracts/answer.ts";
import type { AgentId } from "../contracts/ids.ts";
import type { ArticleEntry, ArticleText, ArticleVersion, KnowledgeSettings } from "../contracts/knowledge-base.ts";
import type { QuestionGroup } from "../contracts/knowledge-feedback.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, Shop } from "../contracts/stores.ts";
import type { KnowledgeList } from "../flows/edit-knowledge.ts";
import type {
  ArticleRow,
  CoverageCell,
  Freshness,
  GroupView,
  LiveView,
  TextView,
  VersionView,
} from "./knowledge-api.ts";

const DAY_MS = 24 * 3_600_000;
/** The languages of one article are often published one after the other in an afternoon. */
const BEHIND_MS = DAY_MS;
const MAX_KEY = 60;

/** Titles are in the reader's language where the article is written in it. */
export function viewArticles(
  list: KnowledgeList,
  shop: Shop,
  { now, reader }: { readonly now: number; readonly reader: Language | null },
): readonly ArticleRow[] {
  const groups = Map.groupBy(list.entries, ({ articleKey }) => articleKey);
  return [...groups].map(([articleKey, entries]) => {
    const entryIn = (wanted: Language | null) => entries.find(({ language }) => language === wanted);
    const shown = entryIn(reader) ?? entryIn(shop.defaultLanguage) ?? entries[0];
    const figures = list.figures.find((each) => each.articleKey === articleKey);
    const newest = Math.max(...entries.map(({ live }) => live?.changedAt ?? 0));
    return {
      articleKey,
      title: shown?.title ?? articleKey,
      titleLanguage: shown?.language ?? shop.defaultLanguage,
      tags: shown?.tags ?? [],
      cells: shop.languages.map((language) =>
        viewCell(language, entries.find((entry) => entry.language === language) ?? null, {
          settings: list.settings,
          newest,
          now,
        }),
      ),
      answered: figures?.answered ?? 0,
      up: figures?.up ?? 0,
      down: figures?.down ?? 0,
      search: [articleKey, ...entries.map(({ title }) => title), ...(shown?.tags ?? [])].join(" "),
    };
  });
}

interface Standard {
  readonly settings: KnowledgeSettings;
  /** When any language of the article changed last. */
  readonly newest: number;
  readonly now: number;
}

function viewCell(language: Language, entry: ArticleEntry | null, standard: Standard): CoverageCell {
  return {
    language,
    state: judgeFreshness(entry, standard),
    open: entry?.open?.state ?? null,
    questionCount: entry?.questionCount ?? 0,
  };
}

function judgeFreshness(entry: ArticleEntry | null, { settings, newest, now }: Standard): Freshness {
  if (!entry) return "missing";
  if (!entry.live) return "draft";
  const { reviewedUntil, changedAt } = entry.live;
  // Until the end of that day, wherever the shop is: a day more or less is not what this is about.
  const endsAt = reviewedUntil === null ? Number.POSITIVE_INFINITY : Date.parse(`${reviewedUntil}T23:59:59Z`);
  if (endsAt < now) return "expired";
  if (endsAt < now + settings.warnDays * DAY_MS) return "due";
  return newest - changedAt > BEHIND_MS ? "behind" : "fresh";
}

export function viewLive(article: Article): LiveView {
  return { language: article.language, isFile: !article.origin.startsWith("version/"), ...viewText(article) };
}

export function viewVersion(version: ArticleVersion, names: ReadonlyMap<AgentId, string>): VersionView {
  const nameOf = (id: AgentId | null) => (id === null ? null : (names.get(id) ?? null));
  return {
    ...viewText(version),
    versionId: version.versionId,
    language: version.language,
    number: version.number,
    state: version.state,
    isWithdrawal: version.isWithdrawal,
    sourceKind: version.source.kind,
    author: nameOf(version.authorId),
    reason: version.reason,
    createdAt: version.createdAt,
    publishedAt: version.publishedAt,
    movedAt: version.movedAt,
    movedBy: nameOf(version.movedBy),
    moveReason: version.moveReason,
  };
}

function viewText(text: ArticleText): TextView {
  const { title, url, questions, tags, body, reviewedUntil } = text;
  return { title, url, questions, tags, body, reviewedUntil };
}

export async function nameAuthors(
  agent: Agent,
  versions: readonly ArticleVersion[],
  ports: Pick<Ports, "agents">,
): Promise<ReadonlyMap<AgentId, string>> {
  const ids = new Set(versions.flatMap(({ authorId, movedBy }) => [authorId, movedBy]).filter((id) => id !== null));
  const found = await Promise.all([...ids].map((agentId) => ports.agents.get(agent.shopId, agentId)));
  return new Map(found.flatMap((each) => (each ? [[each.agentId, each.name]] : [])));
}

export function viewGroup(group: QuestionGroup): GroupView {
  return {
    groupId: group.groupId,
    state: group.state,
    articleKey: group.articleKey,
    nearestArticle: group.nearestKey?.split("#")[0] ?? null,
    language: group.language,
    sample: group.sample,
    count: group.count,
    countSinceDone: group.countSinceDone,
    lastAskedAt: group.lastAskedAt,
    doneAt: group.doneAt,
    suggestedKey: suggestKey(group),
    questions: group.questions.map(({ language, text, askedAt }) => ({ language, text, askedAt })),
  };
}

/** Words of an English or otherwise Latin wording; a group without one is named after itself. */
function suggestKey({ questions, groupId }: QuestionGroup): string {
  const latin =
    questions.find(({ language }) => language === "en") ??
    questions.find(({ text }) => /^[\p{Script=Latin}\P{L}]+$/u.test(text));
  const slug = (latin?.text ?? "")
    .normalize("NFD")
    .toLowerCase()
    .replace(/<[^>]*>|\p{M}/gu, "")
    .replace(/[^a-z0-9]+/gu, "-")
    .slice(0, MAX_KEY)
    .replace(/^-+|-+$/gu, "");
  return slug.length >= 3 ? slug : `question-${groupId.slice(-6)}`;
}
