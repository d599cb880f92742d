/** `dragoman knowledge suggest-questions|questions`: questions a model proposes for articles, and what people decide. */
import type { Program } from "../../compose/open-program.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ArticleKey } from "../../contracts/ids.ts";
import { isLanguage, LANGUAGES } from "../../contracts/language.ts";
import type { ProposalId, QuestionProposal } from "../../contracts/model-budget.ts";
import { decideQuestion, suggestForArticles, type SuggestionFilter } from "../../flows/knowledge/suggest-questions.ts";
import { prepareKnowledge } from "../ask.ts";
import { createProgress } from "../progress.ts";
import { withProgram } from "../with-program.ts";

export interface QuestionOptions {
  readonly language?: string;
  readonly article?: string;
  /** Ids, or "all" for everything that waits and fits the filter. */
  readonly approve?: readonly string[];
  readonly reject?: readonly string[];
  readonly json?: boolean;
}

export async function suggestCommand(options: QuestionOptions): Promise<void> {
  const filter = readFilter(options);
  await withProgram(async (program) => {
    const { ports, shop } = program;
    if (!ports.model) {
      throw new AppError("CONFIG_INVALID", "No model is configured: set OPENAI_API_KEY or OPENAI_BASE_URL first.");
    }
    await prepareKnowledge(program);
    const progress = createProgress("asking for questions");
    const stopping = new AbortController();
    // What was proposed so far is kept: Ctrl-C loses nothing.
    const stop = (): void => stopping.abort();
    process.once("SIGINT", stop);
    const report = await suggestForArticles(shop.shopId, filter, ports, {
      signal: stopping.signal,
      onProgress: progress.update,
    });
    process.removeListener("SIGINT", stop);
    progress.stop();
    const { wanting, proposed, repeated, ofOthers, failures } = report;
    if (options.json) {
      const line = { wanting, proposed, repeated, ofOthers, failures: Object.fromEntries(failures) };
      return void process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const [reason, count] of failures) process.stderr.write(`${count} times the model gave nothing: ${reason}\n`);
    process.stdout.write(
      `${wanting} articles with too few questions, ${proposed} proposed, ${repeated} repeated, ${ofOthers} of others; ` +
        "decide with: dragoman knowledge questions\n",
    );
  });
}

export async function questionsCommand(options: QuestionOptions): Promise<void> {
  const filter = readFilter(options);
  await withProgram(async (program) => {
    await decideAll(program, filter, { state: "approved", ids: options.approve ?? [] });
    await decideAll(program, filter, { state: "rejected", ids: options.reject ?? [] });
    const { ports, shop } = program;
    const waiting = await ports.questionProposals.list(shop.shopId, { ...filter, state: "proposed" });
    if (options.json) return void process.stdout.write(`${JSON.stringify(waiting)}\n`);
    for (const proposal of waiting) process.stdout.write(`${describe(proposal)}\n`);
    process.stdout.write(`${waiting.length} questions wait for a decision\n`);
  });
}

async function decideAll(
  { ports, shop }: Program,
  filter: SuggestionFilter,
  decision: { readonly state: "approved" | "rejected"; readonly ids: readonly string[] },
): Promise<void> {
  const { state, ids } = decision;
  const isAll = ids.includes("all");
  const waiting = isAll ? await ports.questionProposals.list(shop.shopId, { ...filter, state: "proposed" }) : [];
  const chosen = isAll ? waiting.map((proposal) => proposal.proposalId) : ids.map((id) => id as ProposalId);
  for (const proposalId of chosen) {
    const decided = await decideQuestion(shop.shopId, proposalId, state, ports);
    if (!decided) throw new AppError("NOT_FOUND", `There is no proposed question ${proposalId}.`);
    process.stdout.write(`${state.padEnd(8)} ${describe(decided)}\n`);
  }
}

function describe({ proposalId, language, articleKey, text }: QuestionProposal): string {
  return `${proposalId}  ${language}/${articleKey}  ${text}`;
}

function readFilter({ language, article }: QuestionOptions): SuggestionFilter {
  if (language !== undefined && !isLanguage(language)) {
    throw new AppError("REQUEST_INVALID", `--language must be one of ${LANGUAGES.join(", ")}.`);
  }
  return {
    ...(language === undefined ? {} : { language }),
    ...(article === undefined ? {} : { articleKey: article as ArticleKey }),
  };
}
