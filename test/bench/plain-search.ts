/** BM25 as one would write it in an afternoon, the baseline of `retrieval`: words between spaces, lists in a map. */
import type { Passage, SearchQuery, SearchResult } from "../../src/contracts/answer.ts";

const WORD = /[\p{L}\p{M}\p{N}]+/gu;

export function createPlainSearch() {
  const passages: { readonly passage: Passage; readonly length: number }[] = [];
  const postings = new Map<string, [document: number, count: number][]>();
  let total = 0;
  return {
    add(passage: Passage): void {
      const counts = new Map<string, number>();
      const words = passage.text.toLowerCase().match(WORD) ?? [];
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const [word, count] of counts) {
        const list = postings.get(word) ?? [];
        postings.set(word, list);
        list.push([passages.length, count]);
      }
      passages.push({ passage, length: words.length });
      total += words.length;
    },
    search({ text, limit }: SearchQuery): SearchResult {
      const scores = new Map<number, number>();
      for (const word of new Set(text.toLowerCase().match(WORD) ?? [])) {
        const list = postings.get(word) ?? [];
        const idf = Math.log(1 + (passages.length - list.length + 0.5) / (list.length + 0.5));
        for (const [document, count] of list) {
          const length = passages[document]?.length ?? 0;
          const norm = 1.2 * (0.25 + (0.75 * length * passages.length) / total);
          scores.set(document, (scores.get(document) ?? 0) + (idf * count * 2.2) / (count + norm));
        }
      }
      const best = Array.from(scores).sort((one, other) => other[1] - one[1]);
      const found = best.slice(0, limit).flatMap(([document, score]) => {
        const passage = passages[document]?.passage;
        return passage ? [{ passage, score }] : [];
      });
      return { passages: found, confidence: 0, verdict: "handoff", extract: null, alternatives: [] };
    },
  };
}
