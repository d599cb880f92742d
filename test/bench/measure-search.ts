/** How long the search takes to read a large past, and then to answer: frequent words, rare ones, half ones, several, numbers, names. */
import type pg from "pg";
import { wordOfRank } from "./fill-shop.ts";

const PAUSE_MS = 250;
const GIVE_UP_MS = 3_600_000;

/** Waits until every conversation and contact is in the index; in seconds. `database` has the shop set. */
export async function waitForIndex(database: pg.Client, conversations: number): Promise<number> {
  const startedAt = performance.now();
  const count = "select count(*)::int as read from search_document where kind in (1, 2)";
  for (let read = 0; read < conversations * 2; ) {
    if (performance.now() - startedAt > GIVE_UP_MS) throw new Error(`only ${read} documents were read in an hour`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    read = (await database.query<{ read: number }>(count)).rows[0]?.read ?? 0;
  }
  return Math.round((performance.now() - startedAt) / 100) / 10;
}

/** What agents type: the words that everybody says, one that few say, half a word, a number, a name. */
export function makeQueries(conversations: number): readonly string[] {
  const some = (at: number) => 1 + ((at * 7_919) % conversations);
  return Array.from({ length: 40 }, (_, at) => [
    "kettle",
    "blue kettle parcel",
    `kettle ${wordOfRank(1 + at)}`,
    `${wordOfRank(3 + at)} ${wordOfRank(50 + at)} ${wordOfRank(2)}`,
    "mes",
    "it",
    wordOfRank(1 + at).slice(0, 3),
    wordOfRank(5_000 + at),
    `conversation ${some(at)}`,
    `buyer ${some(at)}`,
    `T-${some(at)}`,
    "kettles messages parcels",
    "nobodysaidthis",
  ]).flat();
}

/** Sizes on disk: what the index costs, and what it is an index of. */
export async function measureSizes(database: pg.Client): Promise<Readonly<Record<string, number>>> {
  const size = async (table: string) => {
    const { rows } = await database.query<{ mb: number }>(
      `select round(pg_total_relation_size('${table}') / 1048576.0)::int as mb`,
    );
    return rows[0]?.mb ?? 0;
  };
  return {
    searchIndexMb: (await size("search_posting")) + (await size("search_document")),
    messageMb: await size("message"),
  };
}
