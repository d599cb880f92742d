/** Asks golden questions as buyers would: the real routes, the real search, the whole assistant; nothing is stored. */
import { isLanguage } from "../../contracts/language.ts";
import type { KnowledgeSearch, SearchResult } from "../../contracts/answer.ts";
import type { Shop } from "../../contracts/stores.ts";
import { type AskedOnce, type AskPorts, askOnce, routeOnce } from "../../flows/ask-once.ts";
import { detectLanguage } from "../../languages/detect-language.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { cleanText } from "../../shared/clean-text.ts";
import type { GoldenQuestion, GoldenReply } from "./golden-question.ts";
import { type JudgedReply, judgeReply } from "./judge-reply.ts";

export interface GoldenRun {
  readonly shop: Shop;
  /** What a question is asked with; the index may differ from question to question. */
  readonly portsFor: (question: GoldenQuestion) => AskPorts;
  /** Questions under way at a time: a model is not flooded, and not waited for one by one. */
  readonly concurrency: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** As many as the assistant looks at. */
const RANKED_PASSAGES = 10;
/** One question through a slow model, with its retries and fallbacks. */
const MAX_MS = 30_000;

/** In the order of the questions, whatever the order of the answers. */
export async function askGolden(questions: readonly GoldenQuestion[], run: GoldenRun): Promise<JudgedReply[]> {
  const judged: JudgedReply[] = [];
  let next = 0;
  let done = 0;
  async function askOn(): Promise<void> {
    for (let at = next++; at < questions.length; at = next++) {
      const question = questions[at];
      if (question === undefined) return;
      judged[at] = judgeReply(question, await ask(question, run.shop, run.portsFor(question)));
      done += 1;
      run.onProgress?.(done, questions.length);
    }
  }
  await Promise.all(Array.from({ length: run.concurrency }, askOn));
  return judged;
}

async function ask(question: GoldenQuestion, shop: Shop, ports: AskPorts): Promise<GoldenReply> {
  const text = cleanText(question.query).trim();
  const language = isLanguage(question.lang) ? question.lang : null;
  const index = ports.searchOf(shop.shopId);
  const watched = watchSearch(index);
  const own = { ...ports, searchOf: () => watched.search };
  const asked = await askOnce(shop, { text: question.query, language }, own, AbortSignal.timeout(MAX_MS));
  const query = { text, language: language ?? shop.defaultLanguage, limit: RANKED_PASSAGES };
  const found = watched.first() ?? index.search(query);
  const detected = detectLanguage(text, { allowed: shop.languages, conversation: null, localeHint: null });
  return {
    ...describe(asked),
    ranked: Array.from(new Set(found.passages.map(({ passage }) => String(passage.articleKey)))),
    quote: [found.extract?.quote ?? "", found.extract?.also?.quote ?? ""].join("\n\n").trim(),
    confidence: found.confidence,
    route: routeOnce(text, ports).kind,
    detected: detected.certainty === "kept" ? null : detected.language,
  };
}

/** What the assistant found by words at first; null when the question never came so far, as a greeting does not. */
function watchSearch(index: KnowledgeSearch): { readonly search: KnowledgeSearch; first(): SearchResult | null } {
  let first: SearchResult | null = null;
  return {
    first: () => first,
    search: {
      search: (query) => index.search(query),
      passagesOf: (articleKey, language) => index.passagesOf(articleKey, language),
      begin(query) {
        const merge = index.begin(query);
        return (...lists) => {
          const found = merge(...lists);
          first ??= found;
          return found;
        };
      },
    },
  };
}

function describe(asked: AskedOnce): Pick<GoldenReply, "kind" | "text" | "articleKeys" | "writtenBy"> {
  if (asked.kind === "notice") return { kind: "notice", text: "", articleKeys: [], writtenBy: "none" };
  const { answer } = asked;
  switch (answer.kind) {
    case "answered": {
      const articleKeys = Array.from(new Set(answer.citations.map((citation) => String(citation.articleKey))));
      return { kind: "answered", text: answer.text, articleKeys, writtenBy: answer.writtenBy };
    }
    case "clarify": {
      const articleKeys = answer.choices.map((choice) => String(choice.articleKey));
      return { kind: "clarify", text: "", articleKeys, writtenBy: "none" };
    }
    case "handoff":
      return { kind: "handoff", text: "", articleKeys: [], writtenBy: "none" };
    default:
      return assertNever(answer);
  }
}
