/**
 * Measures the real index on question sets in SQuAD format: `node test/eval/xquad.ts --path DIR [--json]`, and
 * `--merged` for all languages in one index, `--unaccented` for questions typed without accents, `--language xx`.
 */
import { parseArgs } from "node:util";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import { readSquadSets, type SquadSet } from "./read-squad.ts";
import { type RankingFigures, scoreRanking } from "./score-ranking.ts";

interface Row extends RankingFigures {
  readonly language: string;
  readonly msPerQuestion: number;
}

/** Sets of one language may be of other languages than ours: the index takes any tag. */
function articleOf(set: SquadSet, at: number, text: string): Article {
  return {
    articleKey: `p${at}` as ArticleKey,
    language: set.language as Language,
    title: "",
    url: null,
    questions: [],
    tags: [],
    // A context is plain text: what Markdown would read into it is escaped.
    body: text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, "\\$&"),
    reviewedUntil: null,
    origin: set.file,
  };
}

function fill(index: KnowledgeIndex, set: SquadSet): void {
  for (const [at, { text }] of set.paragraphs.entries()) index.put(articleOf(set, at, text));
}

function measure(index: KnowledgeIndex, set: SquadSet, unaccented: boolean): Row {
  const ranks: (number | null)[] = [];
  // Processor time, so that a busy machine does not change the figure.
  const before = process.cpuUsage();
  for (const [at, { questions }] of set.paragraphs.entries()) {
    for (const question of questions) {
      const text = unaccented
        ? question
            .normalize("NFD")
            .replace(/[\u0300-\u036f]/g, "")
            .replace(/đ/g, "d")
        : question;
      const { passages } = index.search({ text, language: set.language as Language, limit: 30 });
      const keys = Array.from(new Set(passages.map(({ passage }) => passage.articleKey)));
      const place = keys.indexOf(`p${at}` as ArticleKey);
      ranks.push(place < 0 ? null : place + 1);
    }
  }
  const { user, system } = process.cpuUsage(before);
  const msPerQuestion = (user + system) / 1000 / Math.max(1, ranks.length);
  return { language: set.language, ...scoreRanking(ranks), msPerQuestion };
}

export function runXquad(sets: readonly SquadSet[], options: { merged: boolean; unaccented: boolean }): Row[] {
  const shared = createKnowledgeIndex();
  if (options.merged) for (const set of sets) fill(shared, set);
  return sets.map((set) => {
    if (options.merged) return measure(shared, set, options.unaccented);
    const index = createKnowledgeIndex();
    fill(index, set);
    index.prepare();
    return measure(index, set, options.unaccented);
  });
}

function averageOf(rows: readonly Row[]): Row {
  const mean = (pick: (row: Row) => number) => rows.reduce((sum, row) => sum + pick(row), 0) / Math.max(1, rows.length);
  return {
    language: "avg",
    n: rows.reduce((sum, { n }) => sum + n, 0),
    acc1: mean(({ acc1 }) => acc1),
    r5: mean(({ r5 }) => r5),
    mrr10: mean(({ mrr10 }) => mrr10),
    ndcg10: mean(({ ndcg10 }) => ndcg10),
    msPerQuestion: mean(({ msPerQuestion }) => msPerQuestion),
  };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      path: { type: "string" },
      language: { type: "string" },
      json: { type: "boolean", default: false },
      merged: { type: "boolean", default: false },
      unaccented: { type: "boolean", default: false },
    },
  });
  const sets = values.path === undefined ? null : readSquadSets(values.path, values.language ?? null);
  if (sets === null || sets.length === 0) {
    console.log(`skipped: no SQuAD files at ${values.path ?? "(no --path given)"}`);
    return;
  }
  const rows = runXquad(sets, values);
  const average = averageOf(rows);
  console.log("language     n  acc@1    R@5  MRR@10  nDCG@10  ms/question");
  for (const row of [...rows, average]) {
    const figures = [row.acc1, row.r5, row.mrr10, row.ndcg10].map((value) => value.toFixed(1).padStart(6));
    console.log(
      `${row.language.padEnd(8)} ${String(row.n).padStart(5)} ${figures.join(" ")}  ${row.msPerQuestion.toFixed(3)}`,
    );
  }
  if (values.json) console.log(JSON.stringify({ name: "xquad", figures: { languages: rows, average } }));
}

if (import.meta.main) main();
