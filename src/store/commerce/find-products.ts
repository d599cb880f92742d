/** Products for a wish: each word counts the more, the fewer products it occurs in, and the title counts most. */
import { sql } from "kysely";
import type { CommerceStore, Product, ProductQuery } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { foldText } from "../../shared/fold-text.ts";
import type { OpenDatabase } from "../open-database.ts";
import { type ProductRow, readProduct } from "./read-commerce.ts";

const MAX_WORDS = 24;
const MAX_RESULTS = 50;
/** Written without spaces: what a buyer types is cut into pairs, and a pair may stand anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Patterns of LIKE: the word as it begins, and as it begins without its ending. */
interface Word {
  readonly whole: string;
  readonly stem: string;
}

export async function findProducts(
  database: OpenDatabase,
  shopId: ShopId,
  query: ProductQuery,
): Promise<readonly Product[]> {
  const words = query.text === undefined ? [] : readWords(query.text);
  if (query.text !== undefined && words.length === 0) return [];
  const tags = query.tags?.map((tag) => foldText(tag).trim()) ?? null;
  return database.withShop(shopId, async (trx) => {
    // One pass without a join: a planner whose figures are old makes loops within loops of joins.
    const candidates = await trx.run<Candidate>(sql`
      select product_id, title, is_available, array(
          select case when search_head like whole then 4.0 when search_head like stem then 3.0
            when search_body like whole then 1.0 when search_body like stem then 0.6 else 0 end
          from unnest(${words.map((word) => word.whole)}::text[], ${words.map((word) => word.stem)}::text[])
            with ordinality as word (whole, stem, number) order by number)::float8[] as strengths
      from (
        -- The same product told twice, by an export and by a webhook: the newer statement counts.
        select *, row_number() over (
            partition by coalesce(handle, product_id::text) order by changed_at desc, product_id desc) as place
        from product where shop_id = ${shopId} and removed_at is null
      ) told
      where place = 1 and is_published
        and (${tags}::text[] is null or tag_keys && ${tags}::text[])
        and (${query.currency ?? null}::text is null or currency = ${query.currency ?? null})
        and (${query.minPrice ?? null}::bigint is null or price_minor >= ${query.minPrice ?? null})
        and (${query.maxPrice ?? null}::bigint is null or price_minor <= ${query.maxPrice ?? null})
        and (${query.isAvailable ?? false}::boolean = false or is_available)`);
    const ids = rankCandidates(candidates, words.length).slice(0, Math.min(query.limit, MAX_RESULTS));
    const rows = await trx.run<ProductRow>(
      sql`select * from product where shop_id = ${shopId} and product_id = any(${ids}::uuid[])`,
    );
    return rows.toSorted((a, b) => ids.indexOf(a.product_id) - ids.indexOf(b.product_id)).map(readProduct);
  });
}

interface Candidate {
  readonly product_id: string;
  readonly title: string;
  readonly is_available: boolean;
  /** How well each word of the wish is met, 0 for not at all. */
  readonly strengths: readonly number[];
}

function rankCandidates(candidates: readonly Candidate[], words: number): readonly string[] {
  const weights = Array.from({ length: words }, (_, word) => {
    const met = candidates.filter((each) => (each.strengths[word] ?? 0) > 0).length;
    return Math.log(1 + candidates.length / Math.max(1, met));
  });
  return candidates
    .map((each) => ({ ...each, score: each.strengths.reduce((sum, at, word) => sum + at * (weights[word] ?? 0), 0) }))
    .filter(({ score }) => words === 0 || score > 0)
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        Number(b.is_available) - Number(a.is_available) ||
        (a.title < b.title ? -1 : a.title > b.title ? 1 : a.product_id < b.product_id ? -1 : 1),
    )
    .map((each) => each.product_id);
}

export async function getProduct(
  database: OpenDatabase,
  shopId: ShopId,
  productId: Product["productId"],
): ReturnType<CommerceStore["getProduct"]> {
  const [row] = await database.inShop<ProductRow>(
    shopId,
    sql`select * from product where shop_id = ${shopId} and product_id = ${productId} and removed_at is null`,
  );
  return row ? readProduct(row) : null;
}

/** Only letters and digits are left, so no word can be a pattern of its own. */
function readWords(text: string): readonly Word[] {
  const found = foldText(text.slice(0, 1_000)).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const words = found.flatMap((word): readonly Word[] => {
    if (UNSPACED.test(word)) return pairsOf(word).map((pair) => ({ whole: `%${pair}%`, stem: `%${pair}%` }));
    return Array.from(word).length < 2 ? [] : [{ whole: `% ${word} %`, stem: `% ${stemOf(word)}%` }];
  });
  return [...new Map(words.map((word) => [word.whole, word])).values()].slice(0, MAX_WORDS);
}

function pairsOf(word: string): readonly string[] {
  const letters = Array.from(word);
  return letters.length < 3 ? [word] : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Rough, and enough to bring "scarves" to "scarf" and "jackets" to "jacket" in most of our languages. */
function stemOf(word: string): string {
  const length = word.length >= 7 ? word.length - 3 : word.length >= 5 ? word.length - 1 : word.length;
  return word.length === 4 && word.endsWith("s") ? word.slice(0, 3) : word.slice(0, length);
}
