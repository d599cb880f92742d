/** Writes statements of sources: the newer one about a thing stays, the same one twice changes nothing. */
import { type RawBuilder, sql } from "kysely";
import type { CommerceRecord, CommerceThing, WriteOutcome } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { ShopTransaction } from "../open-database.ts";
import { type BuiltRow, buildRow, ID_OF, TABLE_OF } from "./build-row.ts";

export interface WriteTarget {
  readonly trx: ShopTransaction;
  readonly shopId: ShopId;
  /** Looks and says what it would do. */
  readonly isPreview: boolean;
}

interface Known {
  readonly source: string;
  readonly external_key: string;
  readonly changed_at: Date;
  readonly fingerprint: string;
}

/** Outcomes stand in the order of the records. */
export async function writeRecords(
  target: WriteTarget,
  records: readonly CommerceRecord[],
): Promise<readonly WriteOutcome[]> {
  const outcomes = new Map<BuiltRow, WriteOutcome>();
  const rows = records.map(buildRow);
  for (const round of splitRounds(rows)) {
    for (const [thing, ofThing] of Map.groupBy(round, (row) => row.thing)) {
      for (const [row, outcome] of await writeRound(target, thing, ofThing)) outcomes.set(row, outcome);
    }
  }
  return rows.map((row) => outcomes.get(row) ?? "stale");
}

/** One statement cannot write a row twice: what occurs again waits for the next round. */
function splitRounds(rows: readonly BuiltRow[]): readonly (readonly BuiltRow[])[] {
  const seen = new Map<string, number>();
  const rounds: BuiltRow[][] = [];
  for (const row of rows) {
    const key = `${row.thing}\n${keyOf(row.origin.source, row.origin.externalKey)}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    (rounds[round] ??= []).push(row);
  }
  // In one order everywhere, so that two batches that meet wait for one another instead of for ever.
  return rounds.map((round) => round.toSorted((a, b) => (a.origin.externalKey < b.origin.externalKey ? -1 : 1)));
}

async function writeRound(
  target: WriteTarget,
  thing: CommerceThing,
  rows: readonly BuiltRow[],
): Promise<ReadonlyMap<BuiltRow, WriteOutcome>> {
  const known = await readKnown(target, thing, rows);
  const outcomes = new Map(rows.map((row) => [row, judgeRow(row, known)]));
  if (target.isPreview) return outcomes;
  const confirmed = rows.filter((row) => outcomes.get(row) === "unchanged");
  if (confirmed.length > 0) await moveVersions(target, thing, confirmed);
  const written = rows.filter((row) => outcomes.get(row) === "created" || outcomes.get(row) === "changed");
  if (written.length === 0) return outcomes;
  const ids = await putRows(target, thing, written);
  if (thing === "order") await putLines(target, written, ids);
  for (const row of written) {
    // Another process wrote something newer between our look and our write.
    if (!ids.has(keyOf(row.origin.source, row.origin.externalKey))) outcomes.set(row, "stale");
  }
  return outcomes;
}

function judgeRow(row: BuiltRow, known: ReadonlyMap<string, Known>): WriteOutcome {
  const stored = known.get(keyOf(row.origin.source, row.origin.externalKey));
  if (!stored) return "created";
  if (stored.fingerprint === row.fingerprint) return "unchanged";
  return stored.changed_at.getTime() > row.origin.changedAt ? "stale" : "changed";
}

async function readKnown(
  { trx, shopId, isPreview }: WriteTarget,
  thing: CommerceThing,
  rows: readonly BuiltRow[],
): Promise<ReadonlyMap<string, Known>> {
  const found = await trx.run<Known>(sql`
    select source, external_key, changed_at, fingerprint from ${sql.table(TABLE_OF[thing])}
    where shop_id = ${shopId} and (source, external_key) in
      (select * from unnest(${rows.map((row) => row.origin.source)}::text[],
        ${rows.map((row) => row.origin.externalKey)}::text[]))
    order by external_key ${isPreview ? sql`` : sql`for update`}`);
  return new Map(found.map((row) => [keyOf(row.source, row.external_key), row]));
}

/** The content is as it was, but true until later: what is older than this must not replace it. */
async function moveVersions(
  { trx, shopId }: WriteTarget,
  thing: CommerceThing,
  rows: readonly BuiltRow[],
): Promise<void> {
  const table = sql.table(TABLE_OF[thing]);
  await trx.run(sql`
    update ${table} t set changed_at = v.changed_at
    from jsonb_to_recordset(${JSON.stringify(rows.map((row) => row.columns))}::jsonb)
      as v (source text, external_key text, changed_at timestamptz)
    where t.shop_id = ${shopId} and t.source = v.source and t.external_key = v.external_key
      and t.changed_at < v.changed_at`);
}

/** The ids of the rows that were written, by key. The id of a row never changes. */
async function putRows(
  { trx, shopId }: WriteTarget,
  thing: CommerceThing,
  rows: readonly BuiltRow[],
): Promise<ReadonlyMap<string, string>> {
  const table = sql.table(TABLE_OF[thing]);
  const columns = Object.keys(rows[0]?.columns ?? {});
  const kept = new Set<string>(["source", "external_key", ID_OF[thing]]);
  const changes = columns.filter((column) => !kept.has(column)).map(takeNew);
  const written = await trx.run<{ source: string; external_key: string; id: string }>(sql`
    insert into ${table} as t (shop_id, ${sql.join(columns.map((column) => sql.ref(column)))})
    select ${shopId}::uuid, ${sql.join(columns.map((column) => sql.ref(column)))}
    from jsonb_populate_recordset(null::${table}, ${JSON.stringify(rows.map((row) => row.columns))}::jsonb)
    on conflict (shop_id, source, external_key) do update set ${sql.join(changes)}
      where t.changed_at <= excluded.changed_at
    returning source, external_key, ${sql.ref(ID_OF[thing])} as id`);
  return new Map(written.map((row) => [keyOf(row.source, row.external_key), row.id]));
}

function takeNew(column: string): RawBuilder<unknown> {
  return sql`${sql.ref(column)} = excluded.${sql.ref(column)}`;
}

/** An order's lines are written whole: what a source no longer names was taken out of the order. */
async function putLines(
  { trx, shopId }: WriteTarget,
  rows: readonly BuiltRow[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = rows.flatMap((row) => {
    const order_id = ids.get(keyOf(row.origin.source, row.origin.externalKey));
    return order_id === undefined ? [] : row.lines.map((line) => ({ ...line, shop_id: shopId, order_id }));
  });
  await trx.run(sql`delete from order_line where shop_id = ${shopId} and order_id = any(${[...ids.values()]}::uuid[])`);
  if (lines.length === 0) return;
  await trx.run(sql`
    insert into order_line select * from jsonb_populate_recordset(null::order_line, ${JSON.stringify(lines)}::jsonb)`);
}

function keyOf(source: string, externalKey: string): string {
  return `${source}\n${externalKey}`;
}
