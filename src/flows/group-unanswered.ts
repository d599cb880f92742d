/** Questions without an answer, brought together, and what becomes of a group: an article, done, or put aside. */
import { hidePersonal } from "../assistant/prompt/hide-personal.ts";
import { AppError } from "../contracts/errors.ts";
import type { ArticleKey, Instant, ShopId } from "../contracts/ids.ts";
import type { ArticleText } from "../contracts/knowledge-base.ts";
import type {
  GroupState,
  KnowledgeFeedback,
  QuestionGroup,
  QuestionGroupId,
  UnansweredTurn,
} from "../contracts/knowledge-feedback.ts";
import { GROUP_STATES } from "../contracts/knowledge-feedback.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, Shop } from "../contracts/stores.ts";
import { type AskedQuestion, matchQuestion, type QuestionSet } from "../knowledge/match-question.ts";
import { assertMayWrite, BLANK } from "./edit-knowledge.ts";

export type GroupPorts = Pick<Ports, "feedback" | "searchOf" | "clock" | "ids" | "knowledgeBase" | "shops">;

const PERIOD_MS = 30 * 24 * 3_600_000;
/** A buyer who was asked back has this long to choose before the question counts as unanswered. */
const SETTLE_MS = 10 * 60_000;
const AT_ONCE = 200;
const MAX_GROUPS = 500;
/** Below this the nearest passage is near by accident. */
const NEAR = 0.05;
const MAX_WORDING = 300;

/** Groups what came since the last time. Returns how many questions. Two who do it at once group each question once. */
export async function groupUnanswered(shopId: ShopId, ports: GroupPorts): Promise<number> {
  const since = (ports.clock.now() - PERIOD_MS) as Instant;
  const turns = await ports.feedback.unsettled(shopId, since, SETTLE_MS, AT_ONCE);
  if (turns.length === 0) return 0;
  const sets = (await ports.feedback.groups(shopId, GROUP_STATES, MAX_GROUPS)).map(toSet);
  for (const turn of turns) await place(shopId, turn, sets, ports);
  return turns.length;
}

async function place(
  shopId: ShopId,
  turn: UnansweredTurn,
  sets: OpenSet[],
  { feedback, searchOf, ids }: GroupPorts,
): Promise<void> {
  const text = maskWording(turn.text);
  const question: AskedQuestion = { language: turn.language, text, nearestKey: nearestTo(turn, searchOf(shopId)) };
  const known = matchQuestion(question, sets);
  const asked = { ...turn, text };
  if (known !== null) {
    sets.find(({ id }) => id === known)?.wordings.push(question);
    return feedback.group(shopId, asked, known);
  }
  const groupId = ids.next<QuestionGroupId>();
  sets.push({ id: groupId, wordings: [question] });
  const { nearestKey, language } = question;
  return feedback.group(shopId, asked, { groupId, nearestKey, language, sample: text });
}

interface OpenSet extends QuestionSet<QuestionGroupId> {
  readonly wordings: AskedQuestion[];
}

function toSet({ groupId, nearestKey, questions }: QuestionGroup): OpenSet {
  return { id: groupId, wordings: questions.map(({ language, text }) => ({ language, text, nearestKey })) };
}

/** The passage by article and place, which are the same in every language. */
export function nearestTo(
  { text, language }: Pick<UnansweredTurn, "text" | "language">,
  search: ReturnType<GroupPorts["searchOf"]>,
): string | null {
  const { passages, confidence } = search.search({ text, language, limit: 1 });
  const passage = passages[0]?.passage;
  if (!passage || confidence < NEAR) return null;
  return `${passage.articleKey}${passage.passageId.slice(passage.passageId.lastIndexOf("#"))}`;
}

/** Order and phone numbers say who asked, not what. */
export function maskWording(text: string): string {
  const masked = hidePersonal(text)
    .replace(/\s+/gu, " ")
    .replace(/(?=[\p{L}\p{N}-]*\p{N}{4})[\p{L}\p{N}-]{5,}/gu, "<…>")
    .trim();
  const points = Array.from(masked);
  return points.length > MAX_WORDING ? `${points.slice(0, MAX_WORDING).join("")}…` : masked;
}

export async function listGroups(
  agent: Agent,
  states: readonly GroupState[],
  ports: GroupPorts,
): Promise<readonly QuestionGroup[]> {
  await groupUnanswered(agent.shopId, ports);
  return ports.feedback.groups(agent.shopId, states, AT_ONCE);
}

/** Marks a group by hand: dealt with elsewhere, not worth an article, or open again. */
export async function moveGroup(
  agent: Agent,
  groupId: QuestionGroupId,
  state: GroupState,
  ports: Pick<Ports, "feedback">,
): Promise<void> {
  assertMayWrite(agent);
  await setGroup(agent, groupId, { state }, ports);
}

async function setGroup(
  agent: Agent,
  groupId: QuestionGroupId,
  move: { readonly state: GroupState; readonly articleKey?: ArticleKey },
  { feedback }: { readonly feedback: KnowledgeFeedback },
): Promise<void> {
  if (await feedback.moveGroup(agent.shopId, groupId, { ...move, by: agent.agentId })) return;
  throw new AppError("NOT_FOUND", "There is no such group of questions.");
}

/** A draft in each of the shop's languages with the buyers' own questions in it; the answer is for a person to write. */
export async function startArticle(
  agent: Agent,
  groupId: QuestionGroupId,
  articleKey: ArticleKey,
  ports: GroupPorts,
): Promise<readonly Language[]> {
  assertMayWrite(agent);
  const group = await ports.feedback.getGroup(agent.shopId, groupId);
  const shop = await ports.shops.get(agent.shopId);
  if (!group || !shop) throw new AppError("NOT_FOUND", "There is no such group of questions.");
  const started: Language[] = [];
  for (const language of shop.languages) {
    if (await startDraft({ agent, group, shop, articleKey, language }, ports)) started.push(language);
  }
  await setGroup(agent, groupId, { state: "drafted", articleKey }, ports);
  return started;
}

interface Start {
  readonly agent: Agent;
  readonly group: QuestionGroup;
  readonly shop: Shop;
  readonly articleKey: ArticleKey;
  readonly language: Language;
}

/** An article that exists gets the questions added; what somebody else is writing just now is left alone. */
async function startDraft(start: Start, { knowledgeBase }: GroupPorts): Promise<boolean> {
  const { agent, group, articleKey, language } = start;
  const asked = [...new Set(group.questions.filter((each) => each.language === language).map(({ text }) => text))];
  const versions = await knowledgeBase.versions(agent.shopId, articleKey, language);
  if (versions.some(({ state }) => state === "draft" || state === "in-review")) return false;
  const live = (await knowledgeBase.live(agent.shopId, articleKey)).find((each) => each.language === language);
  if (live && asked.length === 0) return false;
  const text: ArticleText = live
    ? { ...live, questions: [...new Set([...live.questions, ...asked])] }
    : { title: BLANK, url: null, questions: asked, tags: [], body: BLANK, reviewedUntil: null };
  const saved = await knowledgeBase.saveDraft(agent.shopId, {
    articleKey,
    language,
    text,
    source: { kind: "question-group", groupId: group.groupId },
    authorId: agent.agentId,
    reason: "",
    basedOn: null,
  });
  return saved.kind === "saved";
}
