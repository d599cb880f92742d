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
  const rows = await database.inShop<ProductRow>(
    shopId,
    sql`
      with open as (
        select * from product where shop_id = ${shopId} and removed_at is null and is_published
          -- The same product told twice, by an export and by a webhook: the newer statement.
          and not exists (select 1 from product twin where twin.shop_id = ${shopId} and twin.handle = product.handle
            and twin.removed_at is null and (twin.changed_at, twin.product_id) > (product.changed_at, product.product_id))
          and (${tags}::text[] is null or tag_keys && ${tags}::text[])
          and (${query.currency ?? null}::text is null or currency = ${query.currency ?? null})
          and (${query.minPrice ?? null}::bigint is null or price_minor >= ${query.minPrice ?? null})
          and (${query.maxPrice ?? null}::bigint is null or price_minor <= ${query.maxPrice ?? null})
          and (${query.isAvailable ?? false}::boolean = false or is_available)
      ), hit as (
        select open.product_id, word.number, case
            when open.search_head like word.whole then 4.0 when open.search_head like word.stem then 3.0
            when open.search_body like word.whole then 1.0 when open.search_body like word.stem then 0.6 end as strength
        from open cross join
          unnest(${words.map((word) => word.whole)}::text[], ${words.map((word) => word.stem)}::text[])
          with ordinality as word (whole, stem, number)
        where open.search_head like word.stem or open.search_body like word.stem
      ), rare as (
        select number, ln(1 + (select count(*) from open) / count(*)::numeric) as weight from hit group by number
      ), ranked as (
        select product_id, sum(strength * weight) as score from hit join rare using (number) group by product_id
      )
      select open.* from open left join ranked using (product_id)
      where ${words.length === 0}::boolean or ranked.score is not null
      order by ranked.score desc nulls last, open.is_available desc, open.title, open.product_id
      limit ${Math.min(query.limit, MAX_RESULTS)}`,
  );
  return rows.map(readProduct);
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
