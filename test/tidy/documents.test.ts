/** What the architecture's README lists is what there is: a table that nobody named there is found by nobody. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = (path: string) => new URL(`../../${path}`, import.meta.url);
const readme = readFileSync(root("src/README.md"), "utf8");
const tablesOf = (sqlText: string) => Array.from(sqlText.matchAll(/^create table (\w+)/gimu), ([, name = ""]) => name);
const unnamed = (tables: readonly string[], text: string) => tables.filter((name) => !text.includes(`\`${name}\``));

test("src/README names every table of the migrations", () => {
  const files = readdirSync(root("src/store/migrations")).filter((name) => name.endsWith(".sql"));
  const tables = files.flatMap((name) => tablesOf(readFileSync(root(`src/store/migrations/${name}`), "utf8")));
  expect(tables.length).toBeGreaterThan(40);
  const [, section = ""] = /^## Tables and states\n([\s\S]*?)\n\*\*/mu.exec(readme) ?? [];
  expect(unnamed(tables, section)).toEqual([]);
  expect(unnamed(tablesOf("create table forgotten (id int);"), section)).toEqual(["forgotten"]);
});

test("src/README has one row a folder, and each of them is there", () => {
  const rows = Array.from(readme.matchAll(/^\| `(\w+)\/` \|/gmu), ([, name = ""]) => name);
  const folders = readdirSync(root("src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rows.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});
