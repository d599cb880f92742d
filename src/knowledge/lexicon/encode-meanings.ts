/** What has been read and learnt of a language, as bytes and back. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { HeldMeanings } from "./create-meaning-search.ts";
import type { Translation } from "./learn-lexicon.ts";

interface Written {
  readonly articles: readonly (readonly [ArticleKey, readonly (readonly [string, number])[]])[];
  readonly lexicon: readonly (readonly [string, readonly Translation[]])[] | null;
}

export function encodeMeanings({ articles, lexicon }: HeldMeanings): Uint8Array {
  const written: Written = {
    articles: Array.from(articles, ([articleKey, meanings]) => [articleKey, [...meanings]] as const),
    lexicon: lexicon && [...lexicon],
  };
  return new TextEncoder().encode(JSON.stringify(written));
}

/** Throws when the bytes are not what `encodeMeanings` wrote; whether they are whole is for the caller to know. */
export function decodeMeanings(bytes: Uint8Array): HeldMeanings {
  const { articles, lexicon } = JSON.parse(new TextDecoder().decode(bytes)) as Written;
  return {
    articles: new Map(articles.map(([articleKey, meanings]) => [articleKey, new Map(meanings)])),
    lexicon: lexicon && new Map(lexicon),
  };
}
