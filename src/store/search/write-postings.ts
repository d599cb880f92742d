/** Puts documents under their terms and takes them away again; numbers are given under the lock of their kind. */
import { type RawBuilder, sql } from "kysely";
import type { DocumentKind } from "../../contracts/search.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { ShopTransaction } from "../open-database.ts";
import { BLOCK_SIZE, CODE_OF } from "./document-kinds.ts";

export interface Place {
  readonly trx: ShopTransaction;
  readonly shopId: ShopId;
  readonly kind: DocumentKind;
}

/** Of the kind: the next free number, and nobody else writes until the transaction ends. Null: somebody does. */
export async function takeTurn(place: Place): Promise<number | null> {
  await ensureCounter(place);
  const [found] = await lockCounter(place, sql`for update skip locked`);
  return found?.next_number ?? null;
}

/** The same, once whoever writes is done. Everybody takes conversations first, so that no two wait for each other. */
export async function waitForTurn(place: Place): Promise<number> {
  await ensureCounter(place);
  const [found] = await lockCounter(place, sql`for update`);
  if (!found) throw new Error("A counter that was just made is not there.");
  return found.next_number;
}

async function ensureCounter({ trx, shopId, kind }: Place): Promise<void> {
  await trx.run(sql`
    insert into search_counter (shop_id, kind) select ${shopId}, ${CODE_OF[kind]}
    where not exists (select 1 from search_counter where shop_id = ${shopId} and kind = ${CODE_OF[kind]})
    on conflict do nothing`);
}

function lockCounter({ trx, shopId, kind }: Place, lock: RawBuilder<unknown>) {
  return trx.run(sql<{ next_number: number }>`
    select next_number from search_counter where shop_id = ${shopId} and kind = ${CODE_OF[kind]} ${lock}`);
}

export async function endTurn({ trx, shopId, kind }: Place, nextNumber: number): Promise<void> {
  await trx.run(sql`
    update search_counter set next_number = ${nextNumber} where shop_id = ${shopId} and kind = ${CODE_OF[kind]}`);
}

/** Rows by term and block, gathered before they are written: a batch touches a common word once. */
export interface Gathered {
  add(number: number, terms: Iterable<string>): void;
  write(place: Place): Promise<void>;
}

/** So many rows in one statement: it stays below a second, and its parameters below some megabytes. */
const MAX_ROWS = 20_000;

export function gatherPostings(): Gathered {
  const rows = new Map<string, Map<number, Uint8Array>>();
  return {
    add(number, terms) {
      const block = Math.floor(number / BLOCK_SIZE);
      const bit = number % BLOCK_SIZE;
      for (const term of terms) {
        const blocks = rows.get(term) ?? new Map<number, Uint8Array>();
        if (blocks.size === 0) rows.set(term, blocks);
        const bits = blocks.get(block) ?? new Uint8Array(BLOCK_SIZE / 8);
        bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
        blocks.set(block, bits);
      }
    },
    async write(place) {
      const flat = [...rows].flatMap(([term, blocks]) =>
        Array.from(blocks, ([block, bits]) => ({ term, block, bits: `x${Buffer.from(bits).toString("hex")}` })),
      );
      // In the order of the key: two who write would meet in the same order, and pages are written one after another.
      flat.sort((one, other) => (one.term < other.term ? -1 : one.term > other.term ? 1 : one.block - other.block));
      for (let from = 0; from < flat.length; from += MAX_ROWS) await upsert(place, flat.slice(from, from + MAX_ROWS));
    },
  };
}

interface PostingRow {
  readonly term: string;
  readonly block: number;
  readonly bits: string;
}

async function upsert({ trx, shopId, kind }: Place, rows: readonly PostingRow[]): Promise<void> {
  await trx.run(sql`
    insert into search_posting as known (shop_id, kind, term, block, documents)
    select ${shopId}, ${CODE_OF[kind]}, fresh.term, fresh.block, fresh.bits::bit(256)
    from unnest(${rows.map(({ term }) => term)}::text[], ${rows.map(({ block }) => block)}::int[],
      ${rows.map(({ bits }) => bits)}::text[]) as fresh (term, block, bits)
    on conflict (shop_id, kind, term, block) do update set documents = known.documents | excluded.documents
      where known.documents | excluded.documents <> known.documents`);
}

/** Takes these numbers from under every term; reads all terms of the kind, so it is for what happens rarely. */
export async function erasePostings({ trx, shopId, kind }: Place, numbers: readonly number[]): Promise<void> {
  const code = CODE_OF[kind];
  for (const [block, members] of Map.groupBy(numbers, (number) => Math.floor(number / BLOCK_SIZE))) {
    const kept = Array.from({ length: BLOCK_SIZE }, (_, bit) =>
      members.includes(block * BLOCK_SIZE + bit) ? "0" : "1",
    );
    const mask = kept.join("");
    await trx.run(sql`
      update search_posting set documents = documents & ${mask}::text::bit(256)
      where shop_id = ${shopId} and kind = ${code} and block = ${block}
        and documents & ${mask}::text::bit(256) <> documents`);
    await trx.run(sql`
      delete from search_posting where shop_id = ${shopId} and kind = ${code} and block = ${block}
        and documents = repeat('0', 256)::bit(256)`);
  }
}
