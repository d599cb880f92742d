/**
 * Another shop, with rows in every table there is, by SQL alone: of each kind three that belong together. Whatever a
 * person could have written holds a word that stands nowhere else, so that it is known wherever it turns up.
 */
import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";

export interface ForeignShop {
  readonly shopId: string;
  /** Stands in every text of the shop. */
  readonly canary: string;
  /** Values by column: what a request can name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly tables: number;
  /** Tables that took no row, and why. */
  readonly empty: readonly string[];
}

interface Column {
  readonly t: string;
  readonly c: string;
  readonly type: string;
  readonly element: string | null;
  readonly generated: boolean;
  /** May be left out. */
  readonly optional: boolean;
}

const ROWS = 3;

export async function fillForeignShop(database: pg.Client): Promise<ForeignShop> {
  const canary = `canary${randomBytes(6).toString("hex")}`;
  await database.query("set session_replication_role = replica");
  const { rows: shops } = await database.query<{ id: string }>(
    "insert into shop (key, name, default_language, languages) values ('foreign', $1, 'en', '{en,es}') returning id",
    [`Shop ${canary}`],
  );
  const shopId = shops[0]?.id ?? "";
  const tables = Map.groupBy(await readColumns(database), ({ t }) => t);
  const checks = await readChecks(database);
  const values = new Map<string, string[]>();
  const empty: string[] = [];
  for (const [table, columns] of tables) {
    const faults: string[] = [];
    for (let row = 0; row < ROWS; row += 1) {
      const cells = columns
        .filter(({ generated }) => !generated)
        .map((column) => ({
          column,
          value: column.c === "shop_id" ? shopId : makeValue(column, row, { canary, checks }),
        }));
      const fault = await insert(database, table, cells);
      if (fault !== null) faults.push(fault);
      else for (const { column, value } of cells) note(values, column, value);
    }
    if (faults.length === ROWS) empty.push(`${table}: ${faults[0]}`);
  }
  await database.query("set session_replication_role = origin");
  return { shopId, canary, values, tables: tables.size, empty };
}

type Cell = { readonly column: Column; readonly value: unknown };

async function insert(database: pg.Client, table: string, cells: readonly Cell[]): Promise<string | null> {
  const names = cells.map(({ column }) => `"${column.c}"`).join(", ");
  // What a check forbids is left out, one column after the other: most of them have a default, or may be null.
  const marks = cells.map((_, at) => `$${at + 1}`).join(", ");
  try {
    await database.query(
      `insert into "${table}" (${names}) values (${marks})`,
      cells.map(({ value }) => value),
    );
    return null;
  } catch (error) {
    const { constraint, message, column } = error as { constraint?: string; message: string; column?: string };
    const mentioned = cells.filter(
      ({ column: { c, optional } }) =>
        optional && c !== "shop_id" && (constraint?.includes(c) === true || column === c),
    );
    const rest = cells.filter((cell) => !mentioned.includes(cell) && !isOptional(cell));
    if (rest.length < cells.length && rest.length > 0) return insert(database, table, rest);
    return message;
  }
}

/** Moments and links that say that something is over, taken or sleeping: left out when a check minds them. */
function isOptional({ column: { c, optional } }: Cell): boolean {
  return (
    optional && /_(at|until|since|by|kind)$|^holder_|^expires|^lease|^snoozed|^score$|^capacity$|^agent_id$/u.test(c)
  );
}

function makeValue(
  { t, c, type, element }: Column,
  row: number,
  { canary, checks }: { readonly canary: string; readonly checks: ReadonlyMap<string, string> },
): unknown {
  const allowed = checks.get(`${t}.${c}`);
  if (allowed !== undefined && type !== "ARRAY") return allowed;
  switch (type) {
    case "uuid":
      return uuidOf(c, row);
    case "ARRAY":
      return element === "text" ? [`${canary}-${c}`] : element === "uuid" ? [uuidOf(c, row)] : [0.1];
    case "jsonb":
      return JSON.stringify({ en: `${canary} ${t}.${c}` });
    case "boolean":
      return false;
    case "integer":
    case "bigint":
    case "real":
    case "smallint":
    case "numeric":
      return c === "number" || c === "seq" || c === "cursor" ? 1_000 + row : 1;
    case "date":
      return "2026-11-23";
    case "timestamp with time zone":
      return new Date(Date.UTC(2026, 10, 20) + row * 60_000);
    case "bit":
    case "bit varying":
      return "1";
    case "bytea":
      return Buffer.from(canary);
    default:
      return textOf(t, c, row, canary);
  }
}

function textOf(table: string, column: string, row: number, canary: string): string {
  if (/(^|_)language$|^locale/u.test(column)) return "en";
  if (column === "market") return "es-MX";
  // What stands in an address and may be sent by a request is no proof when it comes back.
  if (/_key$|^key$|^external_id$|_hash$|^origin$|^email$|^model$|^channel$|^mode$/u.test(column)) {
    return `k${createHash("sha256").update(`${table}.${column}.${row}`).digest("hex").slice(0, 24)}`;
  }
  return `${canary} ${table}.${column}`;
}

/** The same for a column in every table, so that rows belong together. */
function uuidOf(column: string, row: number): string {
  const name = /agent_id$|_by$/u.test(column) ? "agent_id" : column.replace(/^holder_/u, "");
  const hex = createHash("sha256").update(`${name}:${row}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function note(values: Map<string, string[]>, { c, type }: Column, value: unknown): void {
  if (typeof value !== "string" || (type !== "uuid" && !/_key$|^event_key$/u.test(c))) return;
  const known = values.get(c) ?? [];
  if (!known.includes(value) && c !== "shop_id") values.set(c, [...known, value]);
}

async function readColumns(database: pg.Client): Promise<readonly Column[]> {
  const { rows } = await database.query<Column>(
    `select c.table_name t, c.column_name c, c.data_type "type", e.data_type element,
       (c.identity_generation = 'ALWAYS' or c.is_generated = 'ALWAYS') is true as generated,
       c.is_nullable = 'YES' or c.column_default is not null as optional
     from information_schema.columns c
     join information_schema.tables b on b.table_name = c.table_name and b.table_schema = c.table_schema
       and b.table_type = 'BASE TABLE'
     left join information_schema.element_types e on e.object_name = c.table_name
       and e.collection_type_identifier = c.dtd_identifier and e.object_schema = c.table_schema
     where c.table_schema = 'public' and exists (select 1 from information_schema.columns s
       where s.table_schema = 'public' and s.table_name = c.table_name and s.column_name = 'shop_id')
     order by c.table_name, c.ordinal_position`,
  );
  return rows;
}

/** The first value that a check lists for a column. */
async function readChecks(database: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ t: string; definition: string }>(
    "select conrelid::regclass::text as t, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c'",
  );
  const found = new Map<string, string>();
  for (const { t, definition } of rows) {
    const [, column, value] = /^CHECK \(\(\(?"?(\w+)"?\)? = ANY \(ARRAY\['([^']+)'/u.exec(definition) ?? [];
    if (column !== undefined && value !== undefined) found.set(`${t}.${column}`, value);
  }
  return found;
}
