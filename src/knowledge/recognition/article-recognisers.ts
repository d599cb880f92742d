/** The classifiers of an index, one a language, and which languages have changed since theirs was trained. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { readTokens } from "../analyse-text.ts";
import { entryAt, type Shard } from "../ranking/build-shard.ts";
import { questionTextsOf } from "../segments/build-segment.ts";
import { readFeatures } from "./read-features.ts";
import type { Recogniser } from "./recogniser.ts";
import { type Lesson, trainRecogniser } from "./train-recogniser.ts";

export class ArticleRecognisers {
  readonly #toTrain = new Set<string>();

  noteChanged(language: string): void {
    this.#toTrain.add(language);
  }

  isTrained(): boolean {
    return this.#toTrain.size === 0;
  }

  /** Puts new classifiers into the shards. What changes meanwhile is noted and has to be trained again. */
  *train(shards: Map<string, Shard>): Generator<void> {
    for (const language of this.#toTrain) {
      this.#toTrain.delete(language);
      const shard = shards.get(language);
      if (shard === undefined) continue;
      const recogniser = yield* trainRecogniser(yield* readLessons(shard));
      const now = shards.get(language);
      if (now) shards.set(language, { ...now, recogniser });
    }
  }

  /** By language, those that fit their articles. */
  held(shards: ReadonlyMap<string, Shard>): ReadonlyMap<string, Recogniser | null> {
    return new Map(
      Array.from(shards).flatMap(([language, { recogniser }]) =>
        this.#toTrain.has(language) ? [] : [[language, recogniser] as const],
      ),
    );
  }

  restore(held: ReadonlyMap<string, Recogniser | null>, shards: Map<string, Shard>): void {
    for (const [language, shard] of shards) {
      const recogniser = held.get(language);
      if (recogniser === undefined) this.#toTrain.add(language);
      else shards.set(language, { ...shard, recogniser });
    }
  }
}

/** Which example questions of an article are there to learn from; below zero are its title and its tags. */
export type Chosen = (articleKey: ArticleKey, at: number) => boolean;

/** Stops after each article. */
export function* readLessons(shard: Shard, isChosen: Chosen = () => true): Generator<void, Lesson[]> {
  const lessons: Lesson[] = [];
  for (let at = 0; at < shard.keys.length; at += 1) {
    const entry = entryAt(shard, at);
    if (entry === null) continue;
    const texts = questionTextsOf(entry.article);
    const first = texts.length - (shard.examples[at] ?? 0);
    const questions = texts
      .filter((text, place) => text !== "" && isChosen(entry.article.articleKey, place - first))
      .map((text) => readFeatures(readTokens(text, shard.language), shard.language));
    lessons.push({ articleKey: entry.article.articleKey, questions });
    yield;
  }
  return lessons;
}
