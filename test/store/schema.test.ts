/** The Kysely types are what the migrated database really has. */
import { readFileSync } from "node:fs";
import pg from "pg";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

let db: ShopDatabase;
beforeAll(async () => {
  db = await openShopDatabase();
});
afterAll(() => db.close());

interface Column {
  readonly base: string;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
}

const BASE_OF_SQL: Readonly<Record<string, string>> = {
  uuid: "string",
  text: "string",
  date: "string",
  integer: "number",
  smallint: "number",
  bit: "string",
  bigint: "number",
  real: "number",
  boolean: "boolean",
  bytea: "Buffer",
  jsonb: "json",
  "timestamp with time zone": "at",
};

/** The interfaces of tables, and the files they stand in. */
const SOURCES = [
  { file: "schema.ts", name: "Database" },
  { file: "access/access-tables.ts", name: "AccessTables" },
  { file: "commerce/commerce-tables.ts", name: "CommerceTables" },
  { file: "desk/desk-tables.ts", name: "DeskTables" },
  { file: "files/file-tables.ts", name: "FileTables" },
  { file: "integrations/integration-tables.ts", name: "IntegrationTables" },
  { file: "knowledge/knowledge-tables.ts", name: "KnowledgeTables" },
  { file: "model/model-tables.ts", name: "ModelTables" },
  { file: "review/review-tables.ts", name: "ReviewTables" },
  { file: "search/search-tables.ts", name: "SearchTables" },
  { file: "staff/staff-tables.ts", name: "StaffTables" },
  { file: "tools/tool-tables.ts", name: "ToolTables" },
  { file: "training/training-tables.ts", name: "TrainingTables" },
  { file: "translation/translation-tables.ts", name: "TranslationTables" },
] as const;

function readMembers({ file, name }: (typeof SOURCES)[number]): readonly ts.TypeElement[] {
  const path = new URL(`../../src/store/${file}`, import.meta.url);
  const source = ts.createSourceFile(file, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name);
  return [...(found as ts.InterfaceDeclaration).members];
}

/** Reads `interface Database` as text types: `Generated<number>`, `At | null`, `string[]` and so on. */
function readTypes(): Map<string, Map<string, Column>> {
  const tables = new Map<string, Map<string, Column>>();
  for (const table of SOURCES.flatMap(readMembers)) {
    const source = table.getSourceFile();
    if (!ts.isPropertySignature(table) || !table.type || !ts.isTypeLiteralNode(table.type)) continue;
    const columns = table.type.members.filter(ts.isPropertySignature).map((column): [string, Column] => {
      const text = column.type?.getText(source) ?? "";
      return [column.name.getText(source), readColumn(text)];
    });
    tables.set(table.name.getText(source), new Map(columns));
  }
  return tables;
}

function readColumn(text: string): Column {
  const isNullable = /\|\s*null$/u.test(text);
  const hasDefault = /^(Generated|GeneratedAlways|DefaultAt|Json)\b/u.test(text);
  const inner = text.replace(/\s*\|\s*null$/u, "").replace(/^Generated(?:Always)?<(.*)>$/u, "$1");
  if (/^(At|DefaultAt)$/u.test(inner)) return { base: "at", isNullable, hasDefault };
  if (inner === "Json") return { base: "json", isNullable, hasDefault };
  if (inner.startsWith("ColumnType<string")) return { base: "string", isNullable, hasDefault };
  return { base: inner, isNullable, hasDefault };
}

test("every table and column of the database is in the types, with the same type, null and default", async () => {
  const client = new pg.Client({ connectionString: db.superuserUrl });
  await client.connect();
  const { rows } = await client.query<
    Record<"t" | "c" | "type" | "element" | "nullable", string> & { fallback: string | null; identity: string }
  >(
    `select c.table_name t, c.column_name c, c.data_type "type", e.data_type element, c.is_nullable nullable,
       c.column_default fallback, c.is_identity identity
     from information_schema.columns c
     left join information_schema.element_types e on e.object_name = c.table_name
       and e.collection_type_identifier = c.dtd_identifier and e.object_schema = c.table_schema
     where c.table_schema = 'public' and c.table_name <> 'migration'`,
  );
  await client.end();
  const types = readTypes();
  const wrong = rows.flatMap((row) => {
    const found = types.get(row.t)?.get(row.c);
    const base = row.type === "ARRAY" ? `${BASE_OF_SQL[row.element]}[]` : BASE_OF_SQL[row.type];
    const wanted = {
      base,
      isNullable: row.nullable === "YES",
      hasDefault: row.fallback !== null || row.identity === "YES",
    };
    // A JSON column may be left to its default or must be given: both are written as text.
    const isSame =
      found?.base === wanted.base &&
      found?.isNullable === wanted.isNullable &&
      (base === "json" || found.hasDefault === wanted.hasDefault);
    return isSame ? [] : [`${row.t}.${row.c}: ${JSON.stringify(found)} is ${JSON.stringify(wanted)}`];
  });
  expect(wrong).toEqual([]);
  const real = new Set(rows.map((row) => `${row.t}.${row.c}`));
  const invented = [...types].flatMap(([table, columns]) => [...columns.keys()].map((column) => `${table}.${column}`));
  expect(invented.filter((name) => !real.has(name))).toEqual([]);
});
