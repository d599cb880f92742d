/** What imports cannot express: who reads the environment and the clock, and what never appears in the source. */
import { describe, expect, test } from "vitest";
import { SETTINGS } from "../../src/config.ts";
import { CHANNELS } from "../../adapters/index.ts";
import { ERROR_CODES } from "../../src/contracts/errors.ts";
import { readMigrations } from "../../src/store/setup/migrate.ts";
import { readSources } from "./source-files.ts";

const code = readSources(["src", "adapters"], /\.(ts|tsx)$/u);
const server = code.filter((file) => !/^(adapters\/[^/]+\/client|src\/console\/app)\//u.test(file.path));
const findIn = (files: typeof code, pattern: RegExp, allowed: RegExp) =>
  files.filter((file) => !allowed.test(file.path) && pattern.test(file.text)).map((file) => file.path);

describe("one reader, one clock, one door", () => {
  test("only config.ts reads the environment", () => {
    expect(findIn(server, /process\.env/u, /^src\/config\.ts$|^src\/ops\/postgres\//u)).toEqual([]);
  });

  test("features and flows take the time from the clock they are given", () => {
    const middle = server.filter((file) =>
      /^src\/(inbox|routing|languages|knowledge|assistant|tickets|outbox|flows|shared)\//u.test(file.path),
    );
    expect(findIn(middle, /Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(/u, /^$/u)).toEqual([]);
  });

  test("no page builds markup from text", () => {
    expect(findIn(code, /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write/u, /^$/u)).toEqual([]);
  });

  test("no source compares a channel's name outside its adapter", () => {
    expect(findIn(server, /[!=]==\s*"(telegram|discord|web)"/u, /^adapters\//u)).toEqual([]);
  });

  test("no package registry is named anywhere", () => {
    const files = readSources(["."], /\.(ts|tsx|mjs|cjs|json|md|ya?ml)$|Dockerfile$|run$/u);
    expect(findIn(files, new RegExp(["registry", "npmjs"].join("\\."), "u"), /^$/u)).toEqual([]);
  });
});

describe("lists that must agree", () => {
  test("every setting stands in .env.example, and nothing else does", () => {
    const [example] = readSources([".env.example"], /\.env\.example$/u);
    const named = [...(example?.text ?? "").matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gmu)].map((match) => match[1]);
    const own = Object.keys(SETTINGS.shape);
    const channels = code
      .filter((file) => /^adapters\/[^/]+\/(index|[a-z-]*settings)\.ts$/u.test(file.path))
      .flatMap((file) => [...file.text.matchAll(/"((?:TELEGRAM|DISCORD|WIDGET)_[A-Z_]+)"/gu)].map((match) => match[1]));
    expect(new Set(named)).toEqual(new Set([...own, ...channels]));
  });

  test("every error code is used, and the architecture's list names each", () => {
    const text = server
      .filter((file) => file.path !== "src/contracts/errors.ts")
      .map((file) => file.text)
      .join("\n");
    const unused = Object.keys(ERROR_CODES).filter((code) => !text.includes(`"${code}"`));
    expect(unused).toEqual([]);
    const [readme] = readSources(["src/README.md"], /README\.md$/u);
    const listed = Object.keys(ERROR_CODES).filter((code) => readme?.text.includes(`\`${code}\``));
    expect(listed).toEqual(Object.keys(ERROR_CODES));
  });

  test("every adapter folder is in the registry under its own name", () => {
    const folders = new Set(code.flatMap((file) => /^adapters\/([^/]+)\//u.exec(file.path)?.[1] ?? []));
    expect(CHANNELS.length).toBe(folders.size);
    expect(new Set(CHANNELS.map((each) => each.channel)).size).toBe(CHANNELS.length);
  });

  test("migrations are numbered without gaps and begin with a sentence", async () => {
    const migrations = await readMigrations();
    expect(migrations.map((each) => each.number)).toEqual(migrations.map((_, index) => index + 1));
    expect(migrations.filter((each) => !each.sql.startsWith("-- ")).map((each) => each.name)).toEqual([]);
  });
});
