/**
 * Finds the passages for a question: by words always; where words leave a doubt or hang on what was said before, by
 * meaning, in translation and by a second look, too, while time remains.
 */
import type { AnswerStep, KnowledgeSearch, SearchResult } from "../contracts/answer.ts";
import type { Instant, ShopId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { VectorHit } from "../contracts/language-model.ts";
import type { Ports } from "../contracts/ports.ts";
import type { HistoryLine } from "./prompt/trim-history.ts";
import { rerankPassages } from "./refine/rerank-passages.ts";
import { understandQuestion, type Understanding } from "./refine/understand-question.ts";
import { workWithin } from "./work-within.ts";

export interface Finding {
  readonly shopId: ShopId;
  readonly question: string;
  /** The question without personal data: what may leave the house. The memory has none. */
  readonly hidden: string;
  readonly language: Language;
  /** The language that all articles exist in; English when left out. */
  readonly knowledgeLanguage?: Language;
  readonly history: readonly HistoryLine[];
  readonly deadlineAt: Instant;
  readonly signal: AbortSignal;
}

export interface Found extends SearchResult {
  readonly steps: readonly AnswerStep[];
  readonly promptVersions: readonly string[];
  /** A model has looked at every passage and none of them answers. */
  readonly isHopeless: boolean;
}

type FindingPorts = Pick<Ports, "searchOf" | "model" | "embedder" | "vectors" | "texts" | "clock">;

/** As many as a model reads before it writes; two more are looked at when it may choose. */
const MAX_PASSAGES = 8;
const MAX_CANDIDATES = 10;
/** Words alone find most answers: meaning may not cost the buyer more than this. */
const DENSE_MS = 1_500;
const DENSE_HITS = 24;
const RERANK_MS = 2_000;
/** What must be left for writing when the second look begins. */
const WRITING_MS = 3_500;
/** "And to Mexico?" means nothing without what was said before. */
const FOLLOW_UP_LENGTH = 30;

export async function findPassages(finding: Finding, ports: FindingPorts): Promise<Found> {
  const search = ports.searchOf(finding.shopId);
  const merge = search.begin({ text: finding.question, language: finding.language, limit: MAX_CANDIDATES });
  const byWords = merge();
  // The clear case costs no request: the words are proven, and a second look could only repeat them.
  if (byWords.verdict === "answer" && !isFollowUp(finding)) return finish(byWords, [], []);
  const [understood, early] = await Promise.all([
    ports.model ? understandQuestion({ knowledgeLanguage: "en", ...finding, question: finding.hidden }, ports) : null,
    // Of a question that stands alone the meaning is sought meanwhile.
    isFollowUp(finding) ? null : findByMeaning(finding.hidden, finding, ports),
  ]);
  const dense = early ?? (await findByMeaning(understood?.standalone ?? inContext(finding), finding, ports));
  const found = mergeAll(finding, understood, { search, byWords, merge, dense });
  const steps: AnswerStep[] = understood ? [{ step: "understand", outcome: understood.outcome }] : [];
  const versions = understood ? [understood.promptVersion] : [];
  const ms = Math.min(RERANK_MS, finding.deadlineAt - ports.clock.now() - WRITING_MS);
  if (!ports.model || found.verdict === "answer" || found.passages.length < 2 || ms <= 0) {
    return finish(found, steps, versions);
  }
  const { shopId, signal } = finding;
  const question = understood?.standalone ?? inContext(finding);
  const reranked = await rerankPassages({ shopId, question, found, ms, signal }, ports);
  return finish(
    reranked.found,
    [...steps, { step: "rerank", outcome: reranked.outcome }],
    [...versions, reranked.promptVersion],
  );
}

function finish(found: SearchResult, steps: readonly AnswerStep[], promptVersions: readonly string[]): Found {
  const isHopeless = steps.at(-1)?.outcome === "none";
  return { ...found, passages: found.passages.slice(0, MAX_PASSAGES), steps, promptVersions, isHopeless };
}

interface Lists {
  readonly search: KnowledgeSearch;
  readonly byWords: SearchResult;
  readonly merge: ReturnType<KnowledgeSearch["begin"]>;
  readonly dense: readonly VectorHit[];
}

/** The question made whole, what was typed, its translation, its parts and the vectors have an equal say. */
function mergeAll(finding: Finding, understood: Understanding | null, lists: Lists): SearchResult {
  const { search, byWords, dense } = lists;
  const { language, knowledgeLanguage = "en" } = finding;
  const lookFor = (text: string, inLanguage: Language): SearchResult =>
    search.search({ text, language: inLanguage, limit: MAX_CANDIDATES });
  const others = [
    ...(understood?.translation ? [lookFor(understood.translation, knowledgeLanguage)] : []),
    ...(understood?.questions ?? []).map((text) => lookFor(text, language)),
  ];
  const standalone = understood?.standalone;
  if (!standalone || standalone === finding.hidden) {
    return mostSure(lists.merge(dense, ...others.map(listOf)), [byWords, ...others]);
  }
  const merge = search.begin({ text: standalone, language, limit: MAX_CANDIDATES });
  const whole = merge();
  // The words of half a question find other things: they count only where they are a question of their own.
  const typed = isFollowUp(finding) ? [] : [byWords];
  return mostSure(merge(dense, ...[...typed, ...others].map(listOf)), [whole, ...others]);
}

function listOf({ passages }: SearchResult): readonly { readonly passageId: VectorHit["passageId"] }[] {
  return passages.map(({ passage }) => passage);
}

/** The merged list is as sure as the surest of the searches that put the same article first. */
function mostSure(merged: SearchResult, searches: readonly SearchResult[]): SearchResult {
  const first = merged.passages[0]?.passage.articleKey;
  const agreeing = searches.filter(({ passages }) => passages[0]?.passage.articleKey === first);
  const surest = [merged, ...agreeing].toSorted((one, other) => other.confidence - one.confidence)[0] ?? merged;
  const alternatives = merged.alternatives.length > 0 ? merged.alternatives : surest.alternatives;
  return { ...merged, confidence: surest.confidence, verdict: surest.verdict, alternatives };
}

async function findByMeaning(
  text: string,
  finding: Finding,
  ports: Pick<Ports, "embedder" | "vectors" | "clock">,
): Promise<readonly VectorHit[]> {
  const { embedder, vectors } = ports;
  if (!embedder || !vectors) return [];
  const limit = { clock: ports.clock, ms: DENSE_MS, signal: finding.signal };
  const hits = await workWithin(limit, async (signal) => {
    const found = await embedder.embed([text], signal, { shopId: finding.shopId });
    const vector = found?.[0];
    return vector ? vectors.search(finding.shopId, vector, DENSE_HITS) : [];
  });
  return hits ?? [];
}

function inContext(finding: Finding): string {
  const before = finding.history.findLast((line) => line.speaker === "buyer");
  return before && isFollowUp(finding) ? `${before.text}\n${finding.hidden}` : finding.hidden;
}

function isFollowUp({ question, history }: Finding): boolean {
  return question.length < FOLLOW_UP_LENGTH && history.some((line) => line.speaker === "buyer");
}
