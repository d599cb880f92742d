/** At most three products for a wish in the buyer's words, each with the words it has. */
import { dropAddresses } from "../../assistant/checks/check-links.ts";
import type { Product } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { NamedThing, SuitingProduct, ToolCall } from "../../contracts/tools.ts";
import { functionWordsOf } from "../../knowledge/analysis/function-words.ts";
import { foldText } from "../../shared/fold-text.ts";

const MAX_PRODUCTS = 3;
const LOOKED_AT = 12;
const MIN_STEM = 3;

export async function findSuiting(
  shopId: ShopId,
  call: Extract<ToolCall, { tool: "product-search" }>,
  { commerce }: Pick<Ports, "commerce">,
): Promise<readonly SuitingProduct[]> {
  const { atMost, things = [] } = call;
  // The number of a price names no product.
  const text = atMost ? call.wish.replace(/(?<!\p{L})\p{N}[\p{N}.,]*/gu, " ") : call.wish;
  const found = await commerce.findProducts(shopId, {
    text: [text, ...things.flatMap(({ names }) => names)].join(" "),
    ...(atMost ? { currency: atMost.currency, maxPrice: atMost.minor } : {}),
    limit: LOOKED_AT,
  });
  return found
    .map((product) => ({ product, words: sayMatches(product, text, things) }))
    .filter(({ words }) => words.length > 0)
    .toSorted((left, right) => Number(right.product.isAvailable) - Number(left.product.isAvailable))
    .slice(0, MAX_PRODUCTS);
}

/** Whether nothing of the wish is left over: then it names a product, and asks nothing about it. */
export function meetsWish(words: readonly string[], wish: string, language: Language): boolean {
  const met = new Set(words.flatMap(wordsIn));
  const functionWords = functionWordsOf(language);
  const asked = wordsIn(wish).filter((word) => word.length >= MIN_STEM && !functionWords.has(word));
  return asked.length > 0 && asked.every((word) => met.has(word));
}

/** The buyer's own words, and those for things that the catalogue calls otherwise. */
function sayMatches(product: Product, wish: string, things: readonly NamedThing[]): readonly string[] {
  const own = wordsOf(product, wish);
  const others = things.filter(({ names }) =>
    names.some((name) => wordsOf(product, name).length === wordsIn(name).length),
  );
  return [...new Set([...own, ...others.map(({ said }) => said)])];
}

function wordsIn(text: string): readonly string[] {
  return [...new Set(foldText(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])];
}

/** The buyer's words that name the product: found in its title, category, tags or variants. Its description tells stories. */
function wordsOf(product: Product, wish: string): readonly string[] {
  const head = foldText(
    [product.title, product.category ?? "", ...product.tags, ...product.variants.map(({ title }) => title)]
      .map(dropAddresses)
      .join(" "),
  );
  return wordsIn(wish).filter((word) => {
    const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
    if (unspaced) return pairsOf(word).some((pair) => head.includes(pair));
    const stem = word.length >= 6 ? word.slice(0, -2) : word;
    return stem.length >= MIN_STEM && new RegExp(`(?<!\\p{L})${stem}`, "u").test(head);
  });
}

function pairsOf(word: string): readonly string[] {
  const signs = Array.from(word);
  return signs.length < 2 ? [word] : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
}
