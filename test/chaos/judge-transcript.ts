/** Compares what a buyer asked with what came back: lost, duplicated, out of order. */

export interface Verdict {
  readonly messages: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly disordered: number;
}

/** How many questions have their answer; repetitions of the last answer do not count. */
export function countAnswered(asked: readonly string[], received: readonly string[]): number {
  return walk(asked, received).answered;
}

/** `asked` holds the topic of each question, `received` the topic of each answer; neighbours in `asked` differ. */
export function judgeTranscript(asked: readonly string[], received: readonly string[]): Verdict {
  const { answered, duplicated, disordered } = walk(asked, received);
  return { messages: asked.length, lost: asked.length - answered, duplicated, disordered };
}

function walk(asked: readonly string[], received: readonly string[]) {
  let answered = 0;
  let duplicated = 0;
  let disordered = 0;
  for (const topic of received) {
    if (topic === asked[answered]) answered += 1;
    else if (topic === asked[answered - 1]) duplicated += 1;
    else disordered += 1;
  }
  return { answered, duplicated, disordered };
}

export function addVerdicts(verdicts: readonly Verdict[]): Verdict {
  const sum = (pick: (verdict: Verdict) => number) => verdicts.reduce((total, each) => total + pick(each), 0);
  return {
    messages: sum((each) => each.messages),
    lost: sum((each) => each.lost),
    duplicated: sum((each) => each.duplicated),
    disordered: sum((each) => each.disordered),
  };
}
