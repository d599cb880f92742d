/** Whether two questions want the same: by their rare words and their letters within a language, by what was found across languages. */
import type { Language } from "../contracts/language.ts";
import { functionWordsOf } from "./analysis/function-words.ts";
import { countTerms, type Field, foldTokens, readTokens } from "./analyse-text.ts";

export interface AskedQuestion {
  readonly language: Language;
  readonly text: string;
  /** The passage that came nearest, the same in every language; null when nothing was near. */
  readonly nearestKey: string | null;
}

export interface QuestionSet<Id> {
  readonly id: Id;
  readonly wordings: readonly AskedQuestion[];
}

interface Profile {
  readonly words: ReadonlyMap<string, number>;
  readonly grams: ReadonlyMap<string, number>;
}

/** Found by trying pairs of wordings: the same wish scores above, two wishes about one topic below. */
const SAME_WORDING = 0.42;
/** With the same passage found for both, less likeness is enough. */
const SAME_WITH_PASSAGE = 0.24;
/** Words decide what is asked, letters forgive typing errors. */
const WORD_SHARE = 0.55;

/** The set that the question belongs to, or null for a new one. */
export function matchQuestion<Id>(question: AskedQuestion, sets: readonly QuestionSet<Id>[]): Id | null {
  const own = profile(question);
  const rarity = countRarity(sets, question.language);
  let best: { readonly id: Id; readonly score: number } | null = null;
  for (const { id, wordings } of sets) {
    for (const wording of wordings) {
      const score = likeness(question, own, wording, rarity);
      if (score > (best?.score ?? 0)) best = { id, score };
    }
  }
  return best?.id ?? null;
}

/** 0 for not the same. Another language's wording is the same when the same passage came nearest, and second to any of its own. */
function likeness(question: AskedQuestion, own: Profile, wording: AskedQuestion, rarity: Rarity): number {
  const sharesPassage = question.nearestKey !== null && question.nearestKey === wording.nearestKey;
  if (question.language !== wording.language) return sharesPassage ? SAME_WITH_PASSAGE / 2 : 0;
  const other = profile(wording);
  const score =
    WORD_SHARE * cosine(own.words, other.words, rarity.words) +
    (1 - WORD_SHARE) * cosine(own.grams, other.grams, rarity.grams);
  return score >= (sharesPassage ? SAME_WITH_PASSAGE : SAME_WORDING) ? score : 0;
}

const profiles = new WeakMap<AskedQuestion, Profile>();

function profile(question: AskedQuestion): Profile {
  const known = profiles.get(question);
  if (known) return known;
  const tokens = foldTokens(readTokens(question.text, question.language), question.language);
  const functionWords = functionWordsOf(question.language);
  const counted = (field: Field) => countTerms(tokens, question.language, field);
  const words = new Map([...counted("words")].filter(([term]) => !functionWords.has(term)));
  const made: Profile = { words, grams: counted("grams") };
  profiles.set(question, made);
  return made;
}

interface Rarity {
  readonly words: (term: string) => number;
  readonly grams: (term: string) => number;
}

/** A word that stands in every other question says little about which one it is. */
function countRarity<Id>(sets: readonly QuestionSet<Id>[], language: string): Rarity {
  const held = sets.map(({ wordings }) => wordings.filter((wording) => wording.language === language).map(profile));
  const rarityOf = (field: Field) => {
    const counts = new Map<string, number>();
    for (const wordings of held) {
      const terms = new Set(wordings.flatMap((each) => [...each[field].keys()]));
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    return (term: string) => Math.log(2 + held.length / (1 + (counts.get(term) ?? 0)));
  };
  return { words: rarityOf("words"), grams: rarityOf("grams") };
}

function cosine(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  rarity: (term: string) => number,
): number {
  let shared = 0;
  for (const [term, count] of one) {
    const match = other.get(term);
    if (match !== undefined) shared += count * match * rarity(term) ** 2;
  }
  if (shared === 0) return 0;
  return shared / Math.sqrt(lengthOf(one, rarity) * lengthOf(other, rarity));
}

function lengthOf(terms: ReadonlyMap<string, number>, rarity: (term: string) => number): number {
  let sum = 0;
  for (const [term, count] of terms) sum += (count * rarity(term)) ** 2;
  return sum;
}
