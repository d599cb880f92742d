/** Whether the first answer to an upset buyer began as the market wants it, and kept clear of what it avoids. */
import type { Language } from "../contracts/language.ts";
import type { TrainingBook, TrainingCase, TrainingDeeds, TrainingLines, TrainingMark } from "../contracts/training.ts";
import { foldText } from "../shared/fold-text.ts";
import { findStem } from "./find-facts.ts";

interface Market {
  readonly book: TrainingBook;
  readonly language: Language;
  readonly lines: TrainingLines;
}

const OUT_OF = 10;
/** What a rule can see; the rest of a market's list needs a reader. */
const SEEN: Readonly<Record<string, (text: string, name: string) => boolean>> = {
  emoji: (text) => /\p{Extended_Pictographic}/u.test(text),
  "exclamation-marks": (text) => /[!！]/u.test(text),
  capitals: (text) => /\b\p{Lu}{4,}\b/u.test(text),
  "first-name": (text, name) => text.includes(name.split(/\s/u, 1)[0] ?? name),
};

/** Null where the market says nothing, or nothing went wrong. Half of the points for the opening, half for the rest. */
export function judgeManner(one: TrainingCase, deeds: TrainingDeeds, market: Market): TrainingMark | null {
  const first = deeds.replies[0];
  if (!one.isUpset || deeds.opening === null || !first) return null;
  const opens = isOpened(first.text, deeds.opening, market);
  const broken = deeds.avoid.filter((word) => deeds.replies.some(({ text }) => SEEN[word]?.(text, market.lines.name)));
  const points = (opens ? OUT_OF / 2 : 0) + (broken.length === 0 ? OUT_OF / 2 : 0);
  const reason = points === OUT_OF ? "mannerly" : opens ? "avoided-broken" : "opening-missed";
  return {
    criterion: "manner",
    points,
    outOf: OUT_OF,
    reason,
    expected: { opening: deeds.opening, avoid: broken.join(", ") },
  };
}

/** Regret or understanding before the first fact; or, where a way out is wanted first, a fact in the first answer. */
function isOpened(
  text: string,
  opening: NonNullable<TrainingDeeds["opening"]>,
  { book, language, lines }: Market,
): boolean {
  const folded = foldText(text);
  const script = book.scripts.get(language);
  const fact = findStem(
    folded,
    Object.values(lines.facts)
      .flat()
      .map((stem) => stem.replace(/^=/u, "")),
  );
  if (opening === "remedy" || opening === "solution") return fact !== null;
  const wanted = [...(script?.apology ?? []), ...(opening === "empathy" ? (script?.empathy ?? []) : [])];
  const place = findStem(folded, wanted);
  return place !== null && (fact === null || place < fact);
}
