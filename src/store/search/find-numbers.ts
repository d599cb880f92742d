/** Which documents of a kind have all of some words: bits of a block are compared in the database, the newest come first. */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { DocumentKind, FindOptions, WantedWord } from "../../contracts/search.ts";
import type { ShopTransaction } from "../open-database.ts";
import { BLOCK_SIZE, CODE_OF } from "./document-kinds.ts";

export interface Subject {
  readonly subjectId: string;
  readonly subjectKey: string | null;
}

interface Search extends FindOptions {
  readonly trx: ShopTransaction;
  readonly shopId: ShopId;
  readonly kind: DocumentKind;
}

/** As many are read and put in order; of more, the newest documents are gone through until enough of them fit. */
const MAX_SORTED = 1_000;
const MAX_PASSED = 8_000;
/** Rows of all the words that begin so: some twenty milliseconds. Half a word that begins more shows the shortest of them. */
const MAX_BEGUN = 20_000;
/** Behind every character: the end of what begins with a term. */
const LAST_CHARACTER = "\u{10FFFF}";

/** Newest first. */
export async function findSubjects(search: Search): Promise<readonly Subject[]> {
  if (search.words.length === 0 || search.limit < 1) return [];
  const numbers = await findNumbers(search);
  if (numbers.size === 0) return [];
  if (numbers.size <= MAX_SORTED) return readNewest(search, [...numbers]);
  const passed = await passNewest(search, numbers);
  if (passed.length >= search.limit) return passed.slice(0, search.limit);
  // All of it is old: what came into the index last stands for what is newest.
  return readNewest(search, [...numbers].slice(0, MAX_SORTED));
}

/** The greatest first. */
async function findNumbers({ trx, shopId, kind, words }: Search): Promise<ReadonlySet<number>> {
  const holding = words.map((word) => blocksOf(shopId, kind, word));
  const rows = await trx.run(sql<{ block: number; documents: string }>`
    select block, bit_and(documents)::text as documents from (${sql.join(holding, sql` union all `)}) word
    group by block having count(*) = ${words.length} and bit_and(documents) <> repeat('0', 256)::bit(256)
    order by block desc`);
  const found = new Set<number>();
  for (const { block, documents } of rows) {
    for (let bit = documents.lastIndexOf("1"); bit >= 0; bit = bit === 0 ? -1 : documents.lastIndexOf("1", bit - 1)) {
      found.add(block * BLOCK_SIZE + bit);
    }
  }
  return found;
}

/** Each term by its own condition: joined by "or", they would be one walk over all terms. */
function blocksOf(shopId: ShopId, kind: DocumentKind, word: WantedWord): RawBuilder<unknown> {
  const terms = word.map(({ term, isStart }) => {
    const held = sql`select block, documents from search_posting where shop_id = ${shopId} and kind = ${CODE_OF[kind]}`;
    if (!isStart) return sql`${held} and term = ${term}`;
    return sql`(${held} and term >= ${term} and term < ${term + LAST_CHARACTER} order by term, block limit ${MAX_BEGUN})`;
  });
  return sql`select block, bit_or(documents) as documents from (${sql.join(terms, sql` union all `)}) term group by block`;
}

interface DocumentRow {
  readonly subject_id: string;
  readonly subject_key: string | null;
  readonly number: number;
}

async function readNewest(
  { trx, shopId, kind, limit }: Search,
  numbers: readonly number[],
): Promise<readonly Subject[]> {
  const rows = await trx.run(sql<DocumentRow>`
    select subject_id, subject_key, number from search_document
    where shop_id = ${shopId} and kind = ${CODE_OF[kind]} and number = any(${numbers}::int[])
    order by last_at desc, number desc limit ${limit}`);
  return rows.map(readSubject);
}

async function passNewest(search: Search, numbers: ReadonlySet<number>): Promise<readonly Subject[]> {
  const { trx, shopId, kind, limit } = search;
  let found: readonly Subject[] = [];
  for (const count of [MAX_SORTED, MAX_PASSED]) {
    const rows = await trx.run(sql<DocumentRow>`
      select subject_id, subject_key, number from search_document
      where shop_id = ${shopId} and kind = ${CODE_OF[kind]} order by last_at desc limit ${count}`);
    found = rows.filter(({ number }) => numbers.has(number)).map(readSubject);
    if (found.length >= limit) return found;
  }
  return found;
}

function readSubject({ subject_id, subject_key }: DocumentRow): Subject {
  return { subjectId: subject_id, subjectKey: subject_key };
}
