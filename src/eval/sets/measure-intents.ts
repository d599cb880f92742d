/** Classes as articles that know a few example questions each, and nothing else: what a shop has on its first day. */
import { askIndex, indexDocuments, type SetReply } from "./ask-index.ts";
import { createDraw, drawItems } from "./draw-items.ts";
import type { IntentSet } from "./read-intents.ts";

/** Which examples are drawn moves the figures by a point: they are drawn a few times. */
const DRAWS = 3;

/** One group a draw; with `examples` null all of them are used, and there is nothing to draw. */
export function measureIntents(
  set: IntentSet,
  { language, examples }: { readonly language: string; readonly examples: number | null },
  onProgress: (done: number, total: number) => void = () => {},
): Map<string, SetReply[]> {
  const classes = Map.groupBy(set.train, ({ intent }) => intent);
  const asked = [
    ...set.test.map(({ text, intent }) => ({ language, text, gold: [intent] })),
    ...set.strangers.map((text) => ({ language, text, gold: [] })),
  ];
  const rounds = examples === null ? 1 : DRAWS;
  const groups = new Map<string, SetReply[]>();
  for (let round = 1; round <= rounds; round += 1) {
    const draw = createDraw(round);
    const index = indexDocuments(
      Array.from(classes, ([key, own]) => {
        const drawn = examples === null ? own : drawItems(own, examples, draw);
        return { key, language, questions: drawn.map(({ text }) => text) };
      }),
    );
    const replies = asked.map((question, at) => {
      if (at % 100 === 0) onProgress((round - 1) * asked.length + at, rounds * asked.length);
      return askIndex(index, question);
    });
    groups.set(examples === null ? language : `draw ${round}`, replies);
  }
  return groups;
}
