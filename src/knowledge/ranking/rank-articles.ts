/** Puts the articles of all languages in order for one question. Language is a preference, never a filter. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { readTokens, type Token, weighTerms } from "../analyse-text.ts";
import { addMeanings } from "./add-meanings.ts";
import type { Shard } from "./build-shard.ts";
import { glanceAtShard, type Glancing, prepareGlances } from "./glance-at-shard.ts";
import type { Meaning, RankedArticle } from "./ranked-article.ts";
import { recogniseEntries } from "./recognise-entries.ts";
import { type LeftOut, NOTHING_LEFT_OUT, type ShardScores, scoreShard } from "./score-shard.ts";

export type { RankedArticle } from "./ranked-article.ts";

export interface Ranking {
  /** Best first; articles without anything in common with the question are not among them. */
  readonly articles: readonly RankedArticle[];
  /** The question's own language, when there are articles in it. */
  readonly own: ShardScores | null;
  /** The share of what is asked about that no article deals with, in any language. */
  readonly strangeness: number;
}

export interface Question {
  readonly text: string;
  readonly language: string;
}

/** What is left out of a shard; the usual answer is nothing. */
export type LeaveOut = (shard: Shard) => LeftOut;

/** Own words over borrowed ones: related languages share half their grams, and the own language is read more easily. */
const OWN_LANGUAGE_BOOST = 1.15;
/** A shard whose best grams stay under this share of the best shard's cannot win; its words are not looked up. */
const WORTH_A_LOOK = 0.75;
/** Beside a score of about one for all words and grams of the question; flat from 0.3 to 0.5 on held-out Banking77. */
const RECOGNITION_SHARE = 0.4;
/** Longer than any question. A text of megabytes must not hold up the others. */
const MAX_QUESTION_LENGTH = 2_000;

export function rankArticles(
  shards: ReadonlyMap<string, Shard>,
  question: Question,
  leaveOut: LeaveOut = () => NOTHING_LEFT_OUT,
  meaning: Meaning | null = null,
): Ranking {
  const read = createReader(question.text);
  if (read(question.language).length === 0) return { articles: [], own: null, strangeness: 0 };
  // Classes are compared with each other alone: one that is missing here would be taken for its neighbour.
  const isWhole = meaning === null || !meaning.search.lacks(question.language);
  const scoreIn = (shard: Shard): ShardScores => {
    const scored = scoreShard(shard, read(shard.language), leaveOut(shard));
    return isWhole ? { ...scored, recognition: recogniseEntries(shard, scored.question.tokens) } : scored;
  };
  const ownShard = shards.get(question.language);
  const own = ownShard ? scoreIn(ownShard) : null;
  const others = chooseOthers(shards, question.language, own, read).map(scoreIn);
  const best = new Map<ArticleKey, RankedArticle>();
  for (const found of own ? [own, ...others] : others) {
    const { keys } = found.shard;
    const boost = found === own ? OWN_LANGUAGE_BOOST : 1;
    for (let entry = 0; entry < keys.length; entry += 1) {
      const articleKey = keys[entry] ?? null;
      const worded = found.entries[entry] ?? 0;
      // A classifier always names somebody: without a word in common that is no reason.
      const recognised = worded > 0 ? Math.max(0, found.recognition?.shares[entry] ?? 0) : 0;
      const score = (worded + RECOGNITION_SHARE * recognised) * boost;
      if (articleKey !== null && score > 0 && score > (best.get(articleKey)?.score ?? 0)) {
        best.set(articleKey, { articleKey, score, found, entry, meaning: 0 });
      }
    }
  }
  const asked = { shards, own, language: question.language, read };
  const strangeness = meaning === null ? 0 : addMeanings(best, asked, meaning);
  return { articles: Array.from(best.values()).sort((one, other) => other.score - one.score), own, strangeness };
}

/** Most languages read a text alike; only where spelling rules differ is it read again. */
function createReader(text: string): (language: string) => readonly Token[] {
  const capped = text.slice(0, MAX_QUESTION_LENGTH);
  const readings = new Map<string, readonly Token[]>();
  return (language) => {
    const rules = language === "tr" || language === "zh" ? language : "";
    const known = readings.get(rules);
    if (known) return known;
    const tokens = readTokens(capped, rules);
    readings.set(rules, tokens);
    return tokens;
  };
}

/** Of the other languages, those whose articles could win. */
function chooseOthers(
  shards: ReadonlyMap<string, Shard>,
  language: string,
  own: ShardScores | null,
  read: (language: string) => readonly Token[],
): Shard[] {
  const others = Array.from(shards.values()).filter((shard) => shard !== own?.shard);
  if (others.length === 0) return [];
  const typed = read(language);
  const grams = prepareGlances(weighTerms(typed, language, "grams"));
  let best = own ? glanceAtOwn(own, typed, grams) : 0;
  const glances = others.map((shard): [Shard, number] => {
    const glance = glanceAtShard(shard, grams, best * WORTH_A_LOOK);
    best = Math.max(best, glance);
    return [shard, glance];
  });
  const bar = Math.max(best * WORTH_A_LOOK, Number.MIN_VALUE);
  return glances.flatMap(([shard, glance]) => (glance >= bar ? [shard] : []));
}

/** What a glance would find is known already where the question was scored as it was typed. */
function glanceAtOwn(own: ShardScores, typed: readonly Token[], grams: Glancing): number {
  const { shard, question, leftOut, bankGrams, passageGrams } = own;
  const isAsTyped = question.tokens === typed && question.spelling === (shard.folded ?? shard.plain);
  if (!isAsTyped || leftOut !== NOTHING_LEFT_OUT) return glanceAtShard(shard, grams, 0);
  const greatest = (scores: Float32Array) => scores.reduce((most, score) => Math.max(most, score), 0);
  return Math.max(greatest(bankGrams), greatest(passageGrams));
}
