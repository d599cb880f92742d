/** The articles of one language beside their translations, stretch by stretch: what a lexicon is learnt from. */
import type { Entry } from "../ranking/build-shard.ts";
import type { ParallelWords } from "./create-meaning-search.ts";

/** Heading and questions always; passages one by one where both were cut into as many. */
export function pairArticles(own: Entry, other: Entry): ParallelWords[] {
  const translatedTo = other.article.language;
  const pair = (text: string, translation: string) => ({ text, translation, translatedTo });
  const passages = [own, other].map((entry) =>
    entry.passages.map(({ headings, text }) => [...headings, text].join("\n")),
  );
  const [ours = [], theirs = []] = passages;
  const bodies =
    ours.length === theirs.length
      ? ours.map((text, at) => pair(text, theirs[at] ?? ""))
      : [pair(ours.join("\n"), theirs.join("\n"))];
  return [pair(own.article.title, other.article.title), pair(bankOf(own), bankOf(other)), ...bodies];
}

function bankOf({ article: { title, questions, tags } }: Entry): string {
  return [title, ...questions, ...tags].join("\n");
}
