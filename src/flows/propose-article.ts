/** A proposed text of an article in one language, saved as a draft; without a model there is none, and a person writes. */
import { writeProposal } from "../assistant/proposal/write-proposal.ts";
import { AppError } from "../contracts/errors.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import type { ArticleText, ArticleVersion, VersionSource } from "../contracts/knowledge-base.ts";
import type { QuestionGroup } from "../contracts/knowledge-feedback.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent } from "../contracts/stores.ts";
import { assertMayWrite, BLANK } from "./edit-knowledge.ts";

export type ProposePorts = Pick<Ports, "knowledgeBase" | "feedback" | "model" | "texts">;

export type ProposedDraft =
  | { readonly kind: "proposed"; readonly version: ArticleVersion }
  | { readonly kind: "no-model" }
  | { readonly kind: "failed" }
  | { readonly kind: "overtaken"; readonly by: ArticleVersion };

const MAX_REPLIES = 10;
/** More languages of one article add nothing but cost. */
const MAX_ARTICLES = 2;

export interface ArticleWish {
  readonly articleKey: ArticleKey;
  readonly language: Language;
}

export async function proposeArticle(
  agent: Agent,
  wish: ArticleWish,
  ports: ProposePorts,
  signal: AbortSignal,
): Promise<ProposedDraft> {
  assertMayWrite(agent);
  if (!ports.model) return { kind: "no-model" };
  const standing = await readStanding(agent, wish, ports);
  const { group, articles, open } = standing;
  if (articles.length === 0 && group === null) {
    throw new AppError("REQUEST_INVALID", "Write the article in one language first; the others are proposed from it.");
  }
  const proposal = await writeProposal(
    {
      shopId: agent.shopId,
      language: wish.language,
      questions: group?.questions.map(({ text }) => text) ?? [],
      replies: group ? await ports.feedback.agentReplies(agent.shopId, group.groupId, MAX_REPLIES) : [],
      articles: articles.slice(0, MAX_ARTICLES),
      signal,
    },
    ports.model,
    ports.texts,
  );
  if (proposal.kind !== "proposed") return { kind: "failed" };
  const source: VersionSource = group ? { kind: "question-group", groupId: group.groupId } : { kind: "console" };
  const kept = open ?? standing.own;
  const saved = await ports.knowledgeBase.saveDraft(agent.shopId, {
    ...wish,
    text: {
      ...proposal.text,
      questions: [...new Set([...(open?.questions ?? []), ...proposal.text.questions])],
      url: kept?.url ?? null,
      tags: kept?.tags ?? articles[0]?.tags ?? [],
      reviewedUntil: null,
    },
    source,
    // The machine wrote it: the history says so, and who asked for it stands in the audit of the publishing.
    authorId: null,
    reason: "",
    basedOn: open?.versionId ?? null,
  });
  if (saved.kind === "overtaken") return { kind: "overtaken", by: saved.by };
  if (saved.kind === "saved") return { kind: "proposed", version: saved.version };
  return open ? { kind: "proposed", version: open } : { kind: "failed" };
}

interface Standing {
  readonly open: ArticleVersion | null;
  /** What buyers read now in this language. */
  readonly own: ArticleText | null;
  /** The article in other languages, drafts before what is published, whole ones only. */
  readonly articles: readonly ArticleText[];
  readonly group: QuestionGroup | null;
}

async function readStanding({ shopId }: Agent, wish: ArticleWish, ports: ProposePorts): Promise<Standing> {
  const [versions, live] = await Promise.all([
    ports.knowledgeBase.versions(shopId, wish.articleKey),
    ports.knowledgeBase.live(shopId, wish.articleKey),
  ]);
  const openOnes = versions.filter(({ state, isWithdrawal }) => !isWithdrawal && /^(draft|in-review)$/.test(state));
  const isOther = ({ language }: { readonly language: Language }) => language !== wish.language;
  const whole = [...openOnes.filter(isOther), ...live.filter(isOther)].filter(({ body }) => !body.includes(BLANK));
  const groupId = versions.flatMap(({ source }) => (source.kind === "question-group" ? [source.groupId] : []))[0];
  return {
    open: openOnes.find(({ language }) => language === wish.language) ?? null,
    own: live.find(({ language }) => language === wish.language) ?? null,
    articles: whole,
    group: groupId ? await ports.feedback.getGroup(shopId, groupId as QuestionGroup["groupId"]) : null,
  };
}
