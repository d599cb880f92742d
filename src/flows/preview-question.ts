/** Asks as a buyer would, without a conversation: what was found, how sure that is, and why it ends as it does. */
import type { Answer, Article, SearchExplanation, ScoredPassage } from "../contracts/answer.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Shop } from "../contracts/stores.ts";
import type { HandoffReason } from "../contracts/ticket.ts";
import { detectLanguage } from "../languages/detect-language.ts";
import { cleanText } from "../shared/clean-text.ts";
import { type AskPorts, askOnce } from "./ask-once.ts";

export type PreviewPorts = AskPorts & Pick<Ports, "knowledgeBase" | "searchWith">;

export interface AskedPreview {
  readonly text: string;
  /** Null: detected, as for a buyer whose first message this is. */
  readonly language: Language | null;
  /** Drafts and what is in review answer too, as if they were published. */
  readonly withDrafts: boolean;
  /** An article as it stands in the editor, not saved yet. */
  readonly withArticle?: Article;
}

/** Why it answered, asked back or handed over; the words are the reader's. */
export type PreviewReason =
  | { readonly kind: "sure-enough" }
  | { readonly kind: "between" }
  | { readonly kind: "nothing-found" }
  | { readonly kind: "not-sure-enough" }
  /** Words decided before the knowledge was asked: a wish for a person, a complaint. */
  | { readonly kind: "handed-over"; readonly reason: HandoffReason }
  | { readonly kind: "small-talk"; readonly notice: string }
  | { readonly kind: "model-answered" }
  /** The search had an answer and the model, or the check of what it wrote, did not agree; or the other way round. */
  | { readonly kind: "model-differed" };

export interface Preview {
  readonly language: Language;
  readonly outcome: "answered" | "clarify" | "handoff" | "notice";
  readonly answer: Answer | null;
  readonly passages: readonly ScoredPassage[];
  readonly confidence: number;
  readonly verdict: "answer" | "clarify" | "handoff";
  readonly explanation: SearchExplanation | null;
  readonly reason: PreviewReason;
}

const SHOWN_PASSAGES = 6;

export async function previewQuestion(
  shop: Shop,
  asked: AskedPreview,
  ports: PreviewPorts,
  signal: AbortSignal,
): Promise<Preview> {
  const text = cleanText(asked.text).trim();
  const drafts = await readDrafts(shop, asked, ports);
  const search = drafts.length > 0 ? ports.searchWith(shop.shopId, drafts) : ports.searchOf(shop.shopId);
  // Vectors are of what is published: beside drafts they would speak for the old text.
  const used = drafts.length > 0 ? { ...ports, searchOf: () => search, vectors: null } : ports;
  const result = await askOnce(shop, { text, language: asked.language }, used, signal);
  const language = asked.language ?? detect(shop, text);
  const found = search.search({ text, language, limit: SHOWN_PASSAGES });
  const answer = result.kind === "answer" ? result.answer : null;
  return {
    language: answer?.language ?? language,
    outcome: answer?.kind ?? "notice",
    answer,
    passages: found.passages,
    confidence: found.confidence,
    verdict: found.verdict,
    explanation: found.explain?.() ?? null,
    reason: result.kind === "answer" ? explain(result.answer, found) : { kind: "small-talk", notice: nameOf(result) },
  };
}

function nameOf(result: { readonly kind: string; readonly notice?: string }): string {
  return result.notice ?? result.kind;
}

function detect(shop: Shop, text: string): Language {
  return detectLanguage(text, { allowed: shop.languages, conversation: null, localeHint: null }).language;
}

async function readDrafts(shop: Shop, asked: AskedPreview, ports: PreviewPorts): Promise<readonly Article[]> {
  const drafts = asked.withDrafts ? await openDrafts(shop, ports) : [];
  const own = asked.withArticle;
  if (!own) return drafts;
  return [...drafts.filter((each) => each.articleKey !== own.articleKey || each.language !== own.language), own];
}

async function openDrafts(shop: Shop, ports: PreviewPorts): Promise<readonly Article[]> {
  const entries = await ports.knowledgeBase.list(shop.shopId);
  const versions = await Promise.all(
    entries.flatMap(({ open }) => (open ? [ports.knowledgeBase.get(shop.shopId, open.versionId)] : [])),
  );
  return versions.flatMap((version) => (version && !version.isWithdrawal ? [{ ...version, origin: "draft" }] : []));
}

const FROM_THE_SEARCH: ReadonlySet<HandoffReason> = new Set<HandoffReason>([
  "no-passage-found",
  "citation-check-failed",
  "model-unavailable",
]);

function explain(
  answer: Answer,
  found: { readonly verdict: Preview["verdict"]; readonly passages: readonly ScoredPassage[] },
): PreviewReason {
  if (answer.kind === "handoff" && !FROM_THE_SEARCH.has(answer.reason)) {
    return { kind: "handed-over", reason: answer.reason };
  }
  if (answer.kind === "answered" && answer.writtenBy === "model") return { kind: "model-answered" };
  const expected = { answered: "answer", clarify: "clarify", handoff: "handoff" } as const;
  if (expected[answer.kind] !== found.verdict) return { kind: "model-differed" };
  if (answer.kind === "answered") return { kind: "sure-enough" };
  if (answer.kind === "clarify") return { kind: "between" };
  return { kind: found.passages.length === 0 ? "nothing-found" : "not-sure-enough" };
}
