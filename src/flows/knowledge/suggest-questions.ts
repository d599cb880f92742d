/** Asks a model for the questions that articles lack, keeps what is new as proposals, and says what a person decided. */
import { suggestQuestions } from "../../assistant/suggest-questions.ts";
import type { Article } from "../../contracts/answer.ts";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { ProposalId, QuestionProposal } from "../../contracts/model-budget.ts";
import type { Ports } from "../../contracts/ports.ts";
import { pickNewQuestions } from "../../knowledge/pick-new-questions.ts";

export interface SuggestionFilter {
  readonly language?: Language;
  readonly articleKey?: ArticleKey;
}

export interface SuggestionReport {
  /** Articles, each in one language, that had too few questions. */
  readonly wanting: number;
  readonly proposed: number;
  readonly repeated: number;
  readonly ofOthers: number;
  /** How often the model gave nothing usable, by reason. */
  readonly failures: ReadonlyMap<string, number>;
}

type SuggestionPorts = Pick<Ports, "knowledge" | "questionProposals" | "searchOf" | "model" | "texts" | "clock">;

/** Below the first the search misses buyers' own words; beyond the second more of them help little. */
const MIN_QUESTIONS = 8;
const MAX_QUESTIONS = 15;
/** A few at a time: more would only fill the server's queue. */
const LANES = 3;

/** Ends early, with what it has, when the budget of the day is spent or the caller gives up. */
export async function suggestForArticles(
  shopId: ShopId,
  filter: SuggestionFilter,
  ports: SuggestionPorts,
  run: { readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
): Promise<SuggestionReport> {
  const all = await ports.knowledge.load(shopId);
  const waiting = await ports.questionProposals.list(shopId, { state: "proposed" });
  const knownOf = (article: Article): readonly string[] => [
    ...article.questions,
    ...waiting.filter((each) => isOf(each, article)).map((each) => each.text),
  ];
  const wanting = all.filter((article) => isWanted(article, filter) && knownOf(article).length < MIN_QUESTIONS);
  const failures = new Map<string, number>();
  const report = { wanting: wanting.length, proposed: 0, repeated: 0, ofOthers: 0, failures };
  const queue = wanting.values();
  let done = 0;
  let isSpent = false;
  const work = async (): Promise<void> => {
    for (const article of queue) {
      if (isSpent || run.signal.aborted) return;
      const known = knownOf(article);
      const task = { shopId, article, known, count: MAX_QUESTIONS - known.length, signal: run.signal };
      const { questions, outcome, model, promptVersion } = await suggestQuestions(task, ports);
      isSpent ||= outcome === "budget";
      if (outcome !== "answered" || questions.length === 0) {
        const reason = outcome === "answered" ? "nothing-usable" : outcome;
        failures.set(reason, (failures.get(reason) ?? 0) + 1);
      }
      const inLanguage = all.filter((each) => each.language === article.language).flatMap(knownOf);
      const picked = pickNewQuestions(questions, article, { known: inLanguage, search: ports.searchOf(shopId) });
      const { articleKey, language } = article;
      report.proposed += await ports.questionProposals.propose(
        shopId,
        picked.questions.map((text) => ({ articleKey, language, text })),
        { model: model ?? "", promptVersion },
      );
      report.repeated += picked.repeated;
      report.ofOthers += picked.ofOthers;
      run.onProgress?.((done += 1), wanting.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return report;
}

/** Approved, it is indexed like the article's own within moments, in every process. Null: there is no such proposal. */
export async function decideQuestion(
  shopId: ShopId,
  proposalId: ProposalId,
  state: "approved" | "rejected",
  ports: Pick<Ports, "questionProposals" | "live">,
): Promise<QuestionProposal | null> {
  const decided = await ports.questionProposals.decide(shopId, proposalId, state);
  if (decided) ports.live.publish(`knowledge:${shopId}`, {});
  return decided;
}

function isOf(proposal: QuestionProposal, article: Article): boolean {
  return proposal.articleKey === article.articleKey && proposal.language === article.language;
}

function isWanted(article: Article, { language, articleKey }: SuggestionFilter): boolean {
  return (
    (language === undefined || article.language === language) &&
    (articleKey === undefined || article.articleKey === articleKey)
  );
}
