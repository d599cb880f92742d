/** Finds the passages for a question: by words always, by meaning too while the embedder answers in time. */
import type { SearchResult } from "../contracts/answer.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { VectorHit } from "../contracts/language-model.ts";
import type { Ports } from "../contracts/ports.ts";
import type { HistoryLine } from "./prompt/trim-history.ts";
import { workWithin } from "./work-within.ts";

export interface Finding {
  readonly shopId: ShopId;
  readonly question: string;
  /** The question without personal data: what may leave the house. The memory has none. */
  readonly hidden: string;
  readonly language: Language;
  readonly history: readonly HistoryLine[];
  readonly signal: AbortSignal;
}

export const MAX_PASSAGES = 8;
/** Words alone find most answers: meaning may not cost the buyer more than this. */
const DENSE_MS = 1_500;
const DENSE_HITS = 24;
/** "And to Mexico?" means nothing without what was said before. */
const FOLLOW_UP_LENGTH = 30;

export async function findPassages(
  finding: Finding,
  ports: Pick<Ports, "searchOf" | "embedder" | "vectors" | "clock">,
): Promise<SearchResult> {
  const query = { text: finding.question, language: finding.language, limit: MAX_PASSAGES };
  const merge = ports.searchOf(finding.shopId).begin(query);
  const byWords = merge([]);
  // The clear case costs no request: the words are proven, and a vector could only repeat them.
  if (byWords.verdict === "answer" && !isFollowUp(finding)) return byWords;
  return merge(await findByMeaning(finding, ports));
}

async function findByMeaning(
  finding: Finding,
  ports: Pick<Ports, "embedder" | "vectors" | "clock">,
): Promise<readonly VectorHit[]> {
  const { embedder, vectors } = ports;
  if (!embedder || !vectors) return [];
  const limit = { clock: ports.clock, ms: DENSE_MS, signal: finding.signal };
  const hits = await workWithin(limit, async (signal) => {
    const found = await embedder.embed([inContext(finding)], signal);
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
