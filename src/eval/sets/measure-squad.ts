/** Passages as articles, their questions as a buyer's: whether the passage that a question was written for is found. */
import { askIndex, indexDocuments, type SetReply } from "./ask-index.ts";
import type { SetDocument } from "./as-article.ts";
import { addTypos, dropAccents } from "./distort-text.ts";
import { createDraw } from "./draw-items.ts";
import type { SquadSet } from "./read-squad.ts";

export interface SquadOptions {
  /** All languages in one index, as a shop has them. */
  readonly isMerged: boolean;
  /** How the questions are typed. */
  readonly typed: "as-written" | "with-typos" | "without-accents";
}

/** One group a language. */
export function measureSquad(
  sets: readonly SquadSet[],
  options: SquadOptions,
  onProgress: (done: number, total: number) => void = () => {},
): Map<string, SetReply[]> {
  const total = sets.reduce((sum, set) => sum + set.paragraphs.length, 0);
  const merged = options.isMerged ? indexDocuments(sets.flatMap(documentsOf)) : null;
  let done = 0;
  return new Map(
    sets.map((set) => {
      const index = merged ?? indexDocuments(documentsOf(set));
      const draw = createDraw(1);
      const replies = set.paragraphs.flatMap(({ questions }, at) => {
        onProgress((done += 1), total);
        return questions.map((question) => {
          const text = type(question, options.typed, draw);
          return askIndex(index, { language: set.language, text, gold: [keyOf(at)] });
        });
      });
      return [set.language, replies];
    }),
  );
}

function documentsOf({ language, paragraphs }: SquadSet): SetDocument[] {
  return paragraphs.map(({ text }, at) => ({ key: keyOf(at), language, text }));
}

/** The same passage has the same key in every language: the sets are parallel. */
function keyOf(at: number): string {
  return `p${at}`;
}

function type(question: string, typed: SquadOptions["typed"], draw: ReturnType<typeof createDraw>): string {
  switch (typed) {
    case "as-written":
      return question;
    case "with-typos":
      return addTypos(question, draw);
    case "without-accents":
      return dropAccents(question);
  }
}
